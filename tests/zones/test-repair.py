#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Broken zones, mended by somebody who has only the text of `mailmedic domain`: each printed record is put at its
name, and then nothing is left that makes mail fail.
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from look import Served
from zones import ALIBABA, GOOD, TEAM, changed, key, rsa
from tap import main

# (what happened, changes, options)
BROKEN = [
    ("the domain moved to Alibaba, its records did not",
     [*ALIBABA, "own.test TXT v=spf1 include:spf.old.test -all", "+ own.test TXT v=spf1 a -all",
      "spf.old.test TXT v=spf1 ip4:203.0.113.9 -all", "mail.own.test CNAME shop.test", "shop.test A 203.0.113.4"], ()),
    ("the old provider's MX is still there",
     [*ALIBABA, "+ own.test MX 1 smtp.google.com", "smtp.google.com A 203.0.113.1"], ("--provider", "alibaba-enterprise")),
    ("all of SPF was typed by hand",
     ["own.test TXT \u201cv=spf1; ipv4:192.0.2.1, include :good.test a:old.own.test a:x.own.test a:y.own.test - all\u201d",
      "good.test TXT v=spf1 ip4:198.51.100.1 -all"], ()),
    ("SPF includes what is gone, and itself",
     ["own.test TXT v=spf1 ip4:192.0.2.1 include:gone.test include:own.test ptr +all mx:own.test"], ()),
    ("SPF is of a type that nobody asks for, and DMARC is at the wrong name",
     ["- own.test TXT", "own.test SPF v=spf1 ip4:192.0.2.1 -all", "- _dmarc.own.test TXT",
      "_dmarc.own.test.own.test TXT v=DMARC1; p=quarantine; rua=mailto:postmaster@own.test"], ()),
    ("DMARC with commas and a word of one's own", ["_dmarc.own.test TXT v=DMARC1, p=reject, sp=block"], ()),
    ("DMARC twice", ["+ _dmarc.own.test TXT v=DMARC1; p=none; adkim=s; aspf=s"], ()),
    ("a subdomain sends that DMARC above does not reckon with",
     ["_dmarc.own.test TXT v=DMARC1; p=quarantine; sp=reject; adkim=s; rua=mailto:postmaster@own.test", *TEAM],
     ("team.own.test",)),
    ("a subdomain that sends has nothing of its own", ["team.own.test MX 10 mx.own.test"], ("team.own.test",)),
    ("a long record was cut into strings without a blank",
     ["own.test TXT v=spf1 %s include:a.testinclude:b.test -all" % " ".join("ip4:198.51.100.%d" % n for n in range(20)),
      "a.test TXT v=spf1 ip4:203.0.113.1 -all", "b.test TXT v=spf1 ip4:203.0.113.2 -all"], ()),
    ("the DKIM key came with the panel's quotation marks",
     key('"v=DKIM1; k=rsa; p=%s" "%s"' % (rsa(2048)[:200], rsa(2048)[200:])), ("--selector", "s1")),
    ("the sending server has no name", [], ("--ip", "192.0.2.1", "--helo", "mx.own.test")),
]

BLOCK = re.compile(r"^ +Name: +(\S+)\n +Type: +(\S+)\n((?: +Value: .*\n)+)", re.M)


def value_of(line, kind):
    """A TXT record stands in strings between quotation marks, as a name server's file has it."""
    if kind != "TXT":
        return line
    parts = re.fullmatch(r'(?:"((?:[^"\\]|\\.)*)" ?)+', line)
    if not parts:
        raise ValueError("no strings: " + line)
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', line)
    if any(len(string) > 255 for string in strings):
        raise ValueError("a string is too long: " + line)
    return re.sub(r"\\(.)", r"\1", "".join(strings))


def printed_records(text):
    """{(name, type): [value]} of the blocks, each of which stands for itself."""
    return {(name, kind): [value_of(line.split(":", 1)[1].strip(), kind) for line in values.splitlines()]
            for name, kind, values in BLOCK.findall(text)}


def mended(zone, records):
    """What a person does in a control panel: the new record takes the place of those of its kind."""
    for (name, kind), values in records.items():
        mark = values[0].split()[0].rstrip(";") if kind == "TXT" else ""

        def gives_way(line):
            owner, old_kind, value = line.split(None, 2)
            if owner != name:
                return False
            if kind == "CNAME":
                return old_kind in ("A", "AAAA", "CNAME")
            at_own_name = name.startswith("_dmarc.") or "._domainkey." in name
            return old_kind == kind and (at_own_name or kind != "TXT" or mark in value)
        zone = [line for line in zone if not gives_way(line)] + ["%s %s %s" % (name, kind, value) for value in values]
    return zone


def test_the_text_alone_is_enough(tap):
    for story, changes, options in BROKEN:
        zone = changed(GOOD, changes)
        with Served(zone) as served:
            first = served.ask(*options)
        records = printed_records(first.text)
        tap.ok(first.code == 1 and records, "%s: there is something to mend" % story, first)
        with Served(mended(zone, records)) as served:
            second = served.ask(*options)
        tap.ok(second.code == 0 and "Nothing here makes mail fail." in second.text, "and then all is fine",
               first, "published: %s" % records, second)


def test_nothing_is_offered_that_would_stop_mail(tap):
    for changes in (["- own.test TXT"], ["own.test TXT v=spf1 include:gone.test -all"]):
        with Served(changed(GOOD, changes)) as served:
            answer = served.ask()
            tap.equal([name for name, kind in printed_records(answer.text) if kind == "TXT" and name == "own.test"], [],
                      "a record that permits nobody: %s" % changes, answer)
            tap.ok("TXT record" in answer.text or "include" in answer.text, "words say what to do", answer)


if __name__ == "__main__":
    main(globals(), needs=("MM_BIN",))
