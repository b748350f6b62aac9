#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`mailmedic domain` on zones with one fault each: that fault is found, and no other; on good zones none is; and where
the name server gives no answer nothing is blamed.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from look import Served, known_checks
from zones import ALIBABA, CLIENT, ELSEWHERE, GOOD, PROVIDERS, PTR, ROWS, TEAM, changed, rsa
from tap import main

BAD = ("fail", "warn")


def test_each_row_of_the_table_is_found_and_nothing_else(tap):
    for check, result, changes, options in ROWS:
        with Served(changed(GOOD, changes)) as zone:
            answer = zone.ask("--json", *options)
            name = "%s %s: %s" % (check, result, "; ".join(changes)[:80] or "nothing there")
            if result in BAD:
                tap.equal((answer.ids(*BAD), answer.code), ([(check, result)], 1), name, answer)
            else:
                tap.ok(answer.ids(*BAD) == [] and answer.code == 0 and (check, result) in answer.ids("info"), name, answer)


def test_no_row_is_left_out(tap):
    shown = {row[0] for row in ROWS} | set(ELSEWHERE)
    tap.equal(sorted(shown), sorted(known_checks()), "each file in knowledge/checks has a zone or a reason")
    severity = {"fail": "error", "warn": "warning", "info": "info"}
    order = list(severity)
    for check in sorted({row[0] for row in ROWS}):
        worst = min((row[1] for row in ROWS if row[0] == check), key=order.index)
        tap.equal(severity[worst], known_checks()[check], "%s is at most as bad as its file says" % check)


def test_a_good_zone_of_each_provider_has_nothing_wrong(tap):
    for provider, changes in PROVIDERS:
        with Served(changed(GOOD, changes)) as zone:
            answer = zone.ask("--json")
            tap.equal((answer.ids(*BAD, "unchecked"), answer.json["provider"], answer.code), ([], provider, 0),
                      "%s is fine" % (provider or "a server of one's own"), answer)
            tap.ok("Nothing here makes mail fail." in zone.ask().text, "and the text says so")


def test_a_good_subdomain_has_nothing_wrong(tap):
    with Served(changed(GOOD, TEAM)) as zone:
        answer = zone.ask("--json", "team.own.test")
        tap.equal((answer.ids(*BAD, "unchecked"), answer.code), ([], 0), "DMARC of the domain above holds for it", answer)


def test_good_keys_have_nothing_wrong(tap):
    ed25519 = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="  # of RFC 8463 A.2
    for record in ("v=DKIM1; k=rsa; p=" + rsa(2048), "k=rsa; t=s; p=" + rsa(4096), "p=" + rsa(2048), ed25519):
        with Served(changed(GOOD, ["s1._domainkey.own.test CNAME k.test", "k.test TXT " + record])) as zone:
            answer = zone.ask("--json", "--selector", "s1")
            tap.equal((answer.ids(*BAD, "info"), answer.json["facts"]["dkim"]), ([], ["s1._domainkey.own.test"]),
                      record[:40], answer)


FAULTS = [
    ("all is SERVFAIL", ["own.test !servfail", "_dmarc.own.test !servfail", "mail.own.test !servfail"]),
    ("all is REFUSED", ["own.test !refused", "_dmarc.own.test !refused"]),
    ("even the root is REFUSED", [" !refused"]),
    ("no answer", ["own.test !drop"]),
    ("an answer that is cut, and no TCP", ["own.test !cut"]),
    ("aliases that lead back to themselves", ["own.test CNAME a.test", "a.test CNAME own.test"]),
    ("the mail server's name alone is SERVFAIL", ["mx.own.test !servfail"]),
    ("the mail server's name is an alias of itself", ["- mx.own.test A", "mx.own.test CNAME mx.own.test"]),
    ("the policy's name alone does not answer", ["_dmarc.own.test !servfail"]),
    ("an include does not answer", ["own.test TXT v=spf1 include:far.test -all", "far.test !servfail"]),
    ("the webmail's name does not answer", [*ALIBABA, "mail.own.test !refused"]),
    ("a network that answers everything", ["* A 192.0.2.99"]),
]


def test_no_answer_is_no_fault(tap):
    for name, changes in FAULTS:
        zone = [line for line in changed(GOOD, [c for c in changes if not c.startswith(" ")])]
        zone = [line for line in zone if not ("own.test CNAME a.test" in changes and line.startswith("own.test ") and
                                              "CNAME" not in line)]
        zone += ["." + change for change in changes if change.startswith(" ")]
        with Served(zone) as served:
            answer = served.ask("--json")
            tap.equal((answer.ids(*BAD), answer.code), ([], 4), name, answer)
            rows = [row for row in answer.json["checks"] if row["result"] == "unchecked" and row["id"] != "dom.servfail"]
            tap.ok(answer.json["unchecked"] and not any(row["fix"] or "record" in row for row in rows),
                   "%s: what could not be asked is listed, and not mended" % name, answer)


