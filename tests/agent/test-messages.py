#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person is told of mail that did not arrive: their own, and what a forger sent in their name."""
import email.utils
import json
import os
import resource
import shutil
import sqlite3
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "peer"), os.path.join(HERE, "..", "harness"), os.path.join(HERE, "..", "desktop")]

from desktop import Desktop, wait_for
from peer import Peer
from peers import FULL, Notifications
from tap import main

PASSWORD = "right-horse-42"
ADDRESS = "ann@firma.example"
OURS = "Received: from [192.0.2.7] (pc.firma.example [192.0.2.7])\r\n\tby smtp.firma.example with ESMTPSA id 1;\r\n\tThu, 26 Nov 2026 01:00:00 +0000"
STRANGE = "Received: from pool-7.example.com (unknown [192.0.2.99])\r\n\tby mx.example.net with SMTP id 2;\r\n\tThu, 26 Nov 2026 01:00:00 +0000"

BOUNCE = """Return-Path: <>
Date: {date}
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="syn"
X-Synthetic: written for the tests of Mailmedic

--syn
Content-Type: text/plain

Your letter could not be brought to <{recipient}>: host mx.example.net said: {said}

--syn
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--syn
Content-Type: {part}

{received}
From: Ann <{to}>
To: {recipient}
Subject: Minutes
Date: {date}
Message-ID: {message_id}

Hello.

--syn--
"""

UNKNOWN = "550 5.1.1 <{0}>: Recipient address rejected: User unknown"


def bounce(message_id, recipient, received, said=None, action="failed", status="5.1.1", part="text/rfc822-headers"):
    text = BOUNCE.format(date=email.utils.formatdate(), to=ADDRESS, recipient=recipient, action=action, status=status,
                         said=said or UNKNOWN.format(recipient), received=received, message_id=message_id, part=part)
    return text.replace("\r\n", "\n").encode()


def letter(message_id, recipient="bob@example.net"):
    return ("Date: %s\nFrom: %s\nTo: %s\nSubject: Minutes\nMessage-ID: %s\n\nHello.\n" % (
        email.utils.formatdate(), ADDRESS, recipient, message_id)).encode()


class Scene:
    """A peer with one account, watched by an agent."""

    def __init__(self, sent=("<old@firma.example>",), notifications=False, stage=None, wrapper=(), **script):
        self.peer = Peer()
        self.account = self.peer.add_account(ADDRESS, PASSWORD)
        for message_id in sent:
            self.sent(message_id)
        for where, lines in script.items():
            self.peer.account(ADDRESS).script(where.replace("_", "."), lines)
        self.peer.listen_ordinary()
        self.desk = Desktop(stage or os.environ["MM_STAGE"], os.environ["MM_PREFIX"], wrapper=wrapper)
        self.shown = Notifications(self.desk, *FULL) if notifications else None

    def __enter__(self):
        self.peer.__enter__()
        self.id = self.desk.add_account(ADDRESS, PASSWORD, {"imap": self.peer.url("imaps")}, self.peer.ca_file)
        self.peer.events.wait("idle", 30)
        return self

    def __exit__(self, *_):
        self.desk.close()
        self.peer.__exit__(*_)

    def sent(self, message_id):
        self.peer.account(ADDRESS).folder("Sent").deliver(letter(message_id))

    def arrives(self, *mails):
        for mail in mails:
            self.peer.account(ADDRESS).folder("INBOX").deliver(mail)

    def logins(self):
        return [e["verdict"] for e in self.peer.events.all("auth")]

    def causes(self):
        return sorted(t["cause"] for t in self.desk.troubles(self.id))


def test_a_bounce_of_ones_own_mail_is_told_at_once(tap):
    with Scene() as scene:
        began = time.monotonic()
        scene.arrives(bounce("<own-1@firma.example>", "bob@example.net", OURS))
        trouble = scene.desk.wait_trouble(scene.id, "recipient-unknown", 10)
        tap.ok(time.monotonic() - began < 2.5, "a trace of us is proof enough: nobody waits", time.monotonic() - began)
        tap.equal(scene.logins(), ["accepted"], "and the folder of sent mail was not asked")
        tap.ok(any("bob@example.net" in step for step in trouble["steps"]), "a step names who did not get it", trouble)


def test_a_flood_of_forgeries_is_one_trouble_and_no_alarm(tap):
    with Scene(notifications=True) as scene:
        scene.sent("<mine@elsewhere.example>")
        mails = [bounce("<forged-%d@firma.example>" % n, "r%d@example.net" % n, STRANGE) for n in range(50)]
        scene.arrives(*mails, bounce("<mine@elsewhere.example>", "bob@example.net", STRANGE))
        forged = scene.desk.wait_trouble(scene.id, "forged-bounce", 40)
        wait_for(lambda: scene.desk.wait_trouble(scene.id, "forged-bounce")["count"] >= 50, 20, "all of them to be counted")
        forged = scene.desk.wait_trouble(scene.id, "forged-bounce")
        tap.equal(forged["count"], 50, "fifty forgeries are one trouble", forged)
        tap.ok("forges your address" in forged["title"], "and it says what it is", forged["title"])
        tap.equal(scene.causes(), ["forged-bounce", "recipient-unknown"], "the one that was sent is a trouble of its own")
        own = scene.desk.wait_trouble(scene.id, "recipient-unknown")
        tap.equal((own["subject"], own["count"]), ("bob@example.net", 1), "of its recipient alone", own)
        tap.equal(scene.logins(), ["accepted", "accepted"], "one further login answered for all")
        scene.shown.wait_shown("bob@example.net")
        time.sleep(1)
        titles = {e["title"] for e in scene.shown.shown()}
        tap.equal(len(titles), 1, "one notification, and it is about one's own mail", titles)


