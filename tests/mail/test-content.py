#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given a letter and a bounce that returns one, the confined plugin `content` reports its faults, and nothing of what is fine."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "harness"))

from tap import main, need_environment

LETTER = (b"From: ann@ananas.example\r\nMessage-ID: <offer-1@ananas.example>\r\nSubject: Re: offer\r\nMIME-Version: 1.0\r\n"
          b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<a href=\"http://bit.ly/1\">x</a>\r\n"
          b"--b\r\nContent-Type: application/octet-stream; name=\"setup.exe\"\r\n\r\nMZ\r\n--b--\r\n")
FINE = b"From: ann@ananas.example\r\nSubject: Greetings\r\n\r\nHello.\r\n"
BOUNCE = (b"From: MAILER-DAEMON@mx.example\r\nSubject: failed\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; "
          b"report-type=delivery-status; boundary=a\r\n\r\n--a\r\n\r\nfailed\r\n--a\r\nContent-Type: message/delivery-status\r\n\r\n"
          b"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; bob@birne.example\r\nAction: failed\r\nStatus: 5.7.1\r\n\r\n"
          b"--a\r\nContent-Type: message/rfc822\r\n\r\n" + LETTER + b"--a--\r\n")
FAULTS = {("no-text", "", "content-rejected"), ("misleading-subject", "Re:", "spam-content-rejected"),
          ("blocked-attachment", "setup.exe", "attachment-type-blocked"), ("link-shortener", "bit.ly", "spam-content-rejected")}


def examine(letters):
    """What the worker says of the letters, by their ids, and how it ended."""
    prefix, stage = os.environ["MM_PREFIX"], os.environ["MM_STAGE"]
    given = json.dumps({"profile": "read"}).encode() + b"\n"
    for number, letter in enumerate(letters):
        given += json.dumps({"message": {"id": str(number), "bytes": len(letter)}}).encode() + b"\n" + letter
    done = subprocess.run([stage + prefix + "/libexec/mailmedic/mailmedic-worker", "content"], input=given,
                          capture_output=True, check=False, timeout=30)
    return [json.loads(line) for line in done.stdout.splitlines()], done


def faults(lines, number):
    found = [line["finding"] for line in lines if "finding" in line and line["finding"]["message"] == str(number)]
    return {(f["parameters"]["hint"], f["parameters"].get("what", ""), f["causes"][0]) for f in found}, found


def test_a_letter_and_a_returned_letter_are_judged_alike(tap):
    need_environment("MM_STAGE", "MM_PREFIX")
    lines, done = examine([LETTER, FINE, BOUNCE])
    tap.equal(done.returncode, 0, "the worker ends well", done.stderr)
    for number, name in ((0, "the letter"), (2, "the letter a bounce returns")):
        found, findings = faults(lines, number)
        tap.equal(found, FAULTS, "the faults of " + name, lines)
        tap.equal({f["evidence"].get("message_id") for f in findings}, {"<offer-1@ananas.example>"}, "with its Message-ID")
    tap.equal(faults(lines, 1)[0], set(), "a letter in order has none")
    tap.equal([line["read"] for line in lines if "read" in line], ["0", "1", "2"], "each is said to be through")


main(globals())
