#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given mails written to hurt who reads them, every ordinary mail beside them is answered, and what is shown is clean text."""
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, *names) for names in (("..", "harness"), ("..", "peer"), ("..", "desktop"))]

import hostile  # noqa: E402
from tap import Tap, need_environment  # noqa: E402

(BIN,) = need_environment("MM_BIN")
MAILMEDIC = BIN + "/mailmedic"
ORDINARY = os.path.join(HERE, "postfix-unknown-recipient.eml")
LIMIT = 10     # seconds of wall time a reader may be silent over one mail (5 of processor time)
PASSWORD = "right-horse-42"


def is_unclean(character):
    point = ord(character)
    return point < 0x20 or 0x7f <= point <= 0x9f or point in (0xad, 0x61c, 0xfeff, 0x2028, 0x2029) or 0x200b <= point <= 0x200f or \
        0x202a <= point <= 0x202e or 0x2060 <= point <= 0x206f or 0xfdd0 <= point <= 0xfdef or point & 0xfffe == 0xfffe or \
        0xe0000 <= point <= 0xe0fff


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)


class Batch:
    """The hostile mails as files, an ordinary bounce after each."""

    def __init__(self, folder):
        self.names, self.files = [], []
        with open(ORDINARY, "rb") as file:
            ordinary = file.read()
        for number, (name, mail) in enumerate(hostile.all_of_them()):
            self.names.append(name)
            for letter, data in (("a", mail), ("b", ordinary)):
                self.files.append(os.path.join(folder, "%03d%s.eml" % (number, letter)))
                with open(self.files[-1], "wb") as file:
                    file.write(data)


def diagnose(*arguments, seconds=600):
    began = time.monotonic()
    done = subprocess.run([MAILMEDIC, "diagnose", *arguments], capture_output=True, check=False, timeout=seconds)
    return done, time.monotonic() - began


def alike(line):
    return {name: value for name, value in line.items() if name != "file"}


def test_every_ordinary_mail_is_answered(tap):
    with tempfile.TemporaryDirectory(prefix="mm-hostile-") as folder:
        batch = Batch(folder)
        done, seconds = diagnose("--json", "--why", *batch.files)
        wanted = alike(json.loads(diagnose("--json", "--why", ORDINARY)[0].stdout))
        text = diagnose(*batch.files)[0].stdout.decode("utf-8")
        slowest = max((diagnose("--json", name)[1], which) for name, which in zip(batch.files[::2], batch.names))
    lines = [json.loads(line) for line in done.stdout.decode("utf-8").split("\n") if line]
    tap.equal([line["file"] for line in lines], batch.files, "one answer each, in order, JSON of valid UTF-8 (%d mails)" % len(batch.names))
    wrong = [name for name, line in zip(batch.names, lines[1::2]) if alike(line) != wanted]
    tap.equal(wrong, [], "the ordinary mail after each is answered as if it were alone")
    tap.equal(wanted["recipients"][0]["cause"], "recipient-unknown", "and right")
    unclean = [name for name, line in zip(batch.names, lines[::2]) if any(map(is_unclean, "".join(strings(alike(line)))))]
    tap.equal(unclean, [], "no answer carries a control, hidden or turning character")
    tap.equal(sorted({c for c in text if is_unclean(c) and c != "\n"}), [], "nor does the text for a person")
    tap.equal(done.stderr, b"", "nothing is said beside it")
    tap.ok(slowest[0] < LIMIT + 2, "none takes longer than a reader may: %.1f s, %s" % slowest)
    tap.diag("%.1f s for all; not examined: %s" % (seconds, ", ".join(
        "%s (%s)" % (name, line["problem"]) for name, line in zip(batch.names, lines[::2]) if line["problem"])))
    let_in = [name for name, line in zip(batch.names, lines[::2]) if "000 nested" in name and not line["problem"]]
    tap.equal(let_in, [], "parts within parts are refused, however they are spelled")
    for name, line in zip(batch.names, lines[::2]):
        if name in ("controls and turned text", "markup and links", "invalid UTF-8"):
            tap.ok(line["kind"] == "bounce" and line["recipients"], "%s: it is still read as the bounce it is" % name, line)


def test_a_notification_carries_no_markup_of_a_mail(tap):
    """The same words on their way through the agent: what a notification server that knows markup and links is handed is text."""
    from desktop import Desktop, wait_for
    from peer import Peer
    from peers import FULL, Notifications

    stage, prefix = need_environment("MM_STAGE", "MM_PREFIX")
    with Peer() as peer, Desktop(stage, prefix) as desk:
        server = Notifications(desk, *FULL)
        peer.add_account("ann@peer.test", PASSWORD)
        peer.listen("imaps")
        account = desk.add_account("ann@peer.test", PASSWORD, {"imap": peer.url("imaps")}, peer.ca_file)
        wait_for(lambda: peer.events.all("idle"), 30, "the watching")
        now = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime()).encode()
        mail = hostile.report(hostile.MARKUP + b" User unknown " + hostile.CONTROLS.encode()[:40], b"bob@example.net", hostile.MARKUP, hostile.MARKUP)
        peer.account("ann@peer.test").folder("INBOX").deliver(mail.replace(b"Mon, 23 Nov 2026 10:00:00 +0000", now))
        shown = wait_for(server.shown, 40, "the notification")[-1]
        trouble = desk.troubles(account)[0]
    body = shown["body"]
    tap.ok("bob@example.net" in body + shown["title"], "the trouble is told", shown)
    tap.ok("<" not in body.replace("\n", "") and "&lt;a href" in body, "its markup is text", body)
    tap.ok(not any(is_unclean(c) and c != "\n" for c in body + shown["title"]), "no control character", shown)
    tap.ok(not any("evil.example" in text for text in strings([shown, trouble["page"], trouble["steps"]])),
           "no link of the mail, nor what a server would make one of", shown, trouble)


if __name__ == "__main__":
    TAP = Tap()
    TAP.run(test_every_ordinary_mail_is_answered, test_a_notification_carries_no_markup_of_a_mail)
    TAP.done()