def test_an_answer_that_proves_nothing_makes_no_forgery(tap):
    for name, options in (("nothing was ever sent", {"sent": ()}),
                          ("the server cannot search", {"imap_search": ["say %t NO cannot"]}),
                          ("the search finds nothing, whatever is there", {"imap_search": ["say * SEARCH", "say %t OK done"]})):
        with Scene(**options) as scene:
            scene.arrives(bounce("<strange-1@firma.example>", "bob@example.net", STRANGE))
            scene.desk.wait_trouble(scene.id, "recipient-unknown", 40)
            tap.equal(scene.causes(), ["recipient-unknown"], name + ": an ordinary trouble")


def test_a_refused_look_up_is_the_last_login(tap):
    with Scene() as scene:
        scene.peer.account(ADDRESS).password = "changed-elsewhere-43"
        scene.arrives(bounce("<strange-1@firma.example>", "bob@example.net", STRANGE))
        scene.desk.wait_trouble(scene.id, "recipient-unknown", 40)
        scene.desk.wait_trouble(scene.id, "wrong-password", 10)
        tap.equal(scene.causes(), ["recipient-unknown", "wrong-password"], "the refusal is a trouble, and the bounce an ordinary one")
        scene.arrives(bounce("<strange-2@firma.example>", "cid@example.net", STRANGE))
        wait_for(lambda: len(scene.causes()) == 3, 80, "the second bounce")
        tap.equal(scene.logins(), ["accepted", "rejected"], "the password is not tried again for the next one")


def test_a_held_report_survives_a_sudden_death(tap):
    with Scene() as scene:
        scene.arrives(bounce("<forged-1@firma.example>", "bob@example.net", STRANGE))
        time.sleep(1)
        tap.equal(scene.causes(), [], "nothing is told before the folder was asked")
        os.kill(scene.desk.agent_pid(), 9)
        wait_for(lambda: scene.desk.agent_pid() == 0, 10, "the agent's end")
        scene.desk.mailmedic("status")
        forged = scene.desk.wait_trouble(scene.id, "forged-bounce", 40)
        tap.equal((forged["count"], scene.causes()), (1, ["forged-bounce"]), "the next agent asks", scene.desk.logs())


def on_disk(scene):
    """Whom the kept troubles are about, and the next UID of INBOX, as a start after a sudden death would find them."""
    store = scene.desk.path("home/.local/state/mailmedic")
    with tempfile.TemporaryDirectory(prefix="mm-store-") as folder:
        copy = shutil.copytree(store, os.path.join(folder, "copy"))
        database = sqlite3.connect(copy + "/mailmedic.sqlite")
        troubles = [json.loads(text)["subject"] for (text,) in database.execute("SELECT text FROM document WHERE kind=0")]
        mark = database.execute("SELECT uidnext FROM mark WHERE folder='INBOX'").fetchone()
        database.close()
    return sorted(troubles), mark and mark[0]


