#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given a real Dovecot that counts: a mailbox that is nearly full, or full, is told though every login goes well."""
import imaplib
import os
import ssl
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "harness")]

from desktop import Desktop
from servers import PASSWORD, Servers, run

LETTER = b"From: ann@peer.test\r\nTo: ann@peer.test\r\nSubject: %d\r\n\r\nHello.\r\n"
# user: messages in the mailbox, the trouble (passdb.lua says how many there is room for)
TABLE = {"good": (3, []), "nearly": (9, ["mailbox-nearly-full"]), "full": (2, ["mailbox-full"])}


def fill(servers, user, count):
    with imaplib.IMAP4_SSL("localhost", servers.ports["IMAPS"],
                           ssl_context=ssl.create_default_context(cafile=servers.ca_file)) as client:
        client.login(user + "@peer.test", PASSWORD)
        for number in range(count):
            status, words = client.append("INBOX", None, None, LETTER % number)
            if status != "OK":
                raise RuntimeError("%s: APPEND %d: %r" % (user, number, words))


def test_how_full_it_is(tap):
    with Servers() as servers, Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"]) as desk:
        for user, (count, wanted) in TABLE.items():
            fill(servers, user, count)
            account = desk.add_account(user + "@peer.test", PASSWORD, servers.urls(protocols=("imap",)), servers.ca_file)
            _, checked = desk.check(account)
            tap.equal([t["cause"] for t in checked["troubles"]], wanted, "%s: %d messages" % (user, count), checked,
                      desk.logs(), servers.logs())
            tap.ok(all(service["ok"] for service in checked["services"]), "%s: the login itself is well" % user, checked)


run(globals(), needs=("MM_STAGE", "MM_PREFIX"))
