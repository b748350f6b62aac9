# SPDX-License-Identifier: GPL-3.0-or-later
"""The zones of test-zones.py: a good one, and what is changed in it to get each row of the lint table.

A change is a line of tests/peer/dns.py. It takes the place of what the zone has at that name of that type; `+ …` stands
beside that, `- NAME TYPE` takes it away.
"""
import base64

ROOT = ". NS a.root.test"  # a name server that knows no root is not believed
GOOD = [ROOT,
        "own.test NS ns1.own.test", "own.test NS ns2.own.test",
        "own.test MX 10 mx.own.test", "mx.own.test A 192.0.2.1",
        "own.test A 192.0.2.2", "mail.own.test A 192.0.2.1",
        "own.test TXT v=spf1 ip4:192.0.2.1 -all",
        "_dmarc.own.test TXT v=DMARC1; p=reject; rua=mailto:postmaster@own.test"]


def changed(zone, changes):
    zone = list(zone)
    for change in changes:
        sign = change[0] if change[:2] in ("- ", "+ ") else ""
        line = change[2:] if sign else change
        if sign != "+" and not line.split()[1].startswith("!"):
            name, kind = line.split()[:2]
            zone = [old for old in zone if old.split()[:2] != [name, kind]]
        if sign != "-":
            zone.append(line)
    return zone


def der(tag, body):
    size = len(body)
    length = bytes([size]) if size < 128 else bytes([0x82, size >> 8, size & 255])
    return bytes([tag]) + length + body


