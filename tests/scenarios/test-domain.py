#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bounce and the domain's DNS, joined: what the records explain is said with the record to publish, it heals when that is
published, and what was wrong from the beginning alarms nobody.
"""
import email.utils
import json
import os
import signal
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from clinic import PASSWORD, Clinic, Row
from desktop import has_ended, wait_for
from tap import main

INCLUDE = "spf.qiye.aliyun.com"
ZONE = (". NS a.root.test", "peer.test MX 5 mx1.qiye.aliyun.com", "mx1.qiye.aliyun.com A 192.0.2.1", "peer.test NS ns1.peer.test",
        "peer.test NS ns2.peer.test", "peer.test A 192.0.2.3", INCLUDE + " TXT v=spf1 ip4:192.0.2.0/24 -all",
        "spf.old.example TXT v=spf1 ip4:198.51.100.7 -all", "_dmarc.peer.test TXT v=DMARC1; p=reject; rua=mailto:a@peer.test")
WRONG = "peer.test TXT v=spf1 include:spf.old.example -all"
RIGHT = "v=spf1 include:spf.old.example include:%s -all" % INCLUDE


def admit(clinic, spf, mail=""):
    for record in ZONE + (spf,):
        clinic.names.zone.add(record)
    return clinic.admit(Row("", "", provider="alibaba-enterprise", mail=mail, records=("%w A %a",)))


def publish(clinic, text):
    records = clinic.names.zone.records["peer.test"]
    clinic.names.zone.records["peer.test"] = [r for r in records if r[0] != "TXT"] + [("TXT", text)]


def trouble_of(clinic, account, cause):
    return next((t for t in clinic.desk.troubles(account) if t["cause"] == cause), None)


def steps_of(clinic, account, cause="spf-fail"):
    return " ".join((trouble_of(clinic, account, cause) or {"steps": []})["steps"])


def wait_for_record(clinic, account):
    """The trouble, once its steps have the record to publish."""
    wait_for(lambda: RIGHT in steps_of(clinic, account), 40, "the corrected record", 0.3)
    return trouble_of(clinic, account, "spf-fail")


def test_a_bounce_is_explained_and_heals_with_the_zone(tap):
    with Clinic() as clinic:
        account = admit(clinic, WRONG, "alibaba-spf")
        clinic.desk.check(account)
        trouble = wait_for_record(clinic, account)
        steps = " ".join(trouble["steps"])
        tap.equal(trouble["fixer"], "postmaster", "it says who publishes it")
        tap.ok("peer.test" in steps and "hour" in steps, "where, and how long it takes", steps)
        tap.ok(any(e["protocol"] == "dns" and INCLUDE in e["said"] for e in trouble["evidence"]), "what is missing is the proof",
               trouble["evidence"])
        tap.ok("smtp.qiye.aliyun.com" not in steps, "the provider's general steps have made room for it", steps)
        publish(clinic, RIGHT)
        wait_for(lambda: trouble_of(clinic, account, "spf-fail") is None, 100, "healing by itself", 1)
        tap.ok(True, "and it heals when the zone is corrected")


def test_check_again_sees_the_correction_at_once(tap):
    with Clinic() as clinic:
        account = admit(clinic, WRONG, "alibaba-spf")
        clinic.desk.check(account)
        wait_for_record(clinic, account)
        publish(clinic, RIGHT)
        _, checked = clinic.desk.check(account)
        tap.equal([t["cause"] for t in checked["troubles"]], [], "the check's own result has it")


def test_records_that_are_fine_are_said_to_be(tap):
    with Clinic() as clinic:
        account = admit(clinic, "peer.test TXT " + RIGHT, "alibaba-spf")
        clinic.desk.check(account)
        wait_for(lambda: "another way" in steps_of(clinic, account), 40, "the word that the records are fine", 0.3)
        tap.ok(True, "then the mail took another way")


REPORT = """From: MAILER-DAEMON@qiye.aliyun.com (Mail Delivery System)
To: u1@peer.test
Subject: Undelivered Mail Returned to Sender
Date: %(date)s
Message-ID: <report.%(number)d@qiye.aliyun.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; smtp.qiye.aliyun.com

Final-Recipient: rfc822; bob@far.example
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp; 550 5.7.1 Unauthenticated email from peer.test is not accepted due to domain's DMARC policy. 198.51.100.9

--b
Content-Type: text/rfc822-headers

