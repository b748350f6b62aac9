#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The agent as a whole: one a session, ends cleanly, remembers, and sends no password where it cannot remember."""
import email.utils
import glob
import json
import os
import re
import signal
import sqlite3
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "peer"), os.path.join(HERE, "..", "harness")]

from desktop import BUS_NAME, BUS_ROOT, Desktop, has_ended, wait_for
from peer import Peer
from tap import main

RIGHT, WRONG = "right-horse-42", "wrong-horse-41"
ADDRESS = "ann@peer.test"
MAIL = os.path.join(HERE, "..", "mail")


def peer_with_account():
    peer = Peer()
    peer.add_account(ADDRESS, RIGHT)
    peer.listen_ordinary()
    return peer


def urls(peer, *protocols):
    return {protocol: peer.url(protocol + "s") for protocol in protocols or ("imap", "smtp")}


def desktop():
    return Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"])


def logins(peer, since=0):
    return [e["verdict"] for e in peer.events.all("auth", since=since)]


def children(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def stop(desk, how):
    pid = desk.agent_pid()
    os.kill(pid, how)
    wait_for(lambda: has_ended(pid) and not desk.owned(BUS_NAME), 10, "the agent's end")


def account_property(desk, account, name):
    path = "%s/account/%s" % (BUS_ROOT, account.replace("-", "_2d"))
    for candidate in (path, "%s/account/%s" % (BUS_ROOT, account)):
        try:
            return desk.gdbus(candidate, "org.freedesktop.DBus.Properties.Get", "org.mailmedic.Account1", name)
        except RuntimeError as error:
            words = str(error)
    return words


def refusal(desk, path, method, *arguments):
    try:
        return "no error: " + desk.gdbus(path, method, *arguments)
    except RuntimeError as error:
        return str(error)


def workers(desk):
    return [pid for pid in children(desk.agent_pid())]


def test_one_a_session_and_a_clean_end(tap):
    with peer_with_account() as peer, desktop() as desk:
        desk.add_account(ADDRESS, RIGHT, urls(peer), peer.ca_file)
        peer.events.wait("idle", 30)
        second = desk.run(desk.agent_program(), seconds=20)
        tap.equal(second.returncode, 0, "a second agent leaves with success", second.stderr)
        tap.ok("another agent" in second.stderr, "and says why", second.stderr)
        before = workers(desk)
        tap.ok(before, "the watcher is a process of its own")
        stop(desk, signal.SIGTERM)
        tap.ok(all(has_ended(pid) for pid in before), "no worker outlives the agent")


def test_the_end_of_the_session_is_the_agents(tap):
    with peer_with_account() as peer, desktop() as desk:
        desk.add_account(ADDRESS, RIGHT, urls(peer), peer.ca_file)
        peer.events.wait("idle", 30)
        pid, below, bus = desk.agent_pid(), workers(desk), desk.pid_of("org.freedesktop.DBus")
        os.kill(bus, signal.SIGTERM)
        began = time.monotonic()
        wait_for(lambda: has_ended(pid) and all(has_ended(p) for p in below), 20, "the agent's end with its bus")
        tap.ok(True, "the agent and its workers end with the bus")
        tap.diag("after %.2f s" % (time.monotonic() - began))


def test_a_broken_account_file_harms_no_other(tap):
    with peer_with_account() as peer, desktop() as desk:
        good = desk.add_account(ADDRESS, RIGHT, urls(peer), peer.ca_file)
        folder = desk.path("home/.config/mailmedic/accounts.d")
        with open(folder + "/bad.account", "w", encoding="ascii") as file:
            file.write("[Account]\nAddress=bad@peer.test\n\n[IMAP]\nHost=localhost\nColour=blue\n")
        wait_for(lambda: "broken" in account_property(desk, "bad", "State"), 10, "the broken file's account")
        tap.ok("bad.account:6:" in account_property(desk, "bad", "Services"), "the broken line is named",
               account_property(desk, "bad", "Services"))
        code, checked = desk.check(good)
        tap.equal((code, checked["troubles"]), (0, []), "the other account goes on")
        os.unlink(folder + "/bad.account")
        wait_for(lambda: "broken" not in account_property(desk, "bad", "State"), 10, "the removal")
        tap.ok(True, "and it is gone with its file")


def test_what_was_learnt_survives_a_sudden_death(tap):
    with peer_with_account() as peer, desktop() as desk:
        account = desk.add_account(ADDRESS, WRONG, urls(peer), peer.ca_file)
        before = desk.wait_trouble(account, "wrong-password")
        stop(desk, signal.SIGKILL)
        after = desk.wait_trouble(account, "wrong-password")
        tap.equal((after["id"], after["since"]), (before["id"], before["since"]), "the trouble is the same one")
        desk.check(account)
        tap.equal(logins(peer), ["rejected"], "and nothing was tried again", desk.logs())


def test_when_it_is_looked_at_again(tap):
    """A refusal waits for somebody; a server that is away does not."""
    with peer_with_account() as peer, desktop() as desk:
        account = desk.add_account(ADDRESS, WRONG, urls(peer), peer.ca_file)
        desk.check(account)
        said = re.findall(r"imap: only somebody can change this; the next look in about (\d+) minutes", desk.read_log("bus"))
        tap.ok(said and 60 <= int(said[-1]) <= 1440, "a refusal: within an hour or a day", said, desk.read_log("bus")[-1500:])
    with peer_with_account() as peer, desktop() as desk:
        account = desk.add_account(ADDRESS, RIGHT, {"imap": "imaps://localhost:1"}, peer.ca_file)
        desk.check(account)
        tap.ok("only somebody" not in desk.read_log("bus"), "nobody there: soon", desk.read_log("bus")[-1500:])


def timeline(desk, account):
    shown = json.loads(desk.mailmedic("show", account, "--json").stdout)["timeline"]
    return [(s["protocol"], s["state"], s["cause"], s["until"] == "") for s in shown], shown


def kept(desk, account):
    """What the stopped agent's database has of an account."""
    with sqlite3.connect(desk.path("home/.local/state/mailmedic/mailmedic.sqlite")) as base:
        return sum(base.execute("SELECT count(*) FROM %s WHERE account=?" % table, (account,)).fetchone()[0]
                   for table in ("attempt", "document", "mark"))


def test_since_when_what_works_is_remembered(tap):
    with peer_with_account() as peer, desktop() as desk:
        account = desk.add_account(ADDRESS, WRONG, urls(peer), peer.ca_file)
        desk.check(account)
        words, before = timeline(desk, account)
        tap.equal(words, [("imap", "refused", "wrong-password", True)], "a refusal begins a stretch; SMTP was not asked", before)
        tap.ok(ADDRESS in before[0]["title"], "it has its cause's title", before)
        stop(desk, signal.SIGKILL)
        desk.check(account)
        tap.equal(timeline(desk, account)[1], before, "neither a sudden death nor another check begins a new one")
        desk.set_password(account, RIGHT)
        wait_for(lambda: not desk.troubles(account), 30, "the healing", 0.2)
        words, _ = timeline(desk, account)
        tap.equal(sorted(words), [("imap", "refused", "wrong-password", False), ("imap", "works", "", True), ("smtp", "works", "", True)],
                  "what heals ends it")
        said = desk.mailmedic("show", account).stdout
        tap.ok("IMAP has worked since" in said and "IMAP was refused from" in said, "a person reads it in sentences", said)
        desk.gdbus(BUS_ROOT, "org.mailmedic.Mailmedic1.RemoveAccount", account, "{}")
        stop(desk, signal.SIGTERM)
        tap.equal(kept(desk, account), 0, "and nothing of it is left when the account is removed")


def test_a_damaged_memory_is_moved_aside(tap):
    with peer_with_account() as peer, desktop() as desk:
        account = desk.add_account(ADDRESS, RIGHT, urls(peer), peer.ca_file)
        desk.check(account)
        stop(desk, signal.SIGTERM)
        path = desk.path("home/.local/state/mailmedic/mailmedic.sqlite")
        with open(path, "r+b") as file:
            file.write(b"\xa5" * 200)
        code, checked = desk.check(account)
        tap.equal(code, 0, "the agent starts anew", checked, desk.logs())
        tap.ok(glob.glob(path + ".corrupt-*"), "and keeps the damaged file")


def test_without_memory_no_password_leaves(tap):
    with peer_with_account() as peer, desktop() as desk:
        os.makedirs(desk.path("home/.local/state"), mode=0o700)
        with open(desk.path("home/.local/state/mailmedic"), "w", encoding="ascii") as file:
            file.write("in the way")
        account = desk.add_account(ADDRESS, RIGHT, urls(peer), peer.ca_file)
        _, checked = desk.check(account)
        tap.equal(logins(peer), [], "no login is tried", desk.logs())
        tap.ok(any("written down" in s["said"] for s in checked["services"]), "and the person is told why", checked)


def test_a_removed_account_takes_its_password_along(tap):
    with peer_with_account() as peer, desktop() as desk:
        account = desk.add_account(ADDRESS, RIGHT, urls(peer), peer.ca_file)
        desk.check(account)

        def stored():
            return desk.gdbus("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.SearchItems",
                              "{'account': '%s'}" % account, destination="org.freedesktop.secrets")
        tap.ok("collection" in stored(), "the password is in the keyring", stored())
        desk.gdbus(BUS_ROOT, "org.mailmedic.Mailmedic1.RemoveAccount", account, "{}")
        wait_for(lambda: "collection" not in stored(), 10, "the password's deletion")
        tap.ok(not os.path.exists(desk.path("home/.config/mailmedic/accounts.d/%s.account" % account)), "and the file is gone")


def test_a_locked_keyring_is_not_prompted_for_by_itself(tap):
    with peer_with_account() as peer, desktop() as desk:
        account = desk.add_account(ADDRESS, RIGHT, urls(peer), peer.ca_file)
        desk.check(account)
        stop(desk, signal.SIGTERM)
        used = peer.events.count()
        desk.gdbus("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
                   "['/org/freedesktop/secrets/collection/login']", destination="org.freedesktop.secrets")
        desk.start_monitor()
        trouble = desk.wait_trouble(account, "keyring-locked", 40)
        tap.ok(trouble["steps"], "a locked keyring is a trouble with steps", trouble)
        tap.ok("keyring-locked" in account_property(desk, account, "State"), "and the account's state")
        tap.equal(logins(peer, used), [], "nothing was sent meanwhile")
        tap.ok("member=Prompt\n" not in desk.read_log("bus-traffic"), "nobody was prompted by a look in the background")


def test_callers_are_told_what_to_do(tap):
    with peer_with_account() as peer, desktop() as desk:
        account = desk.add_account(ADDRESS, RIGHT, urls(peer), peer.ca_file)
        main = "org.mailmedic.Mailmedic1."
        for words, wanted, arguments in (
                ("an address that is none", "InvalidArguments", ("AddAccount", "nobody", "{}")),
                ("a server without TLS", "InvalidArguments", ("AddAccount", "a@b.test", "{'imap': <'http://x'>}")),
                ("unknown servers", "InvalidArguments", ("AddAccount", "a@unknown.test", "{}")),
                ("a second account with the address", "Exists", ("AddAccount", ADDRESS, "{'imap': <'imaps://localhost'>}")),
                ("an unknown account", "NotFound", ("Check", "nosuch", "{}")),
                ("the removal of none", "NotFound", ("RemoveAccount", "../../etc", "{}"))):
            said = refusal(desk, BUS_ROOT, main + arguments[0], *arguments[1:])
            tap.ok("org.mailmedic.Error." + wanted in said, words + ": " + wanted, said)
        answer = desk.gdbus(BUS_ROOT, main + "Explain", "552 5.2.2 mailbox full", "{'protocol': <'smtp'>}")
        tap.ok("mailbox-full" in answer and "steps" in answer, "words are explained", answer)
        tap.ok(account, "and the account is untouched")


def test_a_check_can_be_cancelled(tap):
    with peer_with_account() as peer, desktop() as desk:
        for listener in peer.listeners.values():
            listener.script("greeting", ["delay 25"])
        account = desk.add_account(ADDRESS, RIGHT, urls(peer), peer.ca_file)
        desk.start_monitor()
        job = desk.gdbus(BUS_ROOT, "org.mailmedic.Mailmedic1.Check", account, "{}").split("'")[1]
        desk.gdbus(job, "org.mailmedic.Job1.Cancel", "{}")
        wait_for(lambda: "cancelled" in desk.read_log("bus-traffic"), 10, "the job's Completed signal")
        tap.ok(True, "its outcome is “cancelled”")
        said = refusal(desk, job, "org.mailmedic.Job1.Cancel", "{}")
        tap.ok("NotNow" in said or "NotFound" in said or "UnknownObject" in said, "it cannot be cancelled twice", said)


def test_a_bounce_is_counted_once_over_restarts(tap):
    with open(MAIL + "/postfix-unknown-recipient.eml", "rb") as file:
        bounce = file.read()
    with peer_with_account() as peer, desktop() as desk:
        account = desk.add_account(ADDRESS, RIGHT, urls(peer, "imap"), peer.ca_file)
        peer.events.wait("idle", 30)
        peer.account(ADDRESS).folder("INBOX").deliver(bounce)
        before = desk.wait_trouble(account, "recipient-unknown")
        for how in (signal.SIGTERM, signal.SIGKILL):
            idles = peer.events.count()
            stop(desk, how)
            desk.mailmedic("status")
            peer.events.wait("idle", 30, since=idles)
        after = desk.wait_trouble(account, "recipient-unknown")
        tap.equal((after["id"], after["count"]), (before["id"], 1), "one bounce, one trouble, counted once", desk.logs())


def verbs(peer):
    return [e["verb"] for e in peer.events.all("command") if e["protocol"] == "pop3"]


def test_a_maildrop_is_looked_through_where_there_is_no_imap(tap):
    with open(MAIL + "/postfix-unknown-recipient.eml", "rb") as file:
        bounce = file.read()
    with peer_with_account() as peer, desktop() as desk:
        peer.account(ADDRESS).folder("INBOX").deliver(fresh(bounce))
        account = desk.add_account(ADDRESS, RIGHT, urls(peer, "pop3"), peer.ca_file)
        desk.check(account)
        found = desk.wait_trouble(account, "recipient-unknown")
        desk.check(account)
        tap.equal((verbs(peer).count("UIDL"), verbs(peer).count("TOP")), (2, 3), "a second look asks for nothing again", verbs(peer))
        tap.equal(desk.wait_trouble(account, "recipient-unknown")["count"], found["count"], "and counts nothing again")
        tap.ok(not {"DELE", "RETR"} & set(verbs(peer)), "nothing is deleted or marked as read")


def test_a_maildrop_beside_an_inbox_is_let_be(tap):
    with peer_with_account() as peer, desktop() as desk:
        account = desk.add_account(ADDRESS, RIGHT, urls(peer, "imap", "pop3"), peer.ca_file)
        desk.check(account)
        tap.ok("STAT" in verbs(peer) and "UIDL" not in verbs(peer), "its login is checked, and that is all", verbs(peer))


def test_a_server_that_wants_a_pause_gets_it(tap):
    with peer_with_account() as peer, desktop() as desk:
        peer.listeners["pop3s"].script("capability", [
            "raw +OK\r\nUIDL\r\nTOP\r\nSASL PLAIN\r\nLOGIN-DELAY 900\r\n.\r\n"])
        account = desk.add_account(ADDRESS, RIGHT, urls(peer, "pop3", "smtp"), peer.ca_file)
        code, checked = desk.check(account)
        tap.equal((code, checked["troubles"]), (0, []), "the first look is well", checked)
        code, checked = desk.check(account)
        tap.equal((code, checked["troubles"]), (0, []), "so is the second", checked)
        tap.equal(len([e for e in peer.events.all("auth") if e["protocol"] == "pop3"]), 1, "without another login at that server")
        stop(desk, signal.SIGTERM)
        code, checked = desk.check(account)
        tap.equal((code, checked["troubles"]), (0, []), "nor does another agent forget it", checked)
        tap.equal(len([e for e in peer.events.all("auth") if e["protocol"] == "pop3"]), 1, "and logs in too early")


def fresh(mail):
    return re.sub(rb"(?m)^Date: .*$", b"Date: " + email.utils.formatdate().encode(), mail)


def bounces(count):
    """Fresh bounces, each for a recipient of its own."""
    with open(MAIL + "/postfix-unknown-recipient.eml", "rb") as file:
        mail = file.read()
    mail = fresh(mail)
    recipient = re.search(rb"(?m)^Final-Recipient: rfc822; ?(\S+)", mail).group(1)
    return [mail.replace(recipient, b"r%d@example.net" % number) for number in range(count)]


def kill_reader(desk):
    """Ends the process that is reading messages as the sandbox would (tests/malice shows that it does); waits for one."""
    def reader():
        for pid in children(desk.agent):
            with open("/proc/%d/cmdline" % pid, "rb") as file:
                if b"bounce" in file.read():
                    return pid
        return 0
    os.kill(wait_for(reader, 30, "a reader", 0.001), signal.SIGSYS)


def counts(desk):
    text = desk.gdbus(BUS_ROOT, "org.freedesktop.DBus.ObjectManager.GetManagedObjects")
    found = {"recipient-unknown": 0, "not-examined": 0}
    for cause, number in re.findall(r"'Cause': <'([a-z-]+)'>.*?'Count': <(?:uint32 )?(\d+)>", text):
        found[cause] += int(number)
    return found["recipient-unknown"], found["not-examined"]


def test_a_reader_that_dies_costs_exactly_one_message(tap):
    number = 200
    with peer_with_account() as peer, desktop() as desk:
        for mail in bounces(number):
            peer.account(ADDRESS).folder("INBOX").deliver(mail)
        desk.mailmedic("status")
        desk.agent = desk.agent_pid()
        desk.add_account(ADDRESS, RIGHT, urls(peer, "imap"), peer.ca_file)
        kill_reader(desk)
        wait_for(lambda: sum(counts(desk)) >= number, 60, "the end of the reading", 0.3)
        tap.equal(counts(desk), (number - 1, 1), "all the others were read, and that one is named", desk.logs())
        tap.ok(re.search(r"bounce\[\d+\]: .*broke the sandbox", desk.logs()), "the agent names how it died", desk.logs())


main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
