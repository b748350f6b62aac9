#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given a real Postfix that lets a person in and yet not send: a test of sending finds out why, and no mail goes out."""
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "harness")]

from desktop import Desktop
from servers import PASSWORD, Servers, run

# address, login name, whom the mail would go to: what comes of it, the trouble, whose job, in whose words
TABLE = [
    ("good", "good", "bob@refused.test", "taken", "", "", ""),
    ("boss", "good", "bob@elsewhere.test", "refused", "sender-not-allowed", "user", "not owned by user"),
    ("inside", "inside", "bob@elsewhere.test", "refused", "relay-denied", "user", "Relay access denied"),
    ("good", "good", "outside@elsewhere.test", "refused", "external-sending-disabled", "postmaster", "external domains"),
    ("good", "good", "limit@elsewhere.test", "later", "sending-limit-exceeded", "user", "quota exceeded"),
    ("good", "good", "grey@elsewhere.test", "later", "greylisted", "nobody", "Greylisted"),
]


def test_why_an_account_may_not_send(tap):
    with Servers() as servers, Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"]) as desk:
        for address, user, to, result, cause, fixer, words in TABLE:
            account = desk.add_account(address + "@peer.test", PASSWORD, servers.urls(protocols=("smtp",)), servers.ca_file,
                                       "--user", user + "@peer.test")
            desk.check(account)
            told = json.loads(desk.mailmedic("check", account, "--sending", to, "--json").stdout)
            tap.equal((told["sending"]["result"], [(t["cause"], t["fixer"]) for t in told["troubles"]]),
                      (result, [(cause, fixer)] if cause else []), "%s to %s: %s" % (address, to, cause or result), told)
            tap.ok(words in told["sending"]["said"], "in Postfix's own words", told["sending"])
            desk.mailmedic("remove", account)
        tap.ok("NOQUEUE: reject" in servers.read_log("postfix.log"), "Postfix itself refused", servers.logs())
        tap.ok("from=<" not in "".join(line for line in servers.read_log("postfix.log").splitlines() if "qmgr" in line),
               "and no mail was ever in its queue", servers.logs())


run(globals(), needs=("MM_STAGE", "MM_PREFIX"))