Received: from [10.0.0.7] (unknown) by smtp.qiye.aliyun.com (Alibaba) with ESMTPSA id 1
From: Ann <u1@peer.test>
To: bob@far.example
Subject: hello
Date: %(date)s
Message-ID: <sent.%(number)d@peer.test>
%(signatures)s
--b--
"""
FOREIGN = "DKIM-Signature: v=1; a=rsa-sha256; d=sender.example; s=x; h=from; bh=a; b=b\n"
OWN = "DKIM-Signature: v=1; a=rsa-sha256; d=peer.test; s=s1; h=from; bh=a; b=b\n"


def bounce(clinic, number, signatures):
    text = REPORT % {"date": email.utils.formatdate(), "number": number, "signatures": signatures}
    clinic.peer.accounts["u1@peer.test"].folder("INBOX").deliver(text.replace("\n", "\r\n").encode())


def proofs(clinic, account):
    trouble = trouble_of(clinic, account, "dkim-dmarc-fail")
    return [e["enhanced"] for e in trouble["evidence"] if e["protocol"] == "dns"] if trouble else None


def test_what_the_mail_showed_is_looked_at_each_time(tap):
    """Another look at an unchanged zone heals nothing, though the zone alone has no fault."""
    with Clinic() as clinic:
        account = admit(clinic, "peer.test TXT " + RIGHT)
        clinic.desk.check(account)
        bounce(clinic, 1, FOREIGN)
        wait_for(lambda: "dkim.unsigned" in (proofs(clinic, account) or []), 40, "the explanation", 0.3)
        for _ in range(2):
            clinic.desk.check(account)
            tap.ok("dkim.unsigned" in (proofs(clinic, account) or []), "it is still told", clinic.desk.troubles(account))


def test_of_two_signatures_the_authors_own_counts(tap):
    with Clinic() as clinic:
        account = admit(clinic, "peer.test TXT " + RIGHT)
        clinic.desk.check(account)
        bounce(clinic, 1, FOREIGN + OWN)
        wait_for(lambda: "dkim.nokey" in (proofs(clinic, account) or []), 40, "the explanation", 0.3)
        tap.ok("dkim.unsigned" not in proofs(clinic, account), "it was signed, with a key that is not there", proofs(clinic, account))


def test_what_cannot_be_asked_changes_nothing(tap):
    for fault in ("peer.test !servfail", "peer.test !drop", "* A 192.0.2.9"):
        with Clinic() as clinic:
            account = admit(clinic, WRONG, "alibaba-spf")
            clinic.names.zone.add(fault)
            clinic.desk.check(account)
            wait_for(lambda: trouble_of(clinic, account, "spf-fail"), 30, "the bounce", 0.3)
            wait_for(lambda: [e for e in clinic.peer.events.all("question") if e["name"].startswith("peer.test")], 20, "a question")
            clinic.desk.check(account)
            steps = " ".join(trouble_of(clinic, account, "spf-fail")["steps"])
            tap.ok("another way" not in steps and RIGHT not in steps, "%s: nothing is said of the zone" % fault, steps)


def stop_agent(desk):
    pid = desk.agent_pid()
    os.kill(pid, signal.SIGTERM)
    wait_for(lambda: has_ended(pid), 10, "the end of the agent")


def looked_yesterday(clinic, account):
    """Ends the agent and makes its last look at the zone an old one."""
    stop_agent(clinic.desk)
    with sqlite3.connect(clinic.desk.path("home/.local/state/mailmedic/mailmedic.sqlite")) as base:
        text, = base.execute("SELECT text FROM document WHERE account=? AND key='zone'", (account,)).fetchone()
        base.execute("UPDATE document SET text=? WHERE account=? AND key='zone'",
                     (json.dumps({**json.loads(text), "when": 1}), account))
        for key, text in base.execute("SELECT key, text FROM document WHERE account=? AND text LIKE '%suspects%'", (account,)).fetchall():
            zone = json.loads(text)
            zone["suspects"] = {check: 1 for check in zone["suspects"]}
            base.execute("UPDATE document SET text=? WHERE account=? AND key=?", (json.dumps(zone), account, key))
    base.close()


def questions(clinic, name="_dmarc.peer.test"):
    return len([e for e in clinic.peer.events.all("question") if e["name"] == name])


def test_what_was_in_order_and_is_not_any_more_is_told(tap):
    with Clinic() as clinic:
        account = admit(clinic, "peer.test TXT " + RIGHT)
        clinic.desk.check(account)
        wait_for(lambda: questions(clinic), 20, "the first look at the zone")
        _, checked = clinic.desk.check(account)
        tap.equal(checked["troubles"], [], "a zone in order")
        looked_yesterday(clinic, account)
        publish(clinic, "v=spf1 include:spf.gone.example -all")
        before = questions(clinic)
        clinic.desk.check(account)
        wait_for(lambda: questions(clinic) > before, 20, "the second look")
        _, checked = clinic.desk.check(account)
        tap.equal(checked["troubles"], [], "one look from one place alarms nobody")
        looked_yesterday(clinic, account)
        clinic.desk.check(account)
        trouble = clinic.desk.wait_trouble(account, "own-spf-broken", 40)
        tap.equal((trouble["subject"], trouble["fixer"]), ("peer.test", "postmaster"), "is told by itself", trouble)
        wait_for(lambda: "include:" in " ".join(trouble_of(clinic, account, "own-spf-broken")["steps"]), 20, "the record")
        publish(clinic, RIGHT)
        wait_for(lambda: not clinic.desk.check(account)[1]["troubles"], 60, "healing", 1)
        tap.ok(True, "and heals when it is mended")


def test_what_was_wrong_from_the_beginning_alarms_nobody(tap):
    with Clinic() as clinic:
        account = admit(clinic, WRONG)
        clinic.desk.check(account)
        wait_for(lambda: questions(clinic), 20, "a look at the zone")
        _, checked = clinic.desk.check(account)
        tap.equal(checked["troubles"], [], "a lint alone is no trouble")


def test_a_providers_own_domain_is_left_alone(tap):
    with Clinic() as clinic:
        for record in ZONE:
            clinic.names.zone.add(record)
        urls = clinic._servers(Row("", ""), "127.0.0.1", clinic.peer.add_account("ann@gmail.com", PASSWORD))
        account = clinic.desk.add_account("ann@gmail.com", PASSWORD, urls, clinic.peer.ca_file, "--dns", clinic.names.endpoint)
        clinic.desk.check(account)
        clinic.desk.check(account)
        tap.equal([e["name"] for e in clinic.peer.events.all("question") if "gmail" in e["name"]], [], "nobody asks about gmail.com")


if __name__ == "__main__":
    main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