def test_offline_is_no_fault(tap):
    with Served(GOOD) as zone:
        zone.names.close()
        answer = zone.ask("--json")
        tap.equal((answer.ids(*BAD), answer.code), ([], 4), "nobody at the name server's port", answer)
        tap.ok("spf.none" in answer.json["unchecked"], "unchecked, and said", answer)


def test_what_is_not_known_is_said_in_words(tap):
    with Served(changed(GOOD, ["own.test !servfail"])) as zone:
        text = zone.ask().text
        tap.ok("? SPF      not known: own.test: SERVFAIL" in text and "may well be in order" in text and "✘" not in text,
               "no fault, and not all well either", text)
        tap.ok("DNSSEC" in text, "who may have to look at it", text)


def test_half_an_answer_is_enough(tap):
    """Some name servers know A and fail at AAAA."""
    with Served(changed(GOOD, ["mx.own.test !servfail AAAA"])) as zone:
        answer = zone.ask("--json")
        tap.equal((answer.ids(*BAD, "unchecked"), answer.code), ([], 0), "a mail server has an address", answer)


def test_an_answer_cut_on_udp_comes_by_tcp(tap):
    with Served(changed(GOOD, ["own.test !truncate"])) as zone:
        answer = zone.ask("--json")
        tap.equal((answer.ids(*BAD, "unchecked"), answer.code), ([], 0), "all records are read", answer)


def test_a_domain_that_is_gone(tap):
    for known, wanted in ((True, ["dom.expired"]), (False, ["mx.none"])):
        with Served(GOOD[:1]) as zone:
            report = zone.work(known=known)
            tap.equal([check["id"] for check in report.of("check") if check["result"] in BAD], wanted,
                      "known before: %s" % known, report)


def test_a_mail_that_came_back_tells_more(tap):
    # who signed it, where it was sent from, the domain's policy: what is wrong then
    for signer, client, policy, wanted in (
            ("own.test", "198.51.100.9", "reject", []),
            ("mail.own.test", "198.51.100.9", "reject", []),
            ("-", "192.0.2.1", "reject", ["dkim.unsigned"]),
            ("provider.example", "192.0.2.1", "reject", ["dkim.unsigned"]),
            ("-", "198.51.100.9", "reject", ["dkim.unsigned", "dmarc.enforced_unaligned"]),
            ("provider.example", "198.51.100.9", "quarantine", ["dkim.unsigned", "dmarc.enforced_unaligned"]),
            ("-", "198.51.100.9", "none", ["dkim.unsigned"]),
            ("-", "", "reject", ["dkim.unsigned"])):
        with Served(changed(GOOD, ["_dmarc.own.test TXT v=DMARC1; p=%s; rua=mailto:postmaster@own.test" % policy])) as zone:
            report = zone.work(signer=signer, client=client)
            found = [check["id"] for check in report.of("check") if check["result"] in BAD and check["id"][:3] in ("dki", "dma")]
            tap.equal(found, wanted, "signed by %s, from %s, p=%s" % (signer, client or "nobody knows", policy), report)


def test_a_blocklist_that_was_named(tap):
    lists = ["2.0.0.127.list.test A 127.0.0.2", "list.test NS ns.list.test"]
    options = (*CLIENT, "--blocklist", "list.test")
    for records, result in (([], "ok"), (["1.2.0.192.list.test A 127.0.0.4"], "warn"), (["1.2.0.192.list.test A 127.0.0.11"], "info"),
                            (["1.2.0.192.list.test A 127.255.255.254"], "unchecked"), (["1.2.0.192.list.test A 127.0.0.1"], "unchecked"),
                            (["1.2.0.192.list.test A 198.51.100.1"], "unchecked"), (["1.2.0.192.list.test !servfail"], "unchecked"),
                            (["- 2.0.0.127.list.test A"], "unchecked"), (["1.0.0.127.list.test A 127.0.0.2"], "unchecked")):
        with Served(changed(GOOD, [*lists, PTR + "mx.own.test", *records])) as zone:
            answer = zone.ask("--json", *options)
            tap.equal([r for i, r in answer.ids("ok", "warn", "fail", "info", "unchecked") if i == "list.listed"], [result],
                      "%s: %s" % (" ".join(records) or "not listed", result), answer)
    with Served(changed(GOOD, lists)) as zone:
        zone.ask("--json", *CLIENT)
        tap.ok(not [q for q in zone.peer.events.all("question") if "list.test" in q["name"]], "no list is asked that was not named")
        tap.equal(zone.ask("--ip", "192.168.1.7", "--blocklist", "list.test").code, 2, "an address nobody else sees is refused")
        zone.work(client="192.168.1.7", blocklists=["list.test"])
        tap.ok(not [q for q in zone.peer.events.all("question") if "7.1.168" in q["name"] and "list" in q["name"]],
               "nor about an address of one's own network")
        tap.equal(zone.ask("--blocklist", "list.test").code, 2, "nor without an address")


