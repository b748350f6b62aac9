#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given a server that means harm: the worker ends within its deadline and 64 MB, and says at most one thing."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from common import Bad, login_attempts
from tap import main

DEADLINE = 4       # seconds given to the job
GRACE = 3          # for starting, ending, and a loaded machine
MEMORY_KB = 64 * 1024

# name: protocol, {stage: acts}. All over good TLS unless the name says clear.
BEFORE_LOGIN = {
    "endless greeting": ("imap", {"greeting": ["flood * OK welcome \\r\\n"]}),
    "endless pop3 greeting": ("pop3", {"greeting": ["flood +OK welcome \\r\\n"]}),
    "endless smtp greeting": ("smtp", {"greeting": ["flood 220-welcome\\r\\n"]}),
    "endless capability list": ("imap", {"capability": ["flood * CAPABILITY IMAP4rev1 X\\r\\n"],
                                         "greeting": ["say * OK hi"]}),
    "endless EHLO answer": ("smtp", {"capability": ["flood 250-X\\r\\n"]}),
    "endless CAPA answer": ("pop3", {"capability": ["raw +OK\\r\\n", "flood X-Y\\r\\n"]}),
    "one byte a second": ("imap", {"greeting": ["drip * OK welcome to a very slow server"]}),
    "one byte a second, pop3": ("pop3", {"greeting": ["drip +OK welcome to a very slow server"]}),
    "one byte a second, smtp": ("smtp", {"greeting": ["drip 220 welcome to a very slow server"]}),
    "silence": ("imap", {"greeting": ["hold"]}),
    "a line of 1 GB": ("imap", {"greeting": ["raw * OK ", "flood x"]}),
    "a line of 1 GB, pop3": ("pop3", {"greeting": ["raw +OK ", "flood x"]}),
    "a line of 1 GB, smtp": ("smtp", {"greeting": ["raw 220 ", "flood x"]}),
    "20000 nested brackets": ("imap", {"greeting": ["say * OK hi"], "capability": [
        "raw * 1 FETCH (BODYSTRUCTURE ", "repeat 20000 (", "raw \\r\\n", "say %t OK done"]}),
    "brackets in many short lines": ("imap", {"greeting": ["say * OK hi"], "capability": [
        "raw * 1 FETCH (BODYSTRUCTURE ", "repeat 3000 ((((((( {1}\\r\\n(", "raw \\r\\n", "hold"]}),
    "OK to CAPABILITY without capabilities": ("imap", {
        "greeting": ["say * OK hi"], "capability": ["say %t OK done"]}),
    "PERMANENTFLAGS cut short in the greeting": ("imap", {
        "greeting": ["say * OK [PERMANENTFLAGS (x"]}),
    "PERMANENTFLAGS quoted in the greeting": ("imap", {
        "greeting": ["say * OK [PERMANENTFLAGS (\"x\")] hi"]}),
    "end of file in a literal": ("imap", {"greeting": ["say * OK hi"], "capability": [
        "raw * LIST () \"/\" {1000}\\r\\nabc", "close"]}),
    "a literal of 1 GB announced": ("imap", {"greeting": ["say * OK hi"], "capability": [
        "raw * LIST () \"/\" {1000000000}\\r\\nabc", "hold"]}),
    "a literal of 4 GB announced": ("imap", {"greeting": ["say * OK hi"], "capability": [
        "raw * LIST () \"/\" {4294967295}\\r\\nabc", "hold"]}),
    "a literal of 2^64-1 announced": ("imap", {"greeting": ["say * OK hi"], "capability": [
        "raw * LIST () \"/\" {18446744073709551615}\\r\\nabc", "hold"]}),
    "a literal of -1 announced": ("imap", {"greeting": ["say * OK hi"], "capability": [
        "raw * LIST () \"/\" {-1}\\r\\nabc", "hold"]}),
    "a reset": ("imap", {"greeting": ["reset"]}),
    "NULs and rubbish": ("imap", {"greeting": ["raw \\x00\\xff\\xfe\\x00", "flood \\x00\\x80"]}),
}

# Odd answers that a careful client may step over: then it logs in as to any server.
MAY_GO_ON = ("OK to CAPABILITY without capabilities", "PERMANENTFLAGS quoted in the greeting",
             "PERMANENTFLAGS cut short in the greeting")

AFTER_LOGIN = {
    "endless EXAMINE answer": {"imap.select": ["flood * 1 EXISTS\\r\\n"]},
    "EXAMINE cut in a literal": {"imap.select": ["raw * LIST () \"/\" {100}\\r\\nabc", "close"]},
    "EXAMINE with 20000 brackets": {"imap.select": [
        "raw * 1 FETCH (BODYSTRUCTURE ", "repeat 20000 (", "raw \\r\\n", "say %t OK done"]},
    "one byte a second after login": {"imap.select": ["drip * OK wait for it"]},
    "terminal codes in the refusal": {"imap.auth": [
        "say %t NO [ALERT] \\x1b[31m<a href=x>\\xe2\\x80\\xaeelif"]},
}

