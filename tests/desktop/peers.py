# SPDX-License-Identifier: GPL-3.0-or-later
"""Driving the made-up peers of fake.py, and the troubles the tests tell about."""
import json
import os
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "harness"))

from desktop import Desktop, need, wait_for  # noqa: E402,F401

FULL = ("actions", "body", "body-markup", "persistence")


class Peer:
    """A fake.py in a desktop; its events are collected as they come."""

    def __init__(self, desktop, *arguments):
        self.events = []
        self.process = desktop.start("fake-" + arguments[0], os.environ.get("PYTHON", "/usr/bin/python3"),
                                     os.path.join(HERE, "fake.py"), *arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        threading.Thread(target=self._read, daemon=True).start()
        self.wait(lambda event: "ready" in event, "the start of fake.py " + arguments[0])

    def _read(self):
        for line in self.process.stdout:
            self.events.append(json.loads(line))

    def wait(self, matches, what, seconds=10, since=0):
        """The first event from `since` on that matches."""
        return wait_for(lambda: next((e for e in self.events[since:] if matches(e)), None), seconds, what, 0.02)

    def order(self, **order):
        since = len(self.events)
        self.process.stdin.write((json.dumps(order) + "\n").encode())
        self.process.stdin.flush()
        self.wait(lambda event: "obeyed" in event, "an order", since=since)

    def calls(self, method):
        return [e for e in self.events if e.get("call") == method]

    def end(self):
        self.process.stdin.close()
        self.process.wait(10)


class Agent(Peer):
    def __init__(self, desktop):
        super().__init__(desktop, "agent")

    def put(self, trouble, **changes):
        trouble = dict(trouble, **changes)
        self.order(put=["trouble", trouble["Id"], trouble])
        return trouble

    def change(self, name, **changes):
        self.order(put=["trouble", name, changes])

    def account(self, **changes):
        self.order(put=["account", changes.get("Id", ACCOUNT["Id"]), dict(ACCOUNT, **changes)])


class Notifications(Peer):
    def __init__(self, desktop, *capabilities):
        super().__init__(desktop, "notifications", *capabilities)

    def shown(self):
        return [e for e in self.events if "notify" in e]

    def wait_shown(self, title, since=0, seconds=10):
        return self.wait(lambda e: "notify" in e and title in e["title"], "the notification “%s”" % title, seconds, since)

    def wait_closed(self, number, since=0):
        return self.wait(lambda e: e.get("closed") == number, "the withdrawal of %d" % number, since=since)


ACCOUNT = {
    "Id": "ann-x7k2p9", "Address": "ann@example.org", "Provider": "", "CaFile": "", "State": "trouble",
    "Servers": [["imap", "imap.example.org", "tls", 993, "ann@example.org"],
                ["smtp", "smtp.example.org", "starttls", 587, "ann@example.org"]],
    "Services": [{"protocol": "imap", "ok": False, "asked": True, "stage": "auth", "causes": ["wrong-password"],
                  "said": "[AUTHENTICATIONFAILED] Authentication failed."},
                 {"protocol": "smtp", "ok": True, "asked": False, "stage": "", "causes": [], "said": ""}],
    "LastChecked": 1795391940, "MayTryNow": False, "NextTry": 0, "WhyNot": "", "Watching": False,
    "Timeline": [{"protocol": "imap", "state": "works", "cause": "", "title": "", "since": 1794391940, "until": 1795391940},
                 {"protocol": "smtp", "state": "works", "cause": "", "title": "", "since": 1794391940, "until": 0},
                 {"protocol": "imap", "state": "refused", "cause": "wrong-password", "title": "The password was not accepted",
                  "since": 1795391940, "until": 0}],
}

WRONG_PASSWORD = {
    "Id": "t1a2b3c4", "Account": "/org/mailmedic/Mailmedic/account/ann_2dx7k2p9", "AccountId": "ann-x7k2p9",
    "Address": "ann@example.org", "Cause": "wrong-password", "Causes": ["wrong-password", "app-password-required"],
    "Alternatives": ["The provider wants an app password"], "Subject": "",
    "Title": "The password for ann@example.org was not accepted",
    "Summary": "You can fix this: enter the right password.",
    "Explanation": "The mail server answered that user name and password do not match. Nothing else is tried until the password changes, "
                   "so that the account is not locked.",
    "FixableBy": "user", "FixableByWords": "You",
    "Steps": ["Log in on your provider's web page with the same password. If that fails, set a new one there.",
              "Store it: mailmedic password ann@example.org", "Wait a minute: the account is checked by itself."],
    "HealsWithin": "PT1M", "Since": 1795391940, "State": "open", "Count": 1, "Notify": True,
    "Page": "https://mail.example.org/",
    "Evidence": [{"protocol": "imap", "stage": "auth", "said": "[AUTHENTICATIONFAILED] Authentication failed.", "code": "NO",
                  "enhanced": "AUTHENTICATIONFAILED", "host": "imap.example.org", "time": 1795391940, "message_id": ""}],
}

BOUNCE = dict(
    WRONG_PASSWORD, Id="u5d6e7f8", Cause="recipient-unknown", Causes=["recipient-unknown"], Alternatives=[],
    Subject="bob@example.net", Title="There is no mailbox bob@example.net",
    Summary="You can fix this: check how the address is spelt.",
    Explanation="The recipient's server does not know this address.", HealsWithin="", Page="", Since=1795391990,
    Steps=["Check how the address is spelt.", "Ask the recipient for the right one in another way."],
    Evidence=[{"protocol": "bounce", "stage": "rcpt", "said": "550 5.1.1 User unknown", "code": "550", "enhanced": "5.1.1",
               "host": "mx.example.net", "time": 1795391980, "message_id": "<x@example.org>"}])

HOSTILE = '<a href="http://evil.example/">Click</a> & "win" <img src=x> \x1b[31m\u202egnp.exe %s%n'