def rsa(bits):
    """The p= of a public key of that size (RFC 8017 A.1.1 in an X.509 SubjectPublicKeyInfo)."""
    number = der(2, b"\0" + bytes([0xC5] * (bits // 8)))
    key = der(0x30, number + der(2, b"\1\0\1"))
    kind = der(0x30, bytes.fromhex("06092a864886f70d0101010500"))
    return base64.b64encode(der(0x30, kind + der(3, b"\0" + key))).decode()


def includes(count):
    """That many includes of names which have a record, and their records."""
    names = ["s%d.test" % number for number in range(count)]
    return (["own.test TXT v=spf1 %s -all" % " ".join("include:" + name for name in names)] +
            ["%s TXT v=spf1 ip4:198.51.100.%d -all" % (name, number) for number, name in enumerate(names)])


def spf(terms, *more):
    return ["own.test TXT v=spf1 " + terms, *more]


def dmarc(text, *more):
    return ["_dmarc.own.test TXT " + text, *more]


def key(record, *more):
    return ["s1._domainkey.own.test TXT " + record, *more]


ALIBABA = ["own.test MX 5 mx1.qiye.aliyun.com", "+ own.test MX 10 mx2.qiye.aliyun.com",
           "+ own.test MX 15 mx3.qiye.aliyun.com", "mx1.qiye.aliyun.com A 198.51.100.1",
           "mx2.qiye.aliyun.com A 198.51.100.2", "mx3.qiye.aliyun.com A 198.51.100.3",
           "own.test TXT v=spf1 include:spf.qiye.aliyun.com -all", "spf.qiye.aliyun.com TXT v=spf1 ip4:198.51.100.0/24 -all",
           "- mail.own.test A", "mail.own.test CNAME qiye.aliyun.com", "qiye.aliyun.com A 198.51.100.9"]
TEAM = ["team.own.test MX 10 mx.own.test", "team.own.test TXT v=spf1 ip4:192.0.2.1 -all"]
SELECTOR = ("--selector", "s1")
CLIENT = ("--ip", "192.0.2.1")
PTR = "1.2.0.192.in-addr.arpa PTR "
DMARC = "v=DMARC1; p=reject; rua=mailto:postmaster@own.test"

# What is changed is all that is wrong: (id, result, changes, options of the command)
ROWS = [
    ("mx.none", "fail", ["- own.test MX", "- own.test A"], ()),
    ("mx.implicit", "warn", ["- own.test MX"], ()),
    ("mx.null", "fail", ["own.test MX 0 ."], ()),
    ("mx.null_mixed", "fail", ["+ own.test MX 0 ."], ()),
    ("mx.ip", "fail", ["own.test MX 10 192.0.2.1"], ()),
    ("mx.cname", "warn", ["- mx.own.test A", "mx.own.test CNAME box.own.test", "box.own.test A 192.0.2.1"], ()),
    ("mx.noaddr", "fail", ["- mx.own.test A"], ()),
    ("mx.noaddr", "fail", ["- mx.own.test A", "mx.own.test TXT the name is there"], ()),
    ("mx.noaddr", "fail", ["+ own.test MX 20 gone.own.test"], ()),
    ("mx.private", "fail", ["mx.own.test A 192.168.7.1"], ()),
    ("mx.private", "fail", ["mx.own.test A 127.0.0.1"], ()),
    ("mx.private", "fail", ["mx.own.test AAAA fd00::25"], ()),
    ("mx.dup", "info", ["+ own.test MX 20 mx.own.test"], ()),
    ("mx.mixed_providers", "fail", [*ALIBABA, "+ own.test MX 1 smtp.google.com", "smtp.google.com A 203.0.113.1"], ()),
    ("mx.not_provider", "warn", ALIBABA, ("--provider", "gmail")),
    ("dom.apex_cname", "fail", ["- own.test MX", "- own.test A", "- own.test TXT", "- own.test NS",
                                "own.test CNAME shop.test", "shop.test A 203.0.113.7",
                                "shop.test TXT v=spf1 ip4:192.0.2.1 -all"], ()),
    ("ns.lame", "info", ["own.test NS ns1.own.test"], ()),

    ("spf.none", "fail", ["- own.test TXT"], ()),
    ("spf.none", "fail", ["own.test TXT google-site-verification=x"], ()),
    ("spf.multiple", "fail", ["+ own.test TXT v=spf1 a -all"], ()),
    ("spf.syntax", "fail", spf("ipv4:192.0.2.1 -all"), ()),
    ("spf.syntax", "fail", spf("include :good.test -all", "good.test TXT v=spf1 -all"), ()),
    ("spf.syntax", "fail", spf("ip4=192.0.2.1 -all"), ()),
    ("spf.syntax", "fail", spf("ip4:192.0.2.1 -all please"), ()),
    ("spf.syntax", "fail", ["own.test TXT v=spf1; ip4:192.0.2.1 -all"], ()),
    ("spf.syntax", "fail", ["own.test TXT \u201cv=spf1 ip4:192.0.2.1 -all\u201d"], ()),
    ("spf.lookups", "fail", includes(11), ()),
    ("spf.lookups", "warn", includes(9), ()),
    ("spf.void", "warn", spf("a:x1.own.test a:x2.own.test a:x3.own.test ip4:192.0.2.1 -all"), ()),
    ("spf.void", "info", spf("a:x1.own.test ip4:192.0.2.1 -all"), ()),
    ("spf.include_none", "fail", spf("ip4:192.0.2.1 include:spf.typo.test -all"), ()),
    ("spf.include_none", "fail", spf("ip4:192.0.2.1 include:typo.test -all", "typo.test TXT not SPF"), ()),
    ("spf.loop", "fail", spf("ip4:192.0.2.1 include:own.test -all"), ()),
    ("spf.loop", "fail", spf("include:a.test -all", "a.test TXT v=spf1 redirect=b.test",
                             "b.test TXT v=spf1 redirect=a.test"), ()),
    ("spf.missing_provider", "warn", [*ALIBABA, "own.test TXT v=spf1 ip4:192.0.2.1 -all"], ()),
    ("spf.missing_provider", "fail", [*ALIBABA, "own.test TXT v=spf1 ip4:192.0.2.1 -all"], ("--provider", "alibaba-enterprise")),
    ("spf.missing_provider", "fail", ["77.2.0.192.in-addr.arpa PTR box.test", "box.test A 192.0.2.77"],
     ("--ip", "192.0.2.77")),
    ("spf.plusall", "warn", spf("ip4:192.0.2.1 +all"), ()),
    ("spf.plusall", "warn", spf("ip4:192.0.2.1 all"), ()),
    ("spf.noall", "info", spf("ip4:192.0.2.1"), ()),
    ("spf.noall", "info", spf("ip4:192.0.2.1 ?all"), ()),
    ("spf.after_all", "warn", spf("ip4:192.0.2.1 -all include:good.test", "good.test TXT v=spf1 -all"), ()),
    ("spf.after_all", "warn", spf("-all redirect=good.test", "good.test TXT v=spf1 ip4:192.0.2.1 -all"), ()),
    ("spf.ptr", "warn", spf("ip4:192.0.2.1 ptr -all"), ()),
    ("spf.mx_over10", "warn", spf("mx:many.test -all", *("+ many.test MX %d m%d.test" % (n, n) for n in range(11)),
                                  *("m%d.test A 192.0.2.%d" % (n, 100 + n) for n in range(11))), ()),
    ("spf.type99", "warn", ["- own.test TXT", "own.test SPF v=spf1 ip4:192.0.2.1 -all"], ()),
    ("spf.long", "warn", spf(" ".join("ip4:198.51.100.%d" % n for n in range(40)) + " -all"), ()),
    ("spf.split_space", "fail", spf("include:a.testinclude:b.test -all", "a.test TXT v=spf1 -all",
                                    "b.test TXT v=spf1 -all"), ()),
    ("spf.senderid", "info", ["+ own.test TXT spf2.0/pra -all"], ()),
    ("spf.subdomain", "warn", ["team.own.test MX 10 mx.own.test"], ("team.own.test",)),

    ("dkim.nokey", "fail", [], SELECTOR),
    ("dkim.nokey", "fail", ["s1._domainkey.own.test CNAME s1.gone.test"], SELECTOR),
    ("dkim.nokey", "fail", key("something else"), SELECTOR),
    ("dkim.revoked", "fail", key("v=DKIM1; p="), SELECTOR),
    ("dkim.short", "fail", key("v=DKIM1; k=rsa; p=" + rsa(768)), SELECTOR),
    ("dkim.short", "info", key("v=DKIM1; k=rsa; p=" + rsa(1024)), SELECTOR),
    ("dkim.testing", "info", key("v=DKIM1; t=y; p=" + rsa(2048)), SELECTOR),
    ("dkim.badkey", "fail", key("v=DKIM1; p=%s!" % rsa(2048)), SELECTOR),
    ("dkim.badkey", "fail", key('"v=DKIM1; p=%s"' % rsa(2048)), SELECTOR),
    ("dkim.badkey", "fail", key("v=DKIM1; p=" + rsa(2048)[:300]), SELECTOR),
    ("dkim.badkey", "fail", key("v=DKIM1; p=" + rsa(2048), "+ s1._domainkey.own.test TXT v=DKIM1; p=" + rsa(4096)),
     SELECTOR),

    ("dmarc.none", "warn", ["- _dmarc.own.test TXT"], ()),
    ("dmarc.multiple", "fail", ["+ _dmarc.own.test TXT v=DMARC1; p=none"], ()),
    ("dmarc.location", "fail", ["- _dmarc.own.test TXT", "+ own.test TXT " + DMARC], ()),
    ("dmarc.location", "fail", ["- _dmarc.own.test TXT", "dmarc.own.test TXT " + DMARC], ()),
    ("dmarc.location", "fail", ["- _dmarc.own.test TXT", "_dmarc._dmarc.own.test TXT " + DMARC], ()),
    ("dmarc.location", "fail", ["- _dmarc.own.test TXT", "_dmarc.own.test.own.test TXT " + DMARC], ()),
    ("dmarc.spf_there", "warn", ["+ _dmarc.own.test TXT v=spf1 -all"], ()),
    ("dmarc.syntax", "fail", dmarc("v=DMARC1, p=reject, rua=mailto:postmaster@own.test"), ()),
    ("dmarc.syntax", "fail", dmarc("p=reject; v=DMARC1; rua=mailto:postmaster@own.test"), ()),
    ("dmarc.syntax", "fail", dmarc("v=DMARC1; p=block; rua=mailto:postmaster@own.test"), ()),
    ("dmarc.p_none", "info", dmarc("v=DMARC1; p=none; rua=mailto:postmaster@own.test"), ()),
    ("dmarc.strict", "info", dmarc(DMARC + "; aspf=s"), ()),
    ("dmarc.strict", "warn", dmarc(DMARC + "; aspf=s", *TEAM), ("team.own.test",)),
    ("dmarc.sp", "info", dmarc("v=DMARC1; p=none; sp=reject; rua=mailto:postmaster@own.test"), ()),
    ("dmarc.sp", "warn", dmarc("v=DMARC1; p=none; sp=reject; rua=mailto:postmaster@own.test", *TEAM), ("team.own.test",)),
    ("dmarc.rua", "info", dmarc("v=DMARC1; p=reject"), ()),
    ("dmarc.rua", "info", dmarc("v=DMARC1; p=reject; rua=mailto:a@nobody.test"), ()),
    ("dmarc.old_tags", "info", dmarc(DMARC + "; pct=50"), ()),

    ("cname.mail", "warn", [*ALIBABA, "mail.own.test CNAME shop.test", "shop.test A 203.0.113.7"], ()),
    ("cname.mail", "warn", [*ALIBABA, "- mail.own.test CNAME", "mail.own.test A 203.0.113.7"], ()),
    ("cname.mail", "info", [*ALIBABA, "- mail.own.test CNAME"], ()),
    ("cname.dangling", "fail", ["- mail.own.test A", "mail.own.test CNAME gone.test"], ()),

    ("ptr.fcrdns", "fail", [], CLIENT),
    ("ptr.fcrdns", "fail", [PTR + "mx.own.test", "mx.own.test A 192.0.2.9"], CLIENT),
    ("ptr.fcrdns", "info", [*ALIBABA, "own.test TXT v=spf1 ip4:192.0.2.1 include:spf.qiye.aliyun.com -all"], CLIENT),
]

# Rows that no zone shows by itself, and who tests them instead.
ELSEWHERE = {
    "dom.expired": "test-zones.py: the domain has to be known from before",
    "dom.servfail": "test-zones.py: a fault of the name server",
    "dkim.unsigned": "test-zones.py: it takes a mail",
    "dmarc.enforced_unaligned": "test-zones.py: it takes a mail",
    "list.listed": "test-zones.py: it takes a blocklist",
    "spf.helo": "test-zones.py: it takes the name of the sending server",
}


def hosted(exchangers, include, *more):
    """A customer's zone at a provider: its MX records and its include."""
    records = [("+ " if number else "") + "own.test MX " + line for number, line in enumerate(exchangers)]
    return [*records, *("%s A 198.51.100.%d" % (line.split()[1], number) for number, line in enumerate(exchangers)),
            "own.test TXT v=spf1 %s" % include, "%s TXT v=spf1 ip4:198.51.100.0/24 -all" % include.split(":")[1].split()[0],
            *more]


def webmail(target):
    return ["- mail.own.test A", "mail.own.test CNAME " + target, target + " A 198.51.100.80"]


# As each provider tells its customers to have it: (provider, zone); "" is one that is not known.
PROVIDERS = [
    ("", []),
    ("", ["own.test TXT v=spf1 mx a:box.own.test ip6:2001:db8::/32 -all", "box.own.test A 192.0.2.3"]),
    ("alibaba-enterprise", ALIBABA),
    ("alibaba-enterprise", [*ALIBABA, *webmail("alimail.aliyun.com")]),
    ("alibaba-enterprise", [*ALIBABA, "own.test TXT v=spf1 include:spf.qiye.aliyun.com include:spf1.dm.aliyun.com -all",
                            "spf1.dm.aliyun.com TXT v=spf1 ip4:203.0.113.0/24 -all"]),
    ("alibaba-hichina", hosted(["5 mxn.mxhichina.com", "10 mxw.mxhichina.com"], "include:spf.mxhichina.com -all",
                               *webmail("mail.mxhichina.com"))),
    ("gmail", hosted(["1 smtp.google.com"], "include:_spf.google.com ~all")),
    ("gmail", hosted(["1 aspmx.l.google.com", "5 alt1.aspmx.l.google.com", "5 alt2.aspmx.l.google.com",
                      "10 aspmx2.googlemail.com"], "include:_spf.google.com ~all",
                     "google._domainkey.own.test TXT v=DKIM1; k=rsa; p=" + rsa(2048))),
    ("gmail", hosted(["1 smtp.google.com", "20 spare.own.test"], "include:_spf.own.test ~all",
                     "_spf.own.test TXT v=spf1 ip4:192.0.2.0/24 include:_spf.google.com ~all",
                     "_spf.google.com TXT v=spf1 ip4:203.0.113.0/24 ~all")),
    ("microsoft", hosted(["0 own-test.mail.protection.outlook.com"], "include:spf.protection.outlook.com -all",
                         "selector1._domainkey.own.test CNAME selector1-own-test._domainkey.own.onmicrosoft.com",
                         "selector1-own-test._domainkey.own.onmicrosoft.com TXT v=DKIM1; k=rsa; p=" + rsa(2048))),
    ("microsoft", hosted(["0 own-test.a-v1.mx.microsoft"], "include:spf.protection.outlook.com -all")),
    ("fastmail", hosted(["10 in1-smtp.messagingengine.com", "20 in2-smtp.messagingengine.com"],
                        "include:spf.messagingengine.com ?all",
                        "fm1._domainkey.own.test CNAME fm1.own.test.dkim.fmhosted.com",
                        "fm1.own.test.dkim.fmhosted.com TXT v=DKIM1; k=rsa; p=" + rsa(2048))),
    ("zoho", hosted(["10 mx.zoho.com", "20 mx2.zoho.com", "50 mx3.zoho.com"], "include:zoho.com ~all")),
    ("zoho", hosted(["10 mx.zoho.com", "20 mx2.zoho.com"], "include:zohomail.com ~all")),
    ("zoho-eu", hosted(["10 mx.zoho.eu", "20 mx2.zoho.eu", "50 mx3.zoho.eu"], "include:zohomail.eu ~all")),
    ("zoho-in", hosted(["10 mx.zoho.in", "20 mx2.zoho.in", "50 mx3.zoho.in"], "include:zoho.in ~all")),
    ("exmail", hosted(["5 mxbiz1.qq.com", "10 mxbiz2.qq.com"], "include:spf.mail.qq.com ~all", *webmail("exmail.qq.com"))),
    ("netease-qiye", hosted(["5 qiye163mx01.mxmail.netease.com", "10 qiye163mx02.mxmail.netease.com"],
                            "include:spf.163.com -all", *webmail("qiye.163.com"))),
    ("", hosted(["5 mx1.sparkspace.huaweicloud.com", "10 mx2.sparkspace.huaweicloud.com"],
                "include:spf.sparkspace.huaweicloud.com -all", *webmail("mail.sparkspace.huaweicloud.com"))),
    ("yandex", hosted(["10 mx.yandex.net"], "include:_spf.yandex.net ~all")),
    ("icloud", hosted(["10 mx01.mail.icloud.com", "10 mx02.mail.icloud.com"], "include:icloud.com ~all",
                      "sig1._domainkey.own.test CNAME sig1.dkim.own.test.at.icloudmailadmin.com",
                      "sig1.dkim.own.test.at.icloudmailadmin.com TXT v=DKIM1; k=rsa; p=" + rsa(2048))),
    ("proton", hosted(["10 mail.protonmail.ch", "20 mailsec.protonmail.ch"], "include:_spf.protonmail.ch ~all")),
]
