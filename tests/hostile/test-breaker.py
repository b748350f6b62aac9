#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given a wrong password: however often one asks, the server sees exactly one failed login."""
import calendar
import json
import os
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "peer"), os.path.join(HERE, "..", "harness")]

from desktop import BUS_ROOT, Desktop, has_ended, wait_for
from peer import Peer
from tap import main

HOUR = 3600
RIGHT, WRONG = "right-horse-42", "wrong-horse-41"
ADDRESS = "ann@peer.test"


def peer_with_account():
    peer = Peer()
    peer.add_account(ADDRESS, RIGHT)
    peer.listen_ordinary()
    return peer


def urls(peer):
    return {protocol: peer.url(protocol + "s") for protocol in ("imap", "pop3", "smtp")}


def desktop():
    return Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"])


def verdicts(peer):
    return [(e["protocol"], e["verdict"]) for e in peer.events.all("auth")]


def attempts(peer):
    return len([e for e in peer.events.all("command") if e["verb"] in ("LOGIN", "AUTHENTICATE", "AUTH", "PASS")])


def may_try(desk, host, user):
    return desk.gdbus(BUS_ROOT, "org.mailmedic.Mailmedic1.MayTry", host, user, "{}")


def kill_agent(desk):
    pid = desk.agent_pid()
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: has_ended(pid) and not desk.owned("org.mailmedic.Mailmedic"), 10, "the agent's death")
    return pid


def test_ten_checks_and_a_crash_cost_one_failed_login(tap):
    with peer_with_account() as peer, desktop() as desk:
        account = desk.add_account(ADDRESS, WRONG, urls(peer), peer.ca_file)
        for number in range(10):
            if number == 5:
                before = kill_agent(desk)
            code, checked = desk.check(account)
            tap.equal((code, [t["cause"] for t in checked["troubles"]]), (1, ["wrong-password"]),
                      "check %d still says it" % (number + 1), checked, desk.logs())
        tap.ok(desk.agent_pid() not in (0, before), "the agent was started again by the bus")
        tap.ok("(false, int64 0, 'The server refused this password" in may_try(desk, "localhost", ADDRESS), "other programs can ask, too")
        said = desk.mailmedic("check", account).stdout
        tap.ok("not sent again" in said, "and a person is told that the password was not sent again", said)
        tap.equal(verdicts(peer), [("imap", "rejected")],
                  "exactly one failed login on the three protocols together", desk.logs())
        refusals = peer.events.count()
        desk.set_password(account, RIGHT)
        wait_for(lambda: not desk.troubles(account), 30, "the healing after the password was corrected", 0.2)
        later = [e["verdict"] for e in peer.events.all("auth", since=refusals)]
        tap.equal(may_try(desk, "localhost", ADDRESS), "(true, int64 0, '')", "then others may try as well")
        tap.ok(later and set(later) == {"accepted"}, "the corrected password is tried at once, and let in", later)


def test_a_kill_between_asking_and_answer_counts_as_tried(tap):
    with peer_with_account() as peer, desktop() as desk:
        peer.account(ADDRESS).script("imap.auth", ["delay 20"])
        done = desk.mailmedic("status")
        tap.ok(done.returncode in (0, 1), "the agent starts", done.stderr)
        account = desk.add_account(ADDRESS, WRONG, urls(peer), peer.ca_file)
        tap.ok(wait_for(lambda: peer.events.all("command", verb="AUTHENTICATE")
                        + peer.events.all("command", verb="LOGIN"), 20, "a login"), "a login is under way")
        kill_agent(desk)
        peer.account(ADDRESS).script("imap.auth", [])
        for _ in range(3):
            desk.check(account)
        tap.equal(attempts(peer), 1, "the restarted agent does not try that password again", desk.logs())


def test_a_cut_before_the_login_counts_none(tap):
    with peer_with_account() as peer, desktop() as desk:
        for listener in peer.listeners.values():
            listener.script("greeting", ["close"])
        account = desk.add_account(ADDRESS, RIGHT, urls(peer), peer.ca_file)
        for _ in range(3):
            desk.check(account)
        tap.equal(verdicts(peer), [], "no login while the connection is cut before it")
        for listener in peer.listeners.values():
            listener.script("greeting", [])
        code, checked = desk.check(account)
        tap.equal(code, 0, "once the line is back, all is well", checked, desk.logs())
        tap.ok({("imap", "accepted"), ("smtp", "accepted"), ("pop3", "accepted")} <= set(verdicts(peer)),
               "and the password is used on all three", verdicts(peer))


def test_a_password_imap_takes_is_refused_by_another_protocol_once(tap):
    with peer_with_account() as peer, desktop() as desk:
        peer.account(ADDRESS).script("smtp.auth", ["say 535 5.7.8 no"])
        peer.account(ADDRESS).script("pop3.auth", ["say -ERR [AUTH] no"])
        account = desk.add_account(ADDRESS, RIGHT, urls(peer), peer.ca_file)
        for number in range(5):
            if number == 3:
                kill_agent(desk)
            desk.check(account)
        words = [e["verb"] for e in peer.events.all("command") if e["verb"] in ("AUTH", "PASS")]
        tap.equal(words, ["AUTH"], "after SMTP's refusal neither it nor POP3 is tried again", words, desk.logs())
        tap.ok(("imap", "accepted") in verdicts(peer), "while IMAP, which took the password, goes on", verdicts(peer))


def test_a_lock_is_left_alone_even_when_the_password_is_saved_again(tap):
    with peer_with_account() as peer, desktop() as desk:
        peer.account(ADDRESS).script("*.auth", ["say %t NO too many password errors, please try again in 1 hour"])
        account = desk.add_account(ADDRESS, WRONG, urls(peer), peer.ca_file)
        code, checked = desk.check(account)
        tap.equal((code, [t["cause"] for t in checked["troubles"]]), (1, ["login-rate-limited"]), "the lock has its name", checked, desk.logs())
        tap.equal(attempts(peer), 1, "after one login, on the three protocols together")
        peer.account(ADDRESS).script("*.auth", [])
        for password in (WRONG, RIGHT):
            desk.set_password(account, password)
            desk.check(account)
        kill_agent(desk)
        said = desk.mailmedic("check", account).stdout
        tap.equal(attempts(peer), 1, "neither the same nor another password is tried now", desk.logs())
        tap.ok("prolongs the lock" in said, "and a person is told why", said)
        status = json.loads(desk.mailmedic("status", "--json").stdout)["accounts"][0]
        next_try = calendar.timegm(time.strptime(status["next_try"], "%Y-%m-%dT%H:%M:%SZ"))
        tap.ok(not status["may_try_now"] and 20 * HOUR < next_try - time.time() < 25 * HOUR, "and when it is tried again", status)
        said = desk.mailmedic("status").stdout
        tap.ok("Next try at" in said and "Close your other mail programs" in said, "in words as well", said)
        may = may_try(desk, "LOCALHOST", ADDRESS)
        until = int(may.split()[2].strip(","))
        tap.ok(abs(until - next_try) <= 60 and may.startswith("(false") and "The server has locked" in may, "a mail program that asks by host and user is told so", may)
        tap.equal(may_try(desk, "localhost", "bob@peer.test"), "(true, int64 0, '')", "but not of a login nobody knows")
        for _ in range(100):
            may_try(desk, "localhost", ADDRESS)
        tap.equal(attempts(peer), 1, "and asking changes nothing")


main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
