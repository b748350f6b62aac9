#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""demo.py STAGE PREFIX: what Mailmedic does for a person, in under a minute, without touching their session.

Ann Ananas is made up. She has three accounts on our scripted servers: one with an old password, one that was
frozen, one that works and gets three bounces. The installed agent runs in a private session bus, home folder
and keyring. The troubles come one by one, with whose job the fix is and the steps; one password is corrected
and its trouble heals. Ends by itself; exit 0 when all came as told, 1 with the place of the logs when not.
"""
import email.utils
import os
import re
import shutil
import sys
import tempfile
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.join(HERE, "..")
sys.path[:0] = [HERE, os.path.join(TESTS, "peer"), os.path.join(TESTS, "harness")]

import peer as peers
import screen
from desktop import Desktop, wait_for
from tap import Skip

WRONG = ("ann@birne.peer.test", "wrong", "the-old-password")
FROZEN = ("ann@clementine.peer.test", "frozen", "fine-as-it-is")
FINE = ("ann@ananas.peer.test", "fine", "fine-as-it-is")
BOUNCES = (  # mail, cause, what happened
    ("postfix-unknown-recipient.eml", "recipient-unknown", "a letter to an address that does not exist comes back"),
    ("postfix-mailbox-full.eml", "recipient-mailbox-full", "a letter to a full mailbox comes back"),
    ("postfix-spf.eml", "spf-fail", "a letter is refused because of the sender's own domain"),
)
PATIENCE = 20  # seconds for any one thing


def fresh(name):
    """A bounce of tests/mail as if it had been written this minute."""
    with open(os.path.join(TESTS, "mail", name), "rb") as file:
        data = file.read()
    now = email.utils.formatdate(localtime=True).encode()
    return re.sub(rb"(?m)^Date: .*$", b"Date: " + now, data, count=1)


class Demo:
    def __init__(self, peer, desktop):
        self.peer, self.desktop = peer, desktop
        self.ids = {}
        self.seen = 0
        self.healed = 0

    def add(self, account):
        address, name, password = account
        listeners = {protocol: self.peer.listeners["%s-%s" % (name, protocol)] for protocol in ("imap", "smtp")}
        urls = {protocol: self.peer.url(l.name, l.address) for protocol, l in listeners.items()}
        screen.progress("mailmedic add %s (%s)" % (address, ", ".join(urls.values())))
        self.ids[address] = self.desktop.add_account(address, password, urls, self.peer.ca_file)

    def await_trouble(self, account, cause):
        address = account[0]
        found = self.desktop.wait_trouble(self.ids[address], cause, PATIENCE)
        screen.trouble(found, address)
        self.seen += 1
        return found

    def accounts_go_wrong(self):
        screen.heading("Ann's three accounts")
        self.add(WRONG)
        self.await_trouble(WRONG, "wrong-password")
        self.add(FROZEN)
        self.await_trouble(FROZEN, "account-frozen")
        self.add(FINE)
        wait_for(lambda: self.peer.events.all("idle", user=FINE[0]), PATIENCE, "the watching of " + FINE[0])
        code, _ = self.desktop.check(self.ids[FINE[0]])
        if code != 0:
            raise RuntimeError("%s ought to be fine" % FINE[0])
        screen.healed(FINE[0] + ": mail works, new mail is watched")

    def bounces_come(self):
        screen.heading("Three letters come back")
        inbox = self.peer.account(FINE[0]).folder("INBOX")
        for name, cause, what in BOUNCES:
            screen.progress(what)
            inbox.deliver(fresh(name))
            self.await_trouble(FINE, cause)

    def password_is_corrected(self):
        screen.heading("Ann corrects one password")
        address = WRONG[0]
        screen.progress("mailmedic password " + self.ids[address])
        self.desktop.set_password(self.ids[address], "the-new-password")
        wait_for(lambda: not self.desktop.troubles(self.ids[address]), PATIENCE, "the healing of " + address, 0.2)
        self.healed += 1
        screen.healed(address + " works again; its trouble is gone by itself")

    def summary(self):
        failed = self.peer.events.all("auth", right=False)
        refused = [e for e in self.peer.events.all("auth") if e["verdict"] != "accepted"]
        screen.heading("Summary")
        screen.say("  %d troubles told, %d healed, %d open" % (
            self.seen, self.healed, len(self.desktop.troubles())))
        screen.say("  %d logins with a wrong password, %d refused in all: an account is never locked by asking"
                   % (len(failed), len(refused)))
        if self.seen != 5 or self.healed != 1 or len(failed) != 1:
            raise RuntimeError("not what was to be shown")


def show_notifications(desktop):
    """On the person's own display, where there is one and dunst can draw on it. True when it is so."""
    if not desktop.borrow_display() or not shutil.which("dunst"):
        return False
    try:
        desktop.start_dunst()
    except TimeoutError:
        return False
    return True


def play(stage, prefix):
    with peers.Peer() as peer:
        peers.load(peer, HERE + "/scenario.ini")
        screen.progress("made-up mail servers listen on loopback")
        with Desktop(stage, prefix) as desktop:
            shown = show_notifications(desktop)
            screen.progress("private session bus and keyring are up; " + (
                "notifications go to your display" if shown else "no display here, so no notifications"))
            demo = Demo(peer, desktop)
            try:
                demo.accounts_go_wrong()
                demo.bounces_come()
                demo.password_is_corrected()
                demo.summary()
            except BaseException:
                keep_logs(desktop, peer)
                raise


def keep_logs(desktop, peer):
    folder = tempfile.mkdtemp(prefix="mailmedic-demo-logs-")
    shutil.copytree(desktop.path("log"), folder, dirs_exist_ok=True)
    with open(folder + "/peer.log", "w", encoding="utf-8") as file:
        file.writelines("%s\n" % event for event in peer.events.all())
    screen.say(screen.paint("\nThe demo failed. Logs of agent and servers: " + folder, "red"))


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: demo.py STAGE PREFIX")
    try:
        play(sys.argv[1], sys.argv[2])
    except Skip as skip:
        sys.exit("The demo needs more programs: %s" % skip)
    except Exception as error:  # pylint: disable=broad-except
        screen.say("%s: %s" % (type(error).__name__, error))
        if "MAILMEDIC_DEMO_TRACE" in os.environ:
            traceback.print_exc()
        sys.exit(1)


main()