def advised(zone, check, *options):
    return [row for row in zone.ask("--json", *options).json["checks"] if row["id"] == check and row["result"] in (*BAD, "info")]


def test_advice_names_the_right_record(tap):
    with Served(GOOD) as zone:
        row, = advised(zone, "dkim.nokey", "--selector", "gone")
        tap.ok("gone._domainkey.own.test" in row["fix"], "a key's own name", row)
    with Served(changed(GOOD, ["_dmarc.own.test TXT v=DMARC1; p=none; rua=mailto:postmaster@own.test"])) as zone:
        row, = advised(zone, "dmarc.p_none")
        tap.ok("_dmarc.own.test" in row["fix"] and "record" not in row, "the policy's own name", row)
    with Served(changed(GOOD, ["own.test TXT v=spf1 ip4:198.51.100.9 ?all"])) as zone:
        row, = advised(zone, "spf.missing_provider", *CLIENT)
        tap.ok("record" not in row, "no record that would not allow the server is offered for it", row)


def test_what_only_looks_wrong_is_left_alone(tap):
    with Served(changed(GOOD, [*ALIBABA, "own.test TXT v=spf1 ip4:192.0.2.1 -all"])) as zone:
        tap.equal(advised(zone, "spf.missing_provider", *CLIENT), [], "a server that passes by another way than the include")
    with Served([GOOD[0], "news.own.test CNAME esp.test", "esp.test MX 10 mx.esp.test", "mx.esp.test A 192.0.2.5",
                 "esp.test TXT v=spf1 mx -all"]) as zone:
        tap.equal(advised(zone, "dom.apex_cname", "news.own.test"), [], "an alias whose end has mail servers")
    with Served(changed(GOOD, ["own.test MX 5 mail.own.test", "mail.own.test A 192.0.2.1"])) as zone:
        tap.equal(advised(zone, "cname.mail", "--provider", "alibaba-enterprise"), [], "a mail server that is called mail")
    with Served(["registry.test TXT v=spf1 -all", *(line.replace("own.test", "own.registry.test") for line in GOOD
                                                    if " TXT v=spf1" not in line)]) as zone:
        found = [row["id"] for row in zone.ask("--json", "own.registry.test").json["checks"] if row["id"].startswith("spf")]
        tap.equal(found, ["spf.none"], "a record above that permits nobody is no example")
    for root in ([], [". TXT nothing"], ["* TXT captive"]):
        with Served([line for line in GOOD if not line.startswith(". ")] + root) as zone:
            answer = zone.ask("--json")
            tap.equal((answer.ids(*BAD), answer.code), ([], 4), "a name server that knows no root %s" % root, answer)


def test_a_servers_own_name(tap):
    with Served(GOOD) as zone:
        report = zone.work(client="192.0.2.1", helo="bare.own.test")
        tap.ok("spf.helo" in [c["id"] for c in report.of("check") if c["result"] == "info"], "without SPF is worth a word", report)
        report = zone.work(client="192.0.2.1", helo="own.test")
        tap.ok("spf.helo" not in [c["id"] for c in report.of("check")], "with it is not", report)


def test_what_the_command_is_given_decides(tap):
    with Served(changed(GOOD, ["1.2.0.192.in-addr.arpa PTR mx.own.test"])) as zone:
        answer = zone.ask("--json", "--ip", "192.0.2.1")
        tap.equal((answer.json["spf"]["result"], answer.ids(*BAD)), ("pass", []), "a server that is allowed", answer)
        tap.ok(("ptr.fcrdns", "ok") in answer.ids("ok"), "and whose name leads back to it", answer)
        answer = zone.ask("--json", "--ip", "::ffff:192.0.2.1")
        tap.ok(("ptr.fcrdns", "ok") in answer.ids("ok"), "the same address as IPv6 writes it", answer)
        for option in (("--ip", "192.0.2"), ("--selector", "a b"), ("--provider", "nobody"), ("--dns", "here"),
                       ("--spf",), ("nodots",), ("two.test", "words.test")):
            answer = zone.ask(*option)
            tap.equal((answer.code, answer.text), (2, ""), "usage: %s" % " ".join(option), answer)
        answer = zone.ask(domain=None)
        tap.equal(answer.code, 2, "no domain", answer)
        tap.ok(zone.ask("--json", "Ann@OWN.test.").json["domain"] == "own.test", "an address means its domain")
    with Served([line.replace("own.test", "xn--bcher-kva.test") for line in GOOD]) as zone:
        answer = zone.ask("--json", "bücher.test")
        tap.equal((answer.json["domain"], answer.code), ("xn--bcher-kva.test", 0), "letters of any alphabet", answer)