def test_what_a_full_disk_refused_is_kept_with_the_next_mark(tap):
    """The disk is full where the agent's files may grow no further; that they may not kills nobody who ignores the signal."""
    with Scene(wrapper=(shutil.which("env"), "--ignore-signal=XFSZ")) as scene:
        scene.arrives(bounce("<own-1@firma.example>", "bob@example.net", OURS))
        wait_for(lambda: on_disk(scene) == (["bob@example.net"], 2), 20, "the first bounce on the disk")
        room = os.path.getsize(scene.desk.path("home/.local/state/mailmedic/mailmedic.sqlite-wal"))
        resource.prlimit(scene.desk.agent_pid(), resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))
        scene.arrives(bounce("<own-2@firma.example>", "cid@example.net", OURS))
        wait_for(lambda: "store:" in scene.desk.logs(), 20, "the refusal")
        tap.ok(wait_for(lambda: len(scene.causes()) == 2, 20, "the second trouble"), "the second bounce is told, though it cannot be kept")
        tap.equal(on_disk(scene), (["bob@example.net"], 2), "neither it nor the mark behind it is on the disk")
        resource.prlimit(scene.desk.agent_pid(), resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        scene.arrives(bounce("<own-3@firma.example>", "dan@example.net", OURS))
        wait_for(lambda: on_disk(scene)[1] == 4, 20, "the third bounce's mark")
        tap.equal(on_disk(scene)[0], ["bob@example.net", "cid@example.net", "dan@example.net"], "what waited is kept with it")


def test_a_report_for_the_postmaster_has_the_evidence(tap):
    with Scene() as scene:
        scene.arrives(bounce("<own-1@firma.example>", "bob@example.net", OURS,
                             "550 5.7.1 SPF check failed for firma.example", status="5.7.1"))
        trouble = scene.desk.wait_trouble(scene.id, "spf-fail", 10)
        done = scene.desk.mailmedic("report", trouble["id"])
        for words in ("Report for the postmaster", "Account: ann@firma.example", "Recipient: bob@example.net", "<own-1@firma.example>",
                      "550 5.7.1", "The server said: “550 5.7.1 SPF check failed for firma.example”", "What fixes it:\n1. "):
            tap.ok(words in done.stdout, "it has: " + words.strip(), done.stdout)
        tap.ok(PASSWORD not in done.stdout, "and no password")


def test_a_slip_is_offered_corrected(tap):
    with Scene() as scene:
        scene.arrives(bounce("<own-1@firma.example>", "bob@gmial.com", OURS,
                             "550 5.1.2 Host or domain name not found. Name service error for name=gmial.com type=MX: Host not found"))
        trouble = scene.desk.wait_trouble(scene.id, "recipient-address-typo", 10)
        tap.ok("bob@gmail.com" in trouble["steps"][0], "the first step has the address that was meant", trouble)
        tap.ok("bob@gmial.com" in trouble["title"], "the title the one that was written", trouble["title"])


def test_how_many_were_sent_is_told_with_a_limit(tap):
    with Scene(sent=["<%d@firma.example>" % n for n in range(12)]) as scene:
        folder = scene.peer.account(ADDRESS).folder("Sent")
        folder.deliver(letter("<long-ago@firma.example>"), time.time() - 40 * 3600)
        scene.arrives(bounce("<own-1@firma.example>", "bob@example.net", OURS,
                             "550 5.4.5 Daily sending quota exceeded", status="5.4.5"))
        trouble = scene.desk.wait_trouble(scene.id, "sending-limit-exceeded", 10)
        tap.ok(trouble, "the trouble does not wait for the count")

        def counted():
            steps = scene.desk.wait_trouble(scene.id, "sending-limit-exceeded")["steps"]
            return next((step for step in steps if "of the last 24 hours" in step), None)
        step = wait_for(counted, 20, "the count")
        tap.ok("has 12 mails" in step, "twelve of the thirteen are of the last day", step)


def test_the_size_of_a_large_mail_is_looked_up(tap):
    with Scene() as scene:
        scene.peer.account(ADDRESS).folder("Sent").deliver(letter("<large@firma.example>") + b"x" * (3 << 20))
        scene.arrives(bounce("<large@firma.example>", "bob@example.net", OURS,
                             "552 5.3.4 Message size exceeds fixed limit", status="5.3.4"))

        def weighed():
            steps = scene.desk.wait_trouble(scene.id, "message-too-large")["steps"]
            return next((step for step in steps if "as it is sent" in step), None)
        step = wait_for(weighed, 20, "the size")
        tap.ok("has 3.0 MB" in step, "the step says how large the mail in the Sent folder is", step)


def stage_with_content(folder):
    """A copy of the stage with the stand-in for the plugin `content` in it."""
    stage = os.path.join(folder, "stage")
    shutil.copytree(os.environ["MM_STAGE"], stage, symlinks=True)
    plugin = os.path.join(stage, os.path.relpath(os.environ["MM_PLUGINS"], os.environ["MM_STAGE"]), "content.so")
    shutil.copy(os.path.join(os.environ["MM_BUILD"], ".libs", "content-stub.so"), plugin)
    os.chmod(plugin, 0o755)
    return stage


def test_what_is_wrong_with_the_content_becomes_steps(tap):
    refused = "554 Reject by content spam"
    with tempfile.TemporaryDirectory(prefix="mm-content-") as folder, Scene(stage=stage_with_content(folder)) as scene:
        scene.arrives(bounce("<own-1@firma.example>", "bob@example.net", OURS, refused, status="5.7.1", part="message/rfc822"))
        found = wait_for(lambda: [s for t in scene.desk.troubles(scene.id) for s in t["steps"] if "setup.exe" in s], 15, "the hint")
        trouble = scene.desk.wait_trouble(scene.id, "spam-content-rejected")
        tap.ok("“setup.exe”" in found[0], "the attachment is named in a step", trouble)
        tap.ok(any("no plain-text version" in step for step in trouble["steps"]), "and what else was found is another", trouble)
        tap.ok("waning" not in str(trouble), "what no sentence is known for is left out")
        scene.arrives(bounce("<own-2@firma.example>", "cid@example.net", OURS))
        other = scene.desk.wait_trouble(scene.id, "recipient-unknown")
        time.sleep(1)
        tap.ok("setup.exe" not in str(scene.desk.wait_trouble(scene.id, "recipient-unknown")),
               "a mail that was not refused for its content is not looked at", other)


main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
