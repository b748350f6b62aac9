#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin `inbox` at a POP3 server: what is new is judged and handed on once, whatever happens to the maildrop, and nothing is changed there."""
import os
import sys
import threading
import time
from email.utils import formatdate

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "hostile"))

from common import Bad
from tap import main

FRAME_MAX = 256 * 1024


def letter(subject="lunch", when=None, sender="bob@example.org", body="Hello.\n"):
    return ("Received: from a.example.org by peer.test; %s\nFrom: %s\nTo: ann@peer.test\nSubject: %s\n"
            "Message-ID: <%s@example.org>\n\n%s" % (formatdate(when), sender, subject, subject.replace(" ", "-"), body)).encode()


def report(name, **more):
    return letter("Undelivered Mail Returned to Sender %s" % name, sender="MAILER-DAEMON@peer.test", **more)


class Drop(Bad):
    """A maildrop, and looks into it."""

    def __init__(self):
        super().__init__()
        self.listener = self.peer.listen("pop3s")
        self.seen = None

    @property
    def box(self):
        return self.account.folder("INBOX")

    def look(self, **job):
        """One look: report, the verbs the server heard. It remembers what the last mark said."""
        if self.seen is not None:
            job["seen"] = self.seen
        said, events = self.login("pop3s", plugin="inbox", **job)
        marks = said.of("mark")
        self.seen = marks[-1]["seen"] if marks else self.seen
        return said, [event["verb"] for event in events if event["event"] == "command"]


def subjects(said):
    return [line[9:] for _, data in said.frames for line in data.decode().split("\r\n") if line.startswith("Subject: ")]


def test_a_report_is_handed_on_once(tap):
    with Drop() as drop:
        for mail in (letter("one"), report("A", body=".dots\n..stay\n."), letter("two")):
            drop.box.deliver(mail)
        said, verbs = drop.look()
        tap.equal(len(said.frames), 1, "of three messages the report is handed on", said)
        header, data = said.frames[0]
        tap.ok(data == drop.box.messages()[1].data + b"\r\n", "byte by byte, dots and all", data)
        tap.equal((header["bytes"], header["id"][0]), (len(data), "P"), "under an id of its own")
        tap.equal((said.done, said.exit_code, said.causes), ("ok", 0, []), "and all is well", said)
        tap.equal(verbs.count("AUTH") + verbs.count("PASS"), 1, "there was one login", verbs)
        tap.ok("DELE" not in verbs and "RETR" not in verbs, "nothing is deleted, and nothing marked as read", verbs)
        tap.equal(verbs[-1], "QUIT", "the session ends with QUIT")
        again, verbs = drop.look()
        tap.equal((len(again.frames), verbs.count("TOP")), (0, 0), "the next look asks for no message", verbs)
        drop.box.deliver(report("B"))
        third, verbs = drop.look()
        tap.equal((len(third.frames), verbs.count("TOP")), (1, 2), "and the one after that for the new one only", verbs)


def test_another_client_empties_the_maildrop(tap):
    with Drop() as drop:
        uids = [drop.box.deliver(mail) for mail in (report("A"), letter("one"), letter("two"))]
        drop.look()
        for uid in uids[:2]:
            drop.box.remove(uid)
        drop.box.deliver(report("B"))
        said, _ = drop.look()
        tap.equal(len(said.frames), 1, "numbers moved up: the new report is handed on, no other", said)
        for message in drop.box.messages():
            drop.box.remove(message.uid)
        said, _ = drop.look()
        tap.equal((said.done, len(said.frames)), ("ok", 0), "an empty maildrop is well", said)
        drop.box.deliver(report("C"))
        said, _ = drop.look()
        tap.equal(len(said.frames), 1, "and what comes then is new", said)


