#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A zone of somebody who means harm, looked at as shipped: what it says is cleaned and bounded, what is offered for
publishing is plain text, and no answer ends the worker or the command.
"""
import os
import re
import sys

TESTS = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
sys.path.insert(0, os.path.join(TESTS, "zones"))

from look import Served
from zones import ALIBABA, GOOD, changed
from tap import main

DIRT = "\\027[31mred\\007 \u202etxt.exe \u200b\\000\\255\\255"  # ANSI, a bell, a turned direction, nothing, no UTF-8
NAME = "\\027[2J\\007\\226\\128\\174.evil.test"
SEEN_AS_NOTHING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LONG = 60000  # what one TCP answer holds

ZONES = {
    "a text of 60 KB": ["+ own.test TXT " + "x" * LONG],
    "an SPF record of 60 KB": ["own.test TXT v=spf1 " + "ip4:192.0.2.1 " * (LONG // 14) + "-all"],
    "an SPF record that is one word of 60 KB": ["own.test TXT v=spf1 include:" + "a" * LONG],
    "a DMARC record of 60 KB": ["_dmarc.own.test TXT v=DMARC1; p=none; rua=" + "mailto:a@own.test," * (LONG // 18)],
    "a DMARC record of a thousand tags": ["_dmarc.own.test TXT v=DMARC1; p=none; " + "x=y; " * 1000],
    "seventy MX records": ["+ own.test MX %d m%d.own.test" % (n, n) for n in range(70)],
    "seventy TXT records": ["+ own.test TXT v=spf1 a:m%d.own.test -all" % n for n in range(70)],
    "dirt in a text": ["+ own.test TXT " + DIRT],
    "dirt in SPF": ["own.test TXT v=spf1 a:%s include:%s -all" % (DIRT.replace(" ", ""), DIRT)],
    "dirt in DMARC": ["_dmarc.own.test TXT v=DMARC1; p=%s; rua=mailto:%s@own.test" % (DIRT, DIRT)],
    "dirt in a key": ["s1._domainkey.own.test TXT v=DKIM1; p=" + DIRT],
    "dirt in an MX": ["own.test MX 10 " + NAME],
    "dirt in an alias": [*ALIBABA, "mail.own.test CNAME " + NAME],
    "dirt in an alias that leads nowhere": ["s1._domainkey.own.test CNAME " + NAME],
    "dirt in a server's name": ["1.2.0.192.in-addr.arpa PTR " + NAME, "own.test NS " + NAME],
    "percent signs and places": ["own.test TXT v=spf1 a:%s%n%record%domain% ip4:%seen% -all"],
    "quotation marks": ['own.test TXT v=spf1 exists:"a\\092"b -all'],
    "macros without end": ["own.test TXT v=spf1 exists:%{d100r-}.%{l1r+-,/_=}%% exists:%{ -all"],
    "an include of each other, forty wide": ["own.test TXT v=spf1 %s -all" % " ".join("include:i%d.test" % n
                                                                                      for n in range(40)),
                                             *("i%d.test TXT v=spf1 %s -all" % (n, " ".join(
                                                 "include:i%d.test" % ((n * 7 + k) % 40) for k in range(40)))
                                               for n in range(40))],
    "an answer that is none": ["own.test !garbage"],
    "a policy that is none": ["_dmarc.own.test !garbage"],
}
OPTIONS = ("--selector", "s1", "--ip", "192.0.2.1")


def test_what_comes_out_is_clean_and_bounded(tap):
    for name, changes in ZONES.items():
        with Served(changed(GOOD, changes)) as zone:
            for options in ((), ("--json",)):
                answer = zone.ask(*options, *OPTIONS)
                dirt = SEEN_AS_NOTHING.search(answer.text + answer.errors)
                tap.ok(answer.code in (0, 1, 4) and not dirt, "%s%s" % (name, ", as JSON" if options else ""),
                       repr(dirt), answer.code, answer.errors[-500:])
                tap.ok(0 < len(answer.text) < 100000, "of a length that can be read", len(answer.text))
                if options:
                    records = [check.get("record", "") for check in answer.json["checks"]]
                    tap.ok(all(re.fullmatch(r"[ -~\n]*", record) for record in records), "with plain records", records)


def sanitized():
    """Built with AddressSanitizer, whose shadow memory says nothing about ours."""
    with open(os.environ["MM_LIBEXEC"] + "/mailmedic-worker", "rb") as file:
        return b"libasan" in file.read()


def test_the_worker_ends_in_order_and_stays_small(tap):
    most = 40000 if not sanitized() else float("inf")
    for name, changes in ZONES.items():
        with Served(changed(GOOD, changes)) as zone:
            report = zone.work(selectors=["s1"], client="192.0.2.1")
            tap.ok(report.exit_code == 0 and not report.killed and report.max_rss_kb < most, name, report)


def test_spf_alone(tap):
    for name in ("dirt in SPF", "an SPF record of 60 KB", "macros without end", "an include of each other, forty wide"):
        explained = [*ZONES[name], "why.test TXT " + DIRT, "bad.test TXT v=spf1 exp=why.test -all"]
        with Served(changed(GOOD, explained)) as zone:
            for sender in ("\"\x1b[31m\"@own.test", "a@bad.test"):
                answer = zone.ask("--spf", "--ip", "192.0.2.9", "--from", sender, "--helo", "%{p}", domain=None)
                tap.ok(answer.code in (0, 4) and not SEEN_AS_NOTHING.search(answer.text),
                       "%s, from %r" % (name, sender), repr(answer.text[:300]), answer.errors)


if __name__ == "__main__":
    main(globals(), needs=("MM_BIN", "MM_LIBEXEC"))
