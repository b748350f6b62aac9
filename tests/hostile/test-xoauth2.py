#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given an access token: it goes by XOAUTH2 and by nothing else, once, and a refusal is understood as one of a token."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from common import PASSWORD, Bad, login_attempts
from tap import main

TOKEN = "ya29." + "canary-Token_" * 7
LONG = "eyJ0eXAi." + "canary-Token_" * 230  # 3,000 bytes, as Microsoft's have
PORTS = ("imaps", "imap", "pop3s", "pop3", "smtps", "smtp")


def place(token=TOKEN, refusal="google"):
    bad = Bad()
    bad.account.token, bad.account.refusal = token, refusal
    bad.peer.listen_ordinary()
    return bad


def mechanisms(events):
    return [(e["mechanism"], e["verdict"]) for e in events if e["event"] == "auth"]


def test_a_token_is_taken_on_every_port(tap):
    for token in (TOKEN, LONG):
        with place(token) as bad:
            for name in PORTS:
                report, events = bad.login(name, secret=token, token=True)
                tap.equal((mechanisms(events), report.causes), ([("XOAUTH2", "accepted")], []),
                          "%s takes a token of %d bytes" % (name, len(token)), report)


def test_no_line_is_longer_than_its_protocol_allows(tap):
    for token, fits in ((TOKEN, {"pop3s": True, "smtps": True}), (LONG, {"pop3s": False, "smtps": False})):
        with place(token) as bad:
            for name, first in fits.items():
                report, _ = bad.login(name, secret=token, token=True, transcript=True)
                alone = "C: [%d bytes of signing in" % len("AUTH XOAUTH2\r\n") in report.log
                tap.equal(alone, not first, "%s: a message of a token of %d bytes %s" % (
                    name, len(token), "goes with its command" if first else "waits for the server's word"), report.log)


def test_a_refused_token_is_one_login_and_has_run_out(tap):
    for refusal in ("google", "microsoft"):
        with place(refusal=refusal) as bad:
            for name in PORTS:
                report, events = bad.login(name, secret="ya29.another-canary-Token", token=True)
                tap.equal((mechanisms(events), report.causes, report.of("auth")),
                          ([("XOAUTH2", "rejected")], ["token-expired"], [{"outcome": "rejected"}]),
                          "%s, %s: refused once" % (refusal, name), report)
                said = report.of("finding")[0]["evidence"]["said"]
                tap.equal("mail.google.com" in said, refusal == "google", "what the challenge told is quoted", said)
                tap.ok("password" not in str(report.of("finding")[0]["causes"]), "and no password is blamed")
            answers = [e["answer"] for e in bad.peer.events.all("challenge")]
            tap.equal(answers, [""] * (6 if refusal == "google" else 0), "each challenge was answered by an empty line")


def test_a_server_that_echoes_the_token_is_not_quoted_with_it(tap):
    with place() as bad:
        bad.account.script("*.auth", ["say %t NO bad token ya29.another-canary-Token here"])
        report, _ = bad.login("imaps", secret="ya29.another-canary-Token", token=True)
        tap.ok("canary" not in str(report), "the token is cut out of what is told", report)


def test_an_alert_that_echoes_the_secret_is_not_kept(tap):
    with place() as bad:
        bad.account.script("imap.auth", ["first * OK [ALERT] Your mailbox is almost full. " + PASSWORD])
        report, events = bad.login("imaps")
        tap.equal(mechanisms(events), [("PLAIN", "accepted")], "the login went well", report)
        tap.ok(PASSWORD not in str(report), "and nothing of what came with its answer is told", report)


def test_where_tokens_are_not_taken_none_is_asked_for(tap):
    with place(token="") as bad:
        for name in PORTS:
            report, events = bad.login(name, secret=TOKEN, token=True)
            tap.equal((report.asked, login_attempts(events), report.causes), (False, [], ["auth-mechanism-unsupported"]),
                      "%s: no login by a password's ways" % name, report)


def test_a_password_never_goes_by_xoauth2(tap):
    with place() as bad:
        bad.peer.listen("strict", protocol="smtp", hide=["AUTH"])
        for name in PORTS:
            _, events = bad.login(name)
            tap.ok([m for m, _ in mechanisms(events)] == ["PLAIN"], name + " is given a password as before", events)


def test_challenges_without_end_end(tap):
    challenges = ["say + eyJzdGF0dXMiOiI0MDAifQ==", "say + " + "A" * 3000, "say + ????", "say +"]
    with place() as bad:
        for challenge in challenges:
            bad.account.script("imap.auth", ["first " + challenge[4:], challenge, "close"])
            report, events = bad.login("imaps", secret=TOKEN, token=True)
            tap.ok(report.causes and len(mechanisms(events)) <= 1 and not report.killed and report.exit_code >= 0,
                   "a second %r" % challenge[:24], report)


def test_what_is_no_token_is_not_sent(tap):
    with place() as bad:
        for wrong in ("two words", "a\x01auth=Bearer b", "caf\u00e9"):
            report, events = bad.login("imaps", secret=wrong, token=True)
            tap.equal((login_attempts(events), report.causes, report.of("auth")), ([], ["auth-syntax"], [{"outcome": "temporary"}]),
                      "%r stays here" % wrong, report)


main(globals(), needs=("MM_LIBEXEC",))
