#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong on this side comes before any blame: no way out, a network that wants to be signed in to, a wrong clock, a locked
keyring. One trouble each, and no password leaves.
"""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from clinic import PASSWORD, Clinic, Row
from desktop import Desktop
from tap import Skip, main

YEAR = 365 * 86400
EVERY_NAME = ("* A %a",)


def serve_clear(clinic, acts):
    """Plain HTTP at the address the next account gets."""
    address = "127.0.0.%d" % (10 + clinic.number + 1)
    try:
        clinic.peer.listen("clear", "http", security="plain", address=address, port=80, acts_by_stage={"get": acts})
    except PermissionError as error:
        raise Skip("only root may serve port 80 here") from error


def test_a_captive_portal_where_every_name_answers(tap):
    with Clinic() as clinic:
        clinic.play(tap, Row("every name answers, with somebody else's certificate", "captive-portal", "user", "web browser",
                             certificate="wronghost", web=[], records=EVERY_NAME, no_auth=True))


def test_a_captive_portal_that_leads_away(tap):
    with Clinic() as clinic:
        serve_clear(clinic, ["redirect http://login.hotel.example/"])
        clinic.play(tap, Row("plain HTTP leads to the network's own page", "captive-portal", "user", "web browser",
                             certificate="unknown-ca", web=[], no_auth=True))


def test_a_wrong_certificate_without_a_portal_is_the_certificate(tap):
    with Clinic() as clinic:
        clinic.play(tap, Row("only the certificate is wrong", "cert-hostname-mismatch", "user", "", certificate="wronghost",
                             web=[], no_auth=True))


def test_a_clock_that_is_a_year_off(tap):
    with Clinic() as clinic:
        serve_clear(clinic, ["date %d" % -YEAR])
        clinic.play(tap, Row("certificates seem to have expired, and everybody else has another year", "clock-wrong", "user", "",
                             certificate="expired", web=[], no_auth=True))
        serve_clear(clinic, ["date %d" % YEAR])
        clinic.play(tap, Row("certificates seem to lie in the future, and everybody else is there", "clock-wrong", "user", "",
                             certificate="notyet", web=[], no_auth=True))
        clinic.play(tap, Row("an expired certificate by the right clock is the server's", "cert-expired", "provider", "",
                             certificate="expired", web=[], no_auth=True))


def lock_keyring(desk):
    """False where gnome-keyring itself did not survive it, which it may not while somebody reads from it."""
    desk.gdbus("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
               "[objectpath '/org/freedesktop/secrets/collection/login']", destination="org.freedesktop.secrets")
    return desk.owned("org.freedesktop.secrets")


def look_with_locked_keyring():
    """What is told, and the logins after the lock; nothing where the keyring was gone."""
    with Clinic() as clinic:
        account = clinic.admit(Row("", ""))
        clinic.desk.check(account)
        locked = lock_keyring(clinic.desk)
        since = clinic.peer.events.count()
        clinic.peer.break_off()
        _, checked = clinic.desk.check(account)
        if locked and clinic.desk.owned("org.freedesktop.secrets"):
            return checked, clinic.peer.events.all("auth", since=since)
    return None, []


def test_a_locked_keyring(tap):
    for _ in range(5):
        checked, logins = look_with_locked_keyring()
        if checked:
            break
    else:
        raise Skip("gnome-keyring never survives being locked here")
    told = [(t["cause"], t["fixer"]) for t in checked["troubles"]]
    tap.equal(told, [("keyring-locked", "user")], "a locked keyring is the one trouble", checked)
    tap.equal(logins, [], "and no password is sent")


def offline():
    """In a network of its own that leads nowhere: what an account at a far server is told."""
    with Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"]) as desk:
        account = desk.add_account("ann@example.org", PASSWORD, {"imap": "imaps://192.0.2.1", "smtp": "smtps://192.0.2.1"},
                                   "/etc/ssl/certs/ca-certificates.crt")
        _, checked = desk.check(account)
        print(json.dumps([[t["cause"], t["fixer"]] for t in checked["troubles"]] + [checked["services"]]))


def test_no_way_out(tap):
    done = subprocess.run(["unshare", "-rn", sys.executable, os.path.abspath(__file__), "offline"], capture_output=True,
                          text=True, check=False, timeout=120)
    if done.returncode:
        raise Skip("no network of our own here: " + done.stderr.strip().split("\n")[-1])
    *told, services = json.loads(done.stdout)
    tap.equal(told, [["offline", "network"]], "without a route it is the network, and nothing else", done.stdout)
    tap.ok(not any(service["asked"] for service in services), "and no password was sent", services)


if __name__ == "__main__":
    if sys.argv[1:] == ["offline"]:
        offline()
    else:
        main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