# What a server may do to the watcher, which lives longest; it stands in IDLE where nothing else is said.
WATCHING = {
    "endless SEARCH answer": {"search": ["flood * SEARCH 1 2 3\\r\\n"], "fetch": ["say %t OK done"]},
    "SEARCH with absurd numbers": {"search": ["raw * SEARCH 0 4294967295 99999999999 -1\\r\\n", "close"],
                                   "fetch": ["flood * 1 FETCH (UID 4294967295)\\r\\n"]},
    "a mail of 1 GB announced": {"fetch": ["raw * 1 FETCH (UID 1 BODY[] {1000000000}\\r\\nabc", "hold"]},
    "a mail cut short": {"fetch": ["raw * 1 FETCH (UID 1 BODY[] {1000}\\r\\nabc", "close"]},
    "20000 brackets in FETCH": {"fetch": ["raw * 1 FETCH (BODYSTRUCTURE ", "repeat 20000 (", "raw \\r\\n", "hold"]},
    "a million FETCH answers": {"fetch": ["flood * 1 FETCH (UID 1 RFC822.SIZE 5)\\r\\n"]},
    "a flood in IDLE": {"idle": ["say + idling", "flood * 1 EXISTS\\r\\n"]},
    "a line of 1 GB in IDLE": {"idle": ["say + idling", "raw * OK ", "flood x"]},
    "one byte a second in IDLE": {"idle": ["say + idling", "drip * 7 EXISTS and then some"]},
    "IDLE refused": {"idle": ["say %t BAD never", "close"]},
    "a cut in IDLE": {"idle": ["say + idling", "reset"]},
}


# What a server may do to a look through a POP3 maildrop.
MAILDROP = {
    "endless UIDL answer": {"uidl": ["raw +OK\\r\\n", "flood 1 a\\r\\n"]},
    "UIDL that never ends": {"uidl": ["raw +OK\\r\\n1 a\\r\\n", "hold"]},
    "a unique-id of 1 GB": {"uidl": ["raw +OK\\r\\n1 ", "flood x"]},
    "absurd message numbers": {"uidl": [
        "raw +OK\\r\\n0 a\\r\\n-1 b\\r\\n18446744073709551615 c\\r\\n99999 d\\r\\n1x\\r\\n\\x00\\r\\n2\\r\\n.\\r\\n"]},
    "STAT that promises 4294967295 messages": {"stat": ["say +OK 4294967295 18446744073709551615"]},
    "STAT that promises 100000 messages, one byte a second": {"stat": ["say +OK 100000 1"], "uidl": ["drip +OK "]},
    "STAT that hides them": {"stat": ["say +OK 1 1"], "uidl": ["raw +OK\\r\\n", "repeat 90000 2 b\\r\\n", "raw .\\r\\n"]},
    "STAT without numbers": {"stat": ["say +OK many"]},
    "an endless header": {"top": ["raw +OK\\r\\n", "flood Subject: x\\r\\n"]},
    "a header line of 1 GB": {"top": ["raw +OK\\r\\nFrom: MAILER-DAEMON", "flood x"]},
    "a header of dots and NULs": {"top": ["raw +OK\\r\\n..\\r\\n\\x00\\r\\n.\\r\\n"]},
    "a message cut short": {"top": ["raw +OK\\r\\nFrom: MAILER-DAEMON\\r\\n", "close"]},
    "LIST that lies small": {"list": ["say +OK 1 1"]},
    "LIST that lies large": {"list": ["say +OK 1 999999999999999999999"]},
    "LIST that never ends": {"list": ["raw +OK 1 ", "flood 9"]},
    "-ERR to everything": {"uidl": ["say -ERR"], "top": ["say -ERR"], "list": ["say -ERR"]},
    "terminal codes for a unique-id": {"uidl": ["raw +OK\\r\\n1 \\x1b[31m\\xe2\\x80\\xae\\r\\n.\\r\\n"]},
}


def is_small(bad, report):
    return bad.sanitized or report.max_rss_kb < MEMORY_KB


def judge(tap, bad, title, report):
    one_thing = len(report.causes) <= 1
    in_time = not report.killed and report.seconds < DEADLINE + GRACE
    tap.ok(in_time, title + ": ends within the deadline", report)
    tap.ok(is_small(bad, report), title + ": below 64 MB", "%d KB" % report.max_rss_kb)
    tap.ok(one_thing, title + ": says at most one thing", report)
    text = str(report.lines)
    tap.ok("\x1b" not in text and "\u202e" not in text, title + ": nothing raw gets through", text)


