# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin `status`, confined as shipped, against a scripted web and name server: what a page, a name or a clock
says is told, what they do not say is not, and nothing of the person goes out.
"""
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import common
import worker
from peer import Peer
from tap import Skip, main

YEAR = 365 * 86400
PORTAL = "127.0.0.77"  # an address of this machine on which nobody else serves port 80


class Web:
    """A peer with a webmail and a name server, and the staged worker."""

    def __init__(self, records=("mail.peer.test A 127.0.0.1",), certificate="good", acts=()):
        self.peer = Peer()
        self.page = self.peer.listen("web", "http", security="tls", certificate=certificate,
                                     acts_by_stage={"get": list(acts)} if acts else {})
        self.names = self.peer.name_server(records)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.peer.stop()

    def look(self, provider="alibaba-enterprise", **job):
        program = common.need_environment("MM_LIBEXEC")[0] + "/mailmedic-worker"
        order = {"profile": "lookup", "account": "test-1", "address": "ann@peer.test", "provider": provider,
                 "ca_file": self.peer.ca_file, "dns": self.names.endpoint, "deadline": 20,
                 "page": "https://mail.peer.test:%d/" % self.page.port}
        order.update(job)
        return worker.run(program, "status", order, wall=40)

    def requests(self):
        return self.peer.events.all("request")


def finding(report):
    found = report.of("finding")
    return found[0] if found else {"causes": [""], "evidence": {"said": "", "stage": "", "code": ""}, "subject": ""}


def test_a_page_that_works_says_nothing(tap):
    with Web() as web:
        report = web.look(provider="")
        tap.equal((report.exit_code, report.causes, report.done), (0, [], "ok"), "a front page is no finding", report)
        asked = web.requests()
        tap.equal([(r["method"], r["target"]) for r in asked], [("GET", "/")], "one page was asked for, once")
        tap.equal(asked[0]["headers"] if asked else None, ["accept", "host"],
                  "with no cookie, no name of a program, nothing of the person")
        tap.ok(not report.asked, "the secret was not asked for")


def test_what_the_page_says_of_the_account_is_told(tap):
    states = {"AccountFrozen": "account-frozen", "AccountBlocked": "account-blocked",
              "AccountExpired": "account-expired", "AccountDisabled": "account-disabled-by-admin"}
    for word, cause in states.items():
        with Web(["mail.peer.test CNAME qiye.aliyun.com", "qiye.aliyun.com A 127.0.0.1"],
                 acts=["page 200 <title>Alimail</title><p>%s</p>" % word]) as web:
            report = web.look()
            tap.equal(report.causes, [cause], "a page with %s" % word, report)
    with Web(["mail.peer.test CNAME qiye.aliyun.com", "qiye.aliyun.com A 127.0.0.1"]) as web:
        web.page.script("get", ["redirect https://mail.peer.test:%d/login?error=AccountFrozen" % web.page.port])
        report = web.look()
        tap.equal(report.causes, ["account-frozen"], "a redirect that names the state", report)
        tap.equal(len(web.requests()), 1, "is not even followed")


def test_words_of_a_script_or_another_provider_say_nothing(tap):
    with Web(acts=["page 200 <title>Login</title><script>var e={AccountFrozen:1}</script><p>Sign in</p>"]) as web:
        tap.equal(web.look(provider="alibaba-personal").causes, [], "a word inside a script is none of the page's")
    with Web(acts=["page 200 <p>AccountFrozen</p>"]) as web:
        tap.equal(web.look(provider="gmail").causes, [], "Alibaba's word on somebody else's page means nothing")
    with Web(acts=["page 200 <p>Wrong password? Reset it here. Login failed.</p>"]) as web:
        tap.equal(web.look(provider="gmail").causes, [], "words that mean something in a mail server's reply, neither")


def test_an_outage_is_told_as_one(tap):
    for code in (500, 502, 503, 504):
        with Web(acts=["page %d <h1>down</h1>" % code]) as web:
            report = web.look(provider="")
            tap.equal((report.causes, finding(report)["evidence"]["code"]), (["webmail-unavailable"], str(code)),
                      "HTTP %d" % code, report)


def test_a_name_that_points_elsewhere(tap):
    with Web(["mail.peer.test CNAME shop.example.net", "shop.example.net A 127.0.0.1"]) as web:
        report = web.look()
        tap.equal((report.causes, finding(report)["subject"]), (["webmail-address-wrong"], "peer.test"),
                  "a webmail name that is not the provider's", report)
        tap.ok("shop.example.net" in finding(report)["evidence"]["said"], "and where it points to is shown", report)
    with Web(["mail.peer.test CNAME alimail.aliyun.com", "alimail.aliyun.com A 127.0.0.1"]) as web:
        tap.equal(web.look().causes, [], "one that is the provider's is well")
    with Web(["mail.peer.test A 127.0.0.1"]) as web:
        tap.equal(web.look().causes, [], "an address without an alias proves nothing")
    with Web(["peer.test A 127.0.0.1"]) as web:
        tap.equal(web.look().causes, ["webmail-address-wrong"], "one that does not exist")
    for fault in ("!servfail", "!refused", "!drop"):
        with Web(["mail.peer.test " + fault]) as web:
            tap.equal(web.look().causes, [], "%s proves nothing" % fault[1:])
    with Web(["mail.peer.test !truncate", "mail.peer.test CNAME alimail.aliyun.com", "alimail.aliyun.com A 127.0.0.1"],
             acts=["page 503 x"]) as web:
        tap.equal(web.look().causes, ["webmail-unavailable"], "an answer that is too long comes by TCP")


def test_a_provider_s_own_page_is_asked_for(tap):
    """Where the account names no page."""
    with Web(["qiye.aliyun.com A " + PORTAL]) as web:
        try:
            web.peer.listen("own", "http", security="tls", certificate="wronghost", address=PORTAL, port=443)
        except OSError as error:
            raise Skip("port 443 of %s: %s" % (PORTAL, error)) from error
        report = web.look(page="")
        tap.ok(web.peer.events.all("connect", listener="own"), "the provider's server was called", report)


def test_who_could_not_look_says_so(tap):
    for records, acts in ((["mail.peer.test !servfail"], []), (["mail.peer.test A 127.0.0.1"], ["reset"])):
        with Web(records, acts=acts) as web:
            tap.equal(web.look(provider="").done, "retry", "%s %s is no all-clear" % (records[0], acts))


def test_redirects_leave_the_site_on_paper_only(tap):
    with Web() as web:
        elsewhere = web.peer.listen("elsewhere", "http", security="tls")
        web.page.script("get", ["redirect https://localhost:%d/" % elsewhere.port])
        report = web.look(provider="")
        tap.equal([r["listener"] for r in web.requests()], ["web"], "another host is not visited", report)
    with Web() as web:
        web.page.script("get", ["redirect https://mail.peer.test:%d/again" % web.page.port])
        web.look(provider="")
        tap.equal(len(web.requests()), 4, "on the site three redirects are followed, not more")


def test_floods_drips_and_lies_are_bounded(tap):
    with Web(acts=["raw HTTP/1.1 200 OK\\r\\n\\r\\n", "flood x"]) as web:
        report = web.look(provider="")
        tap.equal((report.exit_code, report.causes), (0, []), "a page without end is cut", report)
        tap.ok(report.max_rss_kb < 40000, "and costs no memory", report.max_rss_kb)
    with Web(acts=["drip HTTP/1.1 200 OK"]) as web:
        report = web.look(provider="")
        tap.ok(report.exit_code == 0 and report.seconds < 30, "a byte a second ends with its deadline", report)
    for name, act in (("garbage", "raw \\x00\\xff\\xfe"), ("no HTTP", "raw * OK IMAP4rev1 ready\\r\\n"),
                      ("a header without end", "repeat 400000 X-A: b\\r\\n"), ("a reset", "reset"), ("an end", "close")):
        with Web(acts=[act]) as web:
            report = web.look(provider="")
            tap.equal((report.exit_code, report.causes), (0, []), "%s is no finding" % name, report)
    with Web(acts=["page 503 \\u202e<b>x</b>\\x1b[31m &lt;a href=https://evil.example&gt;"]) as web:
        said = finding(web.look(provider=""))["evidence"]["said"]
        tap.ok("\x1b" not in said and "\u202e" not in said, "controls do not come through", said)


def test_the_clock(tap):
    with Web(acts=["date %d" % -YEAR]) as web:
        tap.equal(web.look(provider="").causes, ["clock-wrong"], "a trusted page whose date is a year away")
    with Web(acts=["date 3600"]) as web:
        tap.equal(web.look(provider="").causes, [], "an hour is no matter")


def portal(web, acts):
    try:
        return web.peer.listen("clear", "http", security="plain", address=PORTAL, port=80, acts_by_stage={"get": acts})
    except PermissionError as error:
        raise Skip("only root may serve port 80 here") from error
    except OSError as error:
        raise Skip("port 80 of %s is taken: %s" % (PORTAL, error)) from error


def test_a_captive_portal(tap):
    """The certificate is somebody else's; what makes it a portal is that every name answers, or that plain HTTP leads away."""
    with Web(["* A 127.0.0.1"], certificate="wronghost") as web:
        report = web.look(provider="")
        tap.equal(report.causes, ["captive-portal"], "every name answers", report)
    with Web(["mail.peer.test A 127.0.0.1"], certificate="wronghost") as web:
        tap.equal(web.look(provider="").causes, [], "a wrong certificate alone is none")
    with Web(["* A 127.0.0.1"]) as web:
        tap.equal(web.look(provider="").causes, [], "a name server that answers everything is none where the page is right")


