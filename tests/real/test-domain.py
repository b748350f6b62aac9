#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Postfix refuses a mail for its domain's SPF record. Its report comes back; the person is told which include is missing,
the whole record to publish, who publishes it and how long that takes; the zone is corrected, and the trouble heals by itself.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "harness"), os.path.join(HERE, "..", "peer")]

from desktop import Desktop, wait_for
from peer import Peer
from servers import PASSWORD, Servers, run, told

INCLUDE = "spf.qiye.aliyun.com"
BEFORE = "v=spf1 include:spf.old.example -all"
AFTER = "v=spf1 include:spf.old.example include:%s -all" % INCLUDE
ZONE = (". NS a.root.test", "peer.test MX 5 mx1.qiye.aliyun.com", "mx1.qiye.aliyun.com A 192.0.2.1", "peer.test NS ns1.peer.test",
        "peer.test NS ns2.peer.test", "peer.test A 192.0.2.3", INCLUDE + " TXT v=spf1 ip4:192.0.2.0/24 -all",
        "spf.old.example TXT v=spf1 ip4:198.51.100.7 -all", "peer.test TXT " + BEFORE)


def steps_of(desk, account):
    return " ".join(" ".join(t["steps"]) for t in desk.troubles(account) if t["cause"] == "spf-fail")


def test_the_whole_way(tap):
    peer = Peer()
    names = peer.name_server(ZONE)
    with Servers() as servers, Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"]) as desk, told(tap, desk, servers):
        account = desk.add_account("good@peer.test", PASSWORD, servers.urls(protocols=("imap", "smtp")), servers.ca_file,
                                   "--provider", "alibaba-enterprise", "--dns", names.endpoint)
        code, checked = desk.check(account)
        tap.equal((code, checked["troubles"]), (0, []), "a faulty record alone alarms nobody", checked)
        servers.send("good", "spf@refused.test")
        wait_for(lambda: AFTER in steps_of(desk, account), 60, "the record to publish", 0.5)
        trouble, = desk.troubles(account)
        tap.equal((trouble["cause"], trouble["subject"], trouble["fixer"], trouble["heals_within"]),
                  ("spf-fail", "peer.test", "postmaster", "PT1H"), "one trouble, about the domain, for who manages it", trouble)
        said = [e["said"] for e in trouble["evidence"]]
        tap.ok(any("Sender Policy Framework" in words for words in said), "Postfix's own words are the proof", said)
        tap.ok(any(INCLUDE in words for words in said), "and so is what is missing in the zone", said)
        tap.ok("an hour" in steps_of(desk, account), "it says how long it takes", steps_of(desk, account))
        names.zone.records["peer.test"] = [(kind, AFTER if kind == "TXT" else value)
                                           for kind, value in names.zone.records["peer.test"]]
        wait_for(lambda: not desk.troubles(account), 120, "the end of the trouble", 1)
        tap.ok(True, "the zone is corrected, and the trouble heals by itself")
    peer.stop()


run(globals(), needs=("MM_STAGE", "MM_PREFIX"))