def test_a_message_goes_while_it_is_looked_for(tap):
    with Drop() as drop:
        first = drop.box.deliver(report("A"))
        drop.box.deliver(report("B"))
        drop.account.script("pop3.uidl", ["delay 1"])
        since = drop.peer.events.count()
        taker = threading.Thread(target=lambda: (drop.peer.events.wait("auth", 10, since=since), time.sleep(0.3), drop.box.remove(first)))
        taker.start()
        said, _ = drop.look()
        taker.join()
        tap.equal((said.done, len(said.frames)), ("ok", 1), "the other one is handed on", said)


def test_a_server_without_unique_ids(tap):
    with Drop() as drop:
        drop.account.script("pop3.uidl", ["say -ERR unknown command"])
        drop.box.deliver(report("A"))
        uid = drop.box.deliver(letter("one"))
        said, _ = drop.look()
        tap.equal(len(said.frames), 1, "the report is found", said)
        drop.box.remove(uid)
        drop.box.deliver(report("B"))
        said, _ = drop.look()
        tap.equal(len(said.frames), 1, "and by its Message-ID it is known the next time", said)


def test_old_mail_is_left_alone(tap):
    with Drop() as drop:
        now = time.time()
        for age in range(60, 0, -1):
            drop.box.deliver(report("age %d" % age, when=now - age * 86400))
        said, verbs = drop.look(backlog_days=14)
        tap.ok(12 <= len(said.frames) <= 14, "the first look goes as far back as the job says", len(said.frames))
        tap.ok(verbs.count("TOP") < 45, "and asks for few of the others", verbs.count("TOP"))
        said, _ = drop.look(backlog_days=14)
        tap.equal(len(said.frames), 0, "the second look finds nothing new")


def test_a_long_report_is_cut(tap):
    with Drop() as drop:
        drop.box.deliver(report("A", body=("x" * 70 + "\n") * 8000))
        drop.box.deliver(report("B", body=("x" * 70 + "\n") * 3000))
        said, _ = drop.look()
        sizes = [(len(data), header.get("of")) for header, data in said.frames]
        whole = [len(message.data) for message in drop.box.messages()]
        tap.ok(len(sizes) == 2 and 180 * 1024 <= sizes[0][0] <= 192 * 1024, "longer than a frame: its beginning", sizes)
        tap.equal(sizes[0][1], whole[0], "with its whole size")
        tap.equal(sizes[1][0], whole[1], "one that fits comes whole", sizes, whole)


def test_later_means_later(tap):
    with Drop() as drop:
        drop.box.deliver(report("A"))
        drop.look()
        drop.box.deliver(report("B"))
        for words in ("-ERR [SYS/TEMP] index is being rebuilt", "-ERR [IN-USE] try again"):
            drop.account.script("pop3.top", ["say " + words])
            said, _ = drop.look()
            tap.equal((said.done, said.causes, len(said.frames)), ("retry", [], 0), words, said)
        drop.account.script("pop3.top", ["say -ERR no TOP for that one"])
        drop.box.deliver(report("C"))
        drop.account.script("pop3.top", [])
        said, _ = drop.look()
        tap.equal(len(said.frames), 2, "and then both come", said)


def test_the_servers_pause_is_told(tap):
    with Drop() as drop:
        drop.listener.script("capability", ["raw +OK\\r\\nUIDL\\r\\nTOP\\r\\nSASL PLAIN\\r\\nLOGIN-DELAY 900\\r\\n.\\r\\n"])
        said, _ = drop.look()
        tap.equal(said.of("service")[-1].get("login_delay"), 900, "LOGIN-DELAY reaches the agent", said)


def test_many_are_marked_batch_by_batch(tap):
    with Drop() as drop:
        for number in range(120):
            drop.box.deliver(report("number %d" % number))
        said, _ = drop.look()
        tap.equal(len(said.frames), 120, "all are handed on")
        tap.equal([len(mark["seen"]) // 12 for mark in said.of("mark")], [50, 100, 120], "with a mark now and then")
        tap.equal(len(set(header["id"] for header, _ in said.frames)), 120, "each under its own id")


main(globals())
