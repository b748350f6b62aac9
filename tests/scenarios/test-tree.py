#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The decision tree of a provider's help pages, its "when not to use", its steps and its questions, each played end to end by
the scripted peer: whatever the servers, the page, the names and the mail say, the person gets one trouble, with whose job it
is and what to do first.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from clinic import Clinic, Row
from tap import main

ALIBABA = "alibaba-enterprise"
AT_ALIBABA = ("%w CNAME %w.qiye.aliyun.com", "%w.qiye.aliyun.com A %a")


def page(word):
    return ["page 200 <title>Alimail</title><h1>%s</h1>" % word]


TREE = [
    # path 1: the report of failed delivery says it
    Row("a bounce says SPF", "spf-fail", "postmaster", "smtp.qiye.aliyun.com", ALIBABA, mail="alibaba-spf"),
    Row("a bounce in English says SPF", "spf-fail", "postmaster", "", ALIBABA, mail="alibaba-english-spf"),
    Row("sending outside is switched off", "external-sending-disabled", "postmaster", "permission", ALIBABA,
        mail="alibaba-external-disabled"),
    Row("the auditor does not approve", "auditor-rejected", "postmaster", "Ask", ALIBABA, mail="alibaba-auditor"),
    Row("the recipient's domain has no MX", "domain-not-found", "user", "", ALIBABA, mail="alibaba-no-mx"),
    Row("a weak password brought the account under the anti-spam rules", "sending-limit-exceeded", "user", "", ALIBABA,
        mail="alibaba-behaviour-spam"),
    # path 2: the web page says it, whatever the servers blame
    Row("the page says AccountFrozen, the server blames the password", "account-frozen", "postmaster", "postmaster", ALIBABA,
        imap="%t NO [AUTHENTICATIONFAILED] LOGIN failed", web=page("AccountFrozen"), records=AT_ALIBABA),
    Row("the page says AccountBlocked", "account-blocked", "postmaster", "postmaster", ALIBABA,
        imap="%t NO LOGIN failed", web=page("AccountBlocked"), records=AT_ALIBABA),
    Row("the page says AccountExpired", "account-expired", "postmaster", "postmaster", ALIBABA,
        imap="%t NO LOGIN failed", web=page("AccountExpired"), records=AT_ALIBABA),
    Row("the page says AccountDisabled", "account-disabled-by-admin", "postmaster", "postmaster", ALIBABA,
        imap="%t NO LOGIN failed", web=page("AccountDisabled"), records=AT_ALIBABA),
    Row("the page says 503 and the server blames the password", "webmail-unavailable", "provider", "", ALIBABA,
        imap="%t NO [AUTHENTICATIONFAILED] LOGIN failed", web=["page 503 Service Unavailable"], records=AT_ALIBABA),
    Row("the webmail's name points elsewhere", "webmail-address-wrong", "postmaster", "", ALIBABA, web=[],
        records=("%w CNAME shop.example.net", "shop.example.net A %a")),
    Row("the webmail's name is not there", "webmail-address-wrong", "postmaster", "", ALIBABA, web=[],
        records=("other.peer.test A %a",)),
    # path 3: only mail programs fail
    Row("the server says that IMAP is off", "protocol-disabled", "user", "qiye.aliyun.com", ALIBABA,
        imap="%t NO IMAP service is not enabled for this account"),
    Row("the user name lacks its domain", "username-needs-domain", "user", "complete", ALIBABA, user="ann",
        imap="%t NO [AUTHENTICATIONFAILED] LOGIN failed", smtp="526 Authentication failure[0]"),
    Row("POP3 speaks on the port for IMAP", "wrong-port-or-tls-mode", "user", "port", ALIBABA,
        imap={"greeting": ["raw +OK POP3 ready\\r\\n"]}, smtp=None, no_auth=True),
    Row("too many wrong passwords: an hour's pause", "login-rate-limited", "nobody", "Close", ALIBABA,
        imap="%t NO too many password errors, please try again in 1 hour"),
]

# When a path is not the right one.
NOT_TO_USE = [
    Row("only the web page is down, mail works", "webmail-unavailable", "provider", "", ALIBABA, web=["page 503 x"],
        records=AT_ALIBABA),
    Row("a full mailbox at the other end is no matter of the account", "recipient-mailbox-full", "recipient", "", ALIBABA,
        mail="alibaba-552-full"),
    Row("an unknown recipient is no matter of the account", "recipient-unknown", "user", "", ALIBABA,
        mail="alibaba-553-unknown"),
    Row("all is well", "", "", "", ALIBABA, web=[], records=AT_ALIBABA),
]

# The steps of "how to handle delivery failure" that are not above.
STEPS = [
    Row("step 4: the mail is too large", "message-too-large", "user", "", ALIBABA, mail="alibaba-size"),
    Row("step 5: the content", "spam-content-rejected", "user", "", ALIBABA, mail="alibaba-local-spam"),
]

QUESTIONS = [
    Row("1. a bounce, and the account is frozen: the account comes first", "account-frozen", "postmaster", "postmaster", ALIBABA,
        imap="%t NO AccountFrozen", web=page("AccountFrozen"), records=AT_ALIBABA),
    Row("2. SPF: settings of the mail program are not to blame", "spf-fail", "postmaster", "", ALIBABA, mail="alibaba-spf",
        web=[], records=AT_ALIBABA),
    Row("3. frozen, and every setting is right", "account-frozen", "postmaster", "postmaster", ALIBABA, imap={},
        smtp="535 5.7.8 authentication failed", web=page("AccountFrozen"), records=AT_ALIBABA),
    Row("4. inside the company all is well, outside it is not allowed", "external-sending-disabled", "postmaster", "", ALIBABA,
        mail="alibaba-external-disabled"),
    Row("5. the password works on the web but not here", "protocol-disabled", "user", "qiye.aliyun.com", ALIBABA,
        imap="%t NO IMAP access is disabled for this account"),
    Row("5. or the user name is a part of the address", "username-needs-domain", "user", "complete", ALIBABA, user="bob",
        imap="%t NO LOGIN failed"),
    Row("5. or the server has several reasons, and says none", "wrong-password", "user", "complete", ALIBABA,
        imap="%t NO LOGIN failed", causes=["wrong-password", "app-password-required", "protocol-disabled",
                                           "username-needs-domain"]),
]


def play(tap, rows):
    with Clinic() as clinic:
        for row in rows:
            clinic.play(tap, row)


def test_the_tree(tap):
    play(tap, TREE)


def test_when_not_to_use_a_path(tap):
    play(tap, NOT_TO_USE + STEPS)


def test_the_questions(tap):
    play(tap, QUESTIONS)


def test_question_6_how_long_it_takes(tap):
    """The CNAME of the webmail takes a day, SPF an hour: the person is told."""
    with Clinic() as clinic:
        told = {}
        for row in (Row("", "webmail-address-wrong", provider=ALIBABA, web=[], records=("other.peer.test A %a",)),
                    Row("", "spf-fail", provider=ALIBABA, mail="alibaba-spf")):
            _, troubles = clinic.troubles(row, clinic.admit(row))
            told[row.cause] = [t["heals_within"] for t in troubles if t["cause"] == row.cause]
        tap.equal(told, {"webmail-address-wrong": ["P1D"], "spf-fail": ["PT1H"]}, "6. how long until a fix shows")


if __name__ == "__main__":
    main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
