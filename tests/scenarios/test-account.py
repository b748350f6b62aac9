#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a login that goes well can still tell of an account: how full it is, and what the server wants every person to read."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from clinic import PASSWORD, Clinic, Row
from desktop import wait_for
from tap import main

ALERT = "first * OK [ALERT] "

ROWS = [
    Row("a mailbox with room", "", quota=(500, 1000)),
    Row("a mailbox without a limit", ""),
    Row("a limit of nothing is none", "", quota=(500, 0)),
    Row("nine tenths are used", "mailbox-nearly-full", "user", "Trash", quota=(900, 1000)),
    Row("all is used", "mailbox-full", "user", "Trash", quota=(1000, 1000)),
    Row("more is used than there is", "mailbox-full", "user", "Trash", quota=(4294967295, 1000)),
    Row("a server that will not tell", "", imap={"quota": ["say %t NO [NOPERM] not you"]}, quota=(1000, 1000)),
    Row("numbers that are none", "", imap={"quota": ["raw * QUOTA \"\" (STORAGE -1 99999999999999999999)\\r\\n%t OK done\\r\\n"]}),
    Row("an alert that names a trouble", "mailbox-nearly-full", "user", "Trash",
        imap={"select": [ALERT + "Your mailbox is almost full."]}),
    Row("an alert about nothing we know", "", imap={"select": [ALERT + "Free coffee in the lobby."]}),
]


def test_what_a_good_login_tells(tap):
    with Clinic() as clinic:
        for row in ROWS:
            clinic.play(tap, row)


def test_a_click_sees_that_there_is_room_again(tap):
    """Only a login asks for the quota; the watcher, which stays, makes room for one, though not more often than once a minute."""
    with Clinic() as clinic:
        account = clinic.admit(Row("", "", quota=(1000, 1000)))
        _, checked = clinic.desk.check(account)
        tap.equal([t["cause"] for t in checked["troubles"]], ["mailbox-full"], "a full mailbox")
        clinic.peer.accounts["u1@peer.test"].quota = (10, 1000)
        before = len(clinic.logins())
        clinic.desk.check(account)
        tap.ok(len([e for e in clinic.logins()[before:] if e["protocol"] == "imap"]) == 0, "no second login within a minute")
        wait_for(lambda: not clinic.desk.check(account)[1]["troubles"], 100, "room", 5)
        again = [e for e in clinic.logins()[before:] if e["protocol"] == "imap"]
        tap.equal(len(again), 1, "one more login, and it is healed")


def test_the_timeline_blames_what_the_person_was_told(tap):
    with Clinic() as clinic:
        account = clinic.admit(Row("", "", provider="alibaba-enterprise", imap="%t NO [AUTHENTICATIONFAILED] wrong user or password",
                                   web=["page 200 <title>Alimail</title><h1>AccountFrozen</h1>"],
                                   records=("%w CNAME qiye.aliyun.com", "qiye.aliyun.com A %a")))
        _, checked = clinic.desk.check(account)
        tap.equal([t["cause"] for t in checked["troubles"]], ["account-frozen"], "the page explains the refusal", checked)
        shown = json.loads(clinic.desk.mailmedic("show", account, "--json").stdout)["timeline"]
        tap.equal([(s["protocol"], s["cause"]) for s in shown if s["protocol"] == "imap"], [("imap", "account-frozen")],
                  "and the history says so too", shown)


def test_what_the_web_said_is_undone_by_the_web_only(tap):
    """A look by the schedule, in which every login goes well, heals no page that is down."""
    with Clinic() as clinic:
        account = clinic.admit(Row("", "", web=["page 503 x"]))
        clinic.desk.check(account)
        before = len(clinic.peer.events.all("request"))
        clinic.desk.set_password(account, PASSWORD)  # has the agent look by itself
        wait_for(lambda: len(clinic.peer.events.all("request")) > before, 20, "another look at the page")
        tap.equal([t["cause"] for t in clinic.desk.troubles(account)], ["webmail-unavailable"], "it is still told")
        clinic.peer.listeners["web-1"].script("get", ["reset"])
        _, checked = clinic.desk.check(account)
        tap.equal([t["cause"] for t in checked["troubles"]], ["webmail-unavailable"], "who could not look heals nothing")
        clinic.peer.listeners["web-1"].script("get", [])
        _, checked = clinic.desk.check(account)
        tap.equal(checked["troubles"], [], "and healed by the page itself")


if __name__ == "__main__":
    main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