def test_a_captive_portal_that_leads_away(tap):
    with Web(["mail.peer.test A " + PORTAL]) as web:
        portal(web, ["redirect https://portal.example/login?from=http%3A%2F%2Fmail.peer.test%2F&to=http://mail.peer.test/"])
        other = web.peer.listen("portal", "http", security="tls", certificate="wronghost", address=PORTAL)
        report = web.look(provider="", page="https://mail.peer.test:%d/" % other.port)
        tap.equal(report.causes, ["captive-portal"], "plain HTTP leads to another site", report)
        tap.ok("portal.example" in finding(report)["evidence"]["said"], "which is shown as evidence", report)
    with Web(["mail.peer.test A " + PORTAL]) as web:
        portal(web, ["redirect https://www.mail.peer.test/login"])
        other = web.peer.listen("portal", "http", security="tls", certificate="wronghost", address=PORTAL)
        report = web.look(provider="", page="https://mail.peer.test:%d/" % other.port)
        tap.equal(report.causes, [], "to its own site is not away", report)


def test_a_clock_that_spoils_certificates(tap):
    with Web(["mail.peer.test A " + PORTAL]) as web:
        portal(web, ["date %d" % -YEAR])
        other = web.peer.listen("late", "http", security="tls", certificate="expired", address=PORTAL)
        report = web.look(provider="", page="https://mail.peer.test:%d/" % other.port)
        tap.equal(report.causes, ["clock-wrong"], "an expired certificate and a date a year away", report)


def test_a_deadline_is_kept_by_the_resolver(tap):
    with Web(["mail.peer.test !drop"]) as web:
        begin = time.monotonic()
        report = web.look(provider="")
        tap.ok(report.exit_code == 0 and not report.killed, "a name server that says nothing ends the look", report,
               time.monotonic() - begin)


if __name__ == "__main__":
    main(globals(), needs=("MM_LIBEXEC",))
