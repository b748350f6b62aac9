#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given our own synthetic bounces: `mailmedic diagnose` reads each as a person would, and is not fooled by the look-alikes."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "harness"))

from tap import main, need_environment


def is_right(got, wanted):
    """A list names what persons may differ about."""
    return got in wanted if isinstance(wanted, list) else got == wanted


def differences(expected, line):
    """What is not as a person would say it; of a recipient only what expect.json names is compared."""
    for field in ("kind", "reporter", "message_id"):
        if field in expected and not is_right(line[field], expected[field]):
            yield "%s is %r, not %r" % (field, line[field], expected[field])
    if line["problem"]:
        yield "problem: " + line["problem"]
    wanted = {row["address"]: row for row in expected.get("recipients", [])}
    found = {row["address"]: row for row in line["recipients"]} if line["kind"] in ("bounce", "delay") else {}
    if len(line["recipients"]) != len(wanted) or set(found) != set(wanted):
        yield "recipients are %r, not %r" % (sorted(found), sorted(wanted))
    for address in set(found) & set(wanted):
        for field, value in wanted[address].items():
            right = value in found[address][field] if field == "said" else is_right(found[address][field], value)
            if not right:
                yield "%s of %s is %r, not %r" % (field, address, found[address][field], value)


def test_each_synthetic_mail_is_read_as_a_person_would(tap):
    (folder,) = need_environment("MM_BIN")
    with open(os.path.join(HERE, "expect.json"), encoding="utf-8") as file:
        expected = json.load(file)
    names = sorted(expected)
    files = [os.path.join(HERE, name + ".eml") for name in names]
    there = sorted(name[:-4] for name in os.listdir(HERE) if name.endswith(".eml"))
    tap.equal(there, names, "every mail has its row in expect.json")
    done = subprocess.run([folder + "/mailmedic", "diagnose", "--json", *files], capture_output=True, text=True,
                          check=False, timeout=60)
    tap.equal(done.returncode, 0, "all are read", done.stderr)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    tap.equal(len(lines), len(names), "one answer each", done.stdout)
    for name, line in zip(names, lines):
        tap.equal(list(differences(expected[name], line)), [], "%s: %s" % (name, expected[name]["about"]), line)
        with open(os.path.join(HERE, name + ".eml"), "rb") as file:
            if b"X-Synthetic:" not in file.read():
                tap.ok(False, "%s is marked as synthetic" % name)


REFUSED = """Return-Path: <>
From: MAILER-DAEMON@mx.example.net
Subject: Undelivered Mail Returned to Sender
X-Synthetic: written for the tests of Mailmedic
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; bob@example.net
Action: failed
Status: 5.7.23
Diagnostic-Code: smtp; 550 5.7.23 rejected because of a Sender Policy Framework violation

--b
Content-Type: text/rfc822-headers

From: %s
To: bob@example.net

--b--
"""


def test_a_refusal_of_the_sender_names_the_domain_it_was_sent_from(tap):
    (folder,) = need_environment("MM_BIN")
    for author in ("desk@example.org", "Ann <desk@example.org>", '"ann@shop.example via Desk" <desk@example.org>',
                   "desk@example.org (ann <the shop>)", '"<ann@shop.example>" <desk@example.org>'):
        done = subprocess.run([folder + "/mailmedic", "diagnose", "-"], input=REFUSED % author, capture_output=True, text=True, check=False,
                              timeout=60)
        tap.ok("Mail from example.org was refused" in done.stdout, author, done.stdout, done.stderr)


main(globals())