def test_before_login(tap):
    with Bad() as bad:
        for number, (title, (protocol, acts)) in enumerate(BEFORE_LOGIN.items()):
            name = "h%d" % number
            bad.peer.listen(name, protocol, security="tls", acts_by_stage=acts)
            report, events = bad.login(name, deadline=DEADLINE, wall=DEADLINE + GRACE + 5)
            judge(tap, bad, title, report)
            if title not in MAY_GO_ON:
                tap.ok(not login_attempts(events), title + ": no login was tried", events)


def test_in_clear_before_starttls(tap):
    """The same crash replies where no certificate stands between: anybody on the way can send them."""
    with Bad() as bad:
        for number, (title, (protocol, acts)) in enumerate(BEFORE_LOGIN.items()):
            if protocol == "imap" and "second" not in title and title != "silence":
                name = "c%d" % number
                bad.peer.listen(name, protocol, security="starttls", acts_by_stage=acts)
                report, events = bad.login(name, deadline=DEADLINE, wall=DEADLINE + GRACE + 5)
                judge(tap, bad, "in clear, " + title, report)
                clear = [e for e in login_attempts(events) if not e["tls"]]
                tap.ok(not clear, "in clear, " + title + ": no login in clear", clear)


def test_after_login(tap):
    with Bad() as bad:
        bad.peer.listen("imaps")
        for title, acts in AFTER_LOGIN.items():
            for where, lines in acts.items():
                bad.account.script(where, lines)
            report, _ = bad.login("imaps", deadline=DEADLINE, wall=DEADLINE + GRACE + 5)
            judge(tap, bad, title, report)
            for where in acts:
                bad.account.script(where, [])
        report, _ = bad.login("imaps")
        tap.ok(report.exit_code == 0 and not report.causes, "afterwards a good server is still fine", report)


def test_while_watching(tap):
    with Bad() as bad:
        bad.account.folder("INBOX").deliver(b"From: MAILER-DAEMON@peer.test\nSubject: failure\n\nno such user\n")
        for number, (title, acts) in enumerate(WATCHING.items()):
            name = "w%d" % number
            bad.peer.listen(name, "imap", security="tls", acts_by_stage=acts)
            report, events = bad.login(name, plugin="inbox", watch=True, deadline=DEADLINE, wall=3 * DEADLINE + GRACE)
            tap.ok(not report.killed, "watching, " + title + ": ends by itself", report)
            tap.ok(is_small(bad, report), "watching, " + title + ": below 64 MB", "%d KB" % report.max_rss_kb)
            tap.ok(len(report.causes) <= 1, "watching, " + title + ": says at most one thing", report)
            tap.equal(len([e for e in events if e["event"] == "auth"]), 1, "watching, " + title + ": one login")


def test_in_a_maildrop(tap):
    with Bad() as bad:
        bad.account.folder("INBOX").deliver(b"From: MAILER-DAEMON@peer.test\nSubject: failure\n\nno such user\n" * 200)
        for number, (title, acts) in enumerate(MAILDROP.items()):
            name = "d%d" % number
            bad.peer.listen(name, "pop3", security="tls", acts_by_stage=acts)
            report, events = bad.login(name, plugin="inbox", deadline=DEADLINE, wall=DEADLINE + GRACE + 5)
            judge(tap, bad, "maildrop, " + title, report)
            tap.equal(len([e for e in events if e["event"] == "auth"]), 1, "maildrop, " + title + ": one login")
            tap.ok(len(str(report.of("mark"))) < 2 ** 16, "maildrop, " + title + ": remembers little")


def test_a_message_that_breaks_the_rules_is_met_once(tap):
    with Bad() as bad:
        for subject in (b"one", b"two"):
            bad.account.folder("INBOX").deliver(b"From: MAILER-DAEMON@peer.test\nSubject: %s\n\nno\n" % subject)
        listener = bad.peer.listen("pop3s", acts_by_stage={"top": ["raw +OK\\r\\nX: ", "flood x"]})
        first, _ = bad.login("pop3s", plugin="inbox", deadline=DEADLINE)
        tap.ok(first.of("mark") and not first.frames, "a first look goes no further back than that message", first)
        listener.script("top", [])
        second, _ = bad.login("pop3s", plugin="inbox")
        seen = second.of("mark")[-1]["seen"]
        bad.account.folder("INBOX").deliver(b"From: MAILER-DAEMON@peer.test\nSubject: three\n\nno\n")
        bad.account.folder("INBOX").deliver(b"From: MAILER-DAEMON@peer.test\nSubject: four\n\nno\n")
        listener.script("top", ["raw +OK\\r\\nX: ", "flood x"])
        third, _ = bad.login("pop3s", plugin="inbox", seen=seen, deadline=DEADLINE)
        tap.equal((third.done, third.causes), ("retry", []), "it ends the look, and is no trouble", third)
        listener.script("top", [])
        fourth, _ = bad.login("pop3s", plugin="inbox", seen=third.of("mark")[-1]["seen"])
        tap.equal(len(fourth.frames), 1, "the next look goes on behind it", fourth)


main(globals())
