#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given a server whose TLS cannot be trusted: it sees no byte of a login, and the person reads what is wrong."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from common import Bad, login_attempts
from tap import main

PROTOCOLS = ("imap", "pop3", "smtp")

FLAWS = {  # certificate: cause
    "wronghost": "cert-hostname-mismatch",
    "expired": "cert-expired",
    "notyet": "cert-not-yet-valid",
    "selfsigned": "cert-untrusted",
    "unknown-ca": "cert-untrusted",
    "weak": "cert-weak",
}
STRIP = {"imap": "STARTTLS", "pop3": "STLS", "smtp": "STARTTLS"}
REFUSE = {"imap": "say %t BAD not today", "pop3": "say -ERR not today", "smtp": "say 454 4.7.0 not today"}
INJECT = {"imap": "inject * CAPABILITY IMAP4rev1 AUTH=PLAIN", "pop3": "inject +OK and more",
          "smtp": "inject 250 AUTH PLAIN"}


def judge(tap, bad, name, causes, title, security=None, deadline=10):
    """One worker against one listener: no login seen, not asked for the secret, the cause named once."""
    report, events = bad.login(name, security, deadline=deadline)
    seen = login_attempts(events)
    ok = not seen and not report.asked and not report.killed
    named = len(report.causes) == 1 and report.causes[0] in causes
    tap.ok(ok and named, "%s: no login byte, cause %s" % (title, " or ".join(causes)),
           "named: %s" % report.causes, "login words the server saw: %s" % seen, report)
    return report


def test_a_good_certificate_is_let_through(tap):
    """Without this the others could pass by doing nothing."""
    with Bad() as bad:
        bad.peer.listen_ordinary()
        for name in ("imaps", "imap", "pop3s", "pop3", "smtps", "smtp"):
            report, events = bad.login(name)
            accepted = [e for e in events if e["event"] == "auth" and e["verdict"] == "accepted"]
            tap.ok(len(accepted) == 1 and accepted[0]["tls"] and report.exit_code == 0
                   and not report.causes, name + ": one login, over TLS, no finding", events, report)


def test_each_certificate_flaw_is_named(tap):
    with Bad() as bad:
        for protocol in PROTOCOLS:
            for security in ("tls", "starttls"):
                for flaw, cause in FLAWS.items():
                    name = "-".join((protocol, security, flaw))
                    bad.peer.listen(name, protocol, security=security, certificate=flaw)
                    judge(tap, bad, name, (cause,), "%s %s, certificate %s" % (protocol, security, flaw))


def test_obsolete_tls_is_named(tap):
    with Bad() as bad:
        for protocol in PROTOCOLS:
            for security in ("tls", "starttls"):
                for version in ("1.0", "1.1"):
                    name = "-".join((protocol, security, version))
                    bad.peer.listen(name, protocol, security=security, tls=version)
                    judge(tap, bad, name, ("tls-version-mismatch",),
                          "%s %s, only TLS %s" % (protocol, security, version))


def test_the_wrong_port_is_named(tap):
    with Bad() as bad:
        for protocol in PROTOCOLS:
            bad.peer.listen("clear-" + protocol, protocol, security="starttls")
            judge(tap, bad, "clear-" + protocol, ("wrong-port-or-tls-mode",),
                  protocol + ": TLS spoken to a port without it", security="tls")
        for protocol in PROTOCOLS:
            bad.peer.listen("tls-" + protocol, protocol, security="tls")
            judge(tap, bad, "tls-" + protocol, ("wrong-port-or-tls-mode", "connection-timeout"),
                  protocol + ": a greeting awaited on a TLS port", security="starttls", deadline=3)


def test_starttls_is_never_given_up(tap):
    with Bad() as bad:
        for protocol in PROTOCOLS:
            bad.peer.listen("stripped-" + protocol, protocol, security="starttls", hide=[STRIP[protocol]])
            judge(tap, bad, "stripped-" + protocol, ("starttls-unavailable", "starttls-stripped"),
                  protocol + ": STARTTLS not offered")
            bad.peer.listen("refused-" + protocol, protocol, security="starttls",
                            acts_by_stage={"starttls": [REFUSE[protocol]]})
            judge(tap, bad, "refused-" + protocol,
                  ("starttls-unavailable", "starttls-stripped", "server-unavailable"),
                  protocol + ": STARTTLS offered and refused")


def test_tampering_is_named(tap):
    with Bad() as bad:
        for protocol in PROTOCOLS:
            bad.peer.listen("inject-" + protocol, protocol, security="starttls",
                            acts_by_stage={"starttls": [INJECT[protocol]]})
            judge(tap, bad, "inject-" + protocol, ("connection-tampered",),
                  protocol + ": bytes smuggled in behind STARTTLS")
        bad.peer.listen("preauth", "imap", security="starttls",
                        acts_by_stage={"greeting": ["say * PREAUTH welcome"]})
        judge(tap, bad, "preauth", ("connection-tampered",), "imap: PREAUTH before STARTTLS")
        bad.peer.listen("early-smtp", "smtp", security="starttls", acts_by_stage={
            "greeting": ["raw 220 peer.test ESMTP\\r\\n250-peer.test\\r\\n250 AUTH PLAIN\\r\\n"]})
        judge(tap, bad, "early-smtp", ("connection-tampered", "server-misbehaved", "starttls-unavailable",
                                       "starttls-stripped"), "smtp: answers sent before the questions")


main(globals())
