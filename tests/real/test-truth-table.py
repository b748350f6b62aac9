#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given real Dovecot and Postfix that refuse in different ways: what each protocol answers, and the one diagnosis.

SMTP alone proves little: Postfix says the same 535 for a wrong password and for a broken back end, and lets
accounts in that Dovecot keeps out. The protocols are judged together.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "harness")]

import worker
from desktop import Desktop
from servers import PASSWORD, Servers, run

# user: password, what IMAP, POP3 and SMTP say ("" lets in), the account's one cause ("" none)
TABLE = {
    "good": (PASSWORD, "", "", "", ()),
    "nosuch": (PASSWORD, "Authentication failed", "Authentication failed", "authentication failed",
               ("wrong-password",)),
    "other": ("wrong-horse-41", "Authentication failed", "Authentication failed", "authentication failed",
              ("wrong-password",)),
    "expired": (PASSWORD, "Password expired", "Password expired", "Password expired", ("password-expired",)),
    "frozen": (PASSWORD, "AccountFrozen", "AccountFrozen", "", ("account-frozen",)),
    "blocked": (PASSWORD, "AccountBlocked", "AccountBlocked", "", ("account-blocked",)),
    "noimap": (PASSWORD, "IMAP_is_not_enabled", "", "", ("protocol-disabled",)),
    "down": (PASSWORD, "Temporary authentication failure", "Temporary authentication failure",
             "authentication failed", ("server-unavailable",)),
}
PROTOCOLS = ("imap", "pop3", "smtp")
MODES = ("tls", "starttls")
ALTERNATIVES = 2  # a refused password has at least this many possible causes


def answer_of(report):
    """The server's words in a login's report; "" when it let us in."""
    services = report.of("service")
    if services and services[-1]["ok"]:
        return ""
    said = [finding.get("evidence", {}).get("said", "") for finding in report.of("finding")]
    return said[0] if said else "(no finding)"


def test_each_protocol_answers_as_in_the_table(tap):
    program = os.environ["MM_LIBEXEC"] + "/mailmedic-worker"
    with Servers() as servers:
        for user, (password, *answers, _) in TABLE.items():
            for mode in MODES:
                for protocol, wanted in zip(PROTOCOLS, answers):
                    url = servers.url(protocol, mode)
                    job = worker.speak_job(protocol, "localhost", int(url.rpartition(":")[2]), mode,
                                           servers.ca_file)
                    job["address"] = job["server"]["user"] = user + "@peer.test"
                    report = worker.run(program, "login", job, password)
                    said = answer_of(report)
                    tap.ok((said == "" and wanted == "") or (wanted and wanted in said),
                           "%s, %s over %s: %s" % (user, protocol, mode, wanted or "let in"),
                           "said: %r" % said, report)


def test_the_account_has_one_diagnosis(tap):
    with Servers() as servers:
        for mode in MODES:
            for user, (password, *_, causes) in TABLE.items():
                # A desktop each: two refused accounts on one host make the agent leave that host alone.
                with Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"]) as desktop:
                    diagnose(tap, desktop, servers, user, password, mode, causes)


def diagnose(tap, desktop, servers, user, password, mode, causes):
    account = desktop.add_account(user + "@peer.test", password, servers.urls(mode), servers.ca_file)
    code, checked = desktop.check(account)
    found = [t["cause"] for t in checked["troubles"] if t["state"] == "open"]
    title = "%s over %s: %s" % (user, mode, " ".join(causes) or "nothing is wrong")
    tap.equal(tuple(found), causes, title, checked, desktop.logs())
    tap.equal(code, 1 if causes else 0, title + ", exit code")
    if causes == ("wrong-password",) and found:
        tap.ok(len(checked["troubles"][0]["causes"]) >= ALTERNATIVES, title + ", with its alternatives",
               checked["troubles"])
    if not causes:
        tap.ok(all(s["ok"] for s in checked["services"]) and len(checked["services"]) == 3,
               title + ", all three services let in", checked["services"])


run(globals(), needs=("MM_LIBEXEC",))