def test_a_server_with_an_ipv6_address(tap):
    reverse = ".".join(reversed("20010db8000000000000000000000025")) + ".ip6.arpa"
    changes = ["own.test TXT v=spf1 ip6:2001:db8::/64 -all", reverse + " PTR box.test"]
    for address, wanted in (("2001:db8::25", "ok"), ("2001:db8::26", "fail")):
        with Served(changed(GOOD, [*changes, "box.test AAAA " + address])) as zone:
            answer = zone.ask("--json", "--ip", "2001:DB8::25")
            tap.ok(("ptr.fcrdns", wanted) in answer.ids("ok", "fail"), "a name of %s" % address, answer)
            tap.equal(answer.json["spf"]["result"], "pass", "and SPF", answer)


def test_the_facts_are_told(tap):
    with Served(changed(GOOD, ALIBABA)) as zone:
        facts = zone.ask("--json", "--selector", "s1").json["facts"]
        tap.equal((facts["mx"][0], facts["webmail_cname"], facts["spf"]),
                  ("5 mx1.qiye.aliyun.com", "qiye.aliyun.com", "v=spf1 include:spf.qiye.aliyun.com -all"), "as they are")
    record = "v=spf1 %s -all" % " ".join("ip4:198.51.100.%d" % number for number in range(60))
    with Served(changed(GOOD, ["own.test TXT " + record])) as zone:
        tap.equal(zone.ask("--json").json["facts"]["spf"], record, "a long record is told whole")


def test_spf_alone(tap):
    changes = ["own.test TXT v=spf1 ip4:192.0.2.1 exp=why.own.test -all", "why.own.test TXT %{i} is not ours",
               "soft.test TXT v=spf1 ~all", "none.test A 192.0.2.1", "perm.test TXT v=spf1 nonsense -all",
               "temp.test !servfail", "helo.test TXT v=spf1 ip4:192.0.2.1 -all"]
    rows = [("own.test", "192.0.2.1", "pass", 0), ("own.test", "192.0.2.2", "fail", 0), ("soft.test", "192.0.2.2",
            "softfail", 0), ("none.test", "192.0.2.1", "none", 0), ("perm.test", "192.0.2.1", "permerror", 0),
            ("temp.test", "192.0.2.1", "temperror", 4)]
    with Served(changed(GOOD, changes)) as zone:
        for domain, client, result, code in rows:
            answer = zone.ask("--spf", "--json", "--ip", client, "--from", "ann@" + domain, "--helo", "helo.test",
                              domain=None)
            tap.equal((answer.json["result"], answer.code), (result, code), "%s from %s" % (domain, client), answer)
        answer = zone.ask("--spf", "--ip", "192.0.2.2", "--from", "ann@own.test", domain=None)
        tap.equal(answer.json["explanation"], "192.0.2.2 is not ours", "the domain's own explanation is told", answer)
        answer = zone.ask("--spf", "--json", "--ip", "192.0.2.1", "--helo", "helo.test", domain=None)
        tap.equal(answer.json["result"], "pass", "without a sender it is the HELO name", answer)


def test_a_provider_s_own_domain_is_left_alone(tap):
    with Served(GOOD) as zone:
        for domain in ("gmail.com", "qq.com", "aliyun.com"):
            answer = zone.ask("--json", domain)
            tap.equal((answer.json["checks"], answer.code), ([], 0), domain, answer)
        tap.equal(zone.peer.events.all("question"), [], "and nothing is asked about it")


def test_no_more_than_32_questions_are_on_their_way(tap):
    changes = ["own.test TXT v=spf1 %s -all" % " ".join("include:s%d.test" % n for n in range(50))]
    changes += ["s%d.test TXT v=spf1 a:a%d.test a:b%d.test -all" % (n, n, n) for n in range(50)]
    with Served(changed(GOOD, changes), delay=0.05) as zone:
        answer = zone.ask("--json")
        tap.ok(("spf.lookups", "fail") in answer.ids(*BAD), "a record that asks for much is looked at all the same", answer)
        tap.ok(0 < zone.names.traffic.most_at_once <= 32, "is asked in portions", vars(zone.names.traffic))


if __name__ == "__main__":
    main(globals(), needs=("MM_BIN", "MM_LIBEXEC"))
