#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`mailmedic check ACCOUNT --sending TO`: whether this account may send, found without sending anything, and kept until another
test says otherwise.
"""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from clinic import Clinic, Row
from tap import main

OUTSIDE = "bob@elsewhere.example"
# what the server says where: the trouble
REFUSALS = [
    ("mail", "553 Mail from must equal authorized user", "sender-not-allowed", "user"),
    ("mail", "550 5.1.8 your account is not permitted to send mail, contact your administrator", "account-sending-blocked",
     "postmaster"),
    ("rcpt", "550 Permission for sending emails to external domains is disabled", "external-sending-disabled", "postmaster"),
    ("rcpt", "550 5.4.5 Daily user sending limit exceeded", "sending-limit-exceeded", "user"),
    ("rcpt", "554 5.7.1 <bob@elsewhere.example>: Relay access denied", "relay-denied", "user"),
]


def try_sending(clinic, account, to=OUTSIDE):
    done = clinic.desk.mailmedic("check", account, "--sending", to, "--json")
    return done.returncode, done.stderr, [(t["cause"], t["fixer"]) for t in clinic.desk.troubles(account)]


def verbs(clinic, since):
    return [e["verb"] for e in clinic.peer.events.all("command", since=since) if e["protocol"] == "smtp"]


def test_what_refuses_to_send_is_found_without_sending(tap):
    with Clinic() as clinic:
        for stage, words, cause, fixer in REFUSALS:
            account = clinic.admit(Row("", ""))
            clinic.desk.check(account)
            peer = clinic.peer.accounts["u%d@peer.test" % clinic.number]
            peer.script("smtp." + stage, ["say " + words])
            since = clinic.peer.events.count()
            _, said, troubles = try_sending(clinic, account)
            tap.equal(troubles, [(cause, fixer)], "%s: %s" % (stage, words), said, clinic.desk.read_log("bus")[-1500:])
            tap.ok("DATA" not in verbs(clinic, since), "and no mail was sent", verbs(clinic, since))


def test_a_test_that_goes_well_asks_three_things(tap):
    with Clinic() as clinic:
        account = clinic.admit(Row("", ""))
        clinic.desk.check(account)
        since = clinic.peer.events.count()
        code, said, troubles = try_sending(clinic, account)
        tap.equal((code, troubles), (0, []), "all is well", said)
        asked = [verb for verb in verbs(clinic, since) if verb in ("MAIL", "RCPT", "RSET", "DATA")]
        tap.equal(asked, ["MAIL", "RCPT", "RSET"], "sender, recipient, and all taken back")


def test_a_good_login_heals_no_refusal_to_send(tap):
    with Clinic() as clinic:
        account = clinic.admit(Row("", ""))
        clinic.desk.check(account)
        peer = clinic.peer.accounts["u1@peer.test"]
        peer.script("smtp.rcpt", ["say 550 Permission for sending emails to external domains is disabled"])
        try_sending(clinic, account)
        _, checked = clinic.desk.check(account)
        tap.equal([t["cause"] for t in checked["troubles"]], ["external-sending-disabled"], "a login that goes well is no proof")
        tap.ok(all(s["ok"] for s in checked["services"]), "and the servers themselves are well", checked["services"])


def test_what_came_of_it_is_told(tap):
    with Clinic() as clinic:
        for reply, result in (("250 fine", "taken"), ("550 5.7.1 no", "refused"), ("451 4.7.1 Greylisted, please try again in 300 seconds",
                                                                                  "later")):
            account = clinic.admit(Row("", ""))
            clinic.desk.check(account)
            clinic.peer.accounts["u%d@peer.test" % clinic.number].script("smtp.rcpt", ["say " + reply])
            done = clinic.desk.mailmedic("check", account, "--sending", OUTSIDE, "--json")
            told = json.loads(done.stdout)["sending"]
            tap.equal((told["to"], told["result"], bool(told["cause"]), bool(told["said"])),
                      (OUTSIDE, result, result != "taken", result != "taken"), "%s is %s" % (reply, result), done.stdout)
        clinic.peer.listeners["smtps-%d" % clinic.number].script("connect", ["close"])
        account = clinic.admit(Row("", "", smtp={"greeting": ["say 554 nobody home"]}))
        done = clinic.desk.mailmedic("check", account, "--sending", OUTSIDE, "--json")
        tap.equal(json.loads(done.stdout)["sending"]["result"], "untold", "who did not answer told nothing", done.stdout)


def test_check_again_asks_again(tap):
    with Clinic() as clinic:
        account = clinic.admit(Row("", ""))
        clinic.desk.check(account)
        clinic.peer.accounts["u1@peer.test"].script("smtp.rcpt", ["say 550 5.7.1 no"])
        try_sending(clinic, account)
        trouble, = clinic.desk.troubles(account)
        try:
            clinic.desk.gdbus("/org/mailmedic/Mailmedic/trouble/" + trouble["id"], "org.mailmedic.Trouble1.Recheck", "{}")
            tap.ok(False, "a second test within a minute")
        except RuntimeError as error:
            tap.ok("Wait a minute" in str(error), "the same test is meant, and not within a minute", error)


def test_slips_and_haste_are_refused_with_words(tap):
    with Clinic() as clinic:
        account = clinic.admit(Row("", ""))
        clinic.desk.check(account)
        code, said, _ = try_sending(clinic, account, "nobody")
        tap.ok(code != 0 and "mail address" in said, "an address that is none", said)
        code, said, _ = try_sending(clinic, account, "bob@elsewhere.example>\r\nDATA")
        tap.ok(code != 0 and not [v for v in verbs(clinic, 0) if v == "DATA"], "an address that would be a command", said)
        done = clinic.desk.mailmedic("check", "--sending", OUTSIDE)
        tap.ok(done.returncode == 2 and "one account" in done.stderr, "no account", done.stderr)
        try_sending(clinic, account)
        code, said, _ = try_sending(clinic, account)
        tap.ok(code != 0 and "Wait a minute" in said, "twice within a minute", said)


if __name__ == "__main__":
    main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
