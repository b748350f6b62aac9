# SPDX-License-Identifier: GPL-3.0-or-later
"""Many accounts at one scripted peer and one real agent: each row is a story of what servers, pages, names and mails say, and
the one trouble a person must end up with.

Each account has a loopback address of its own, because the breaker leaves a host alone that refused two accounts.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "peer"), os.path.join(HERE, "..", "harness")]

from desktop import Desktop, wait_for
from peer import Peer

PASSWORD = "right-horse-42"
MAIL = os.path.join(HERE, "..", "mail")
FIRST_ADDRESS = 10


class Row:
    """
    A story. imap, pop3, smtp: {stage: acts}, where a plain text answers the password; None: the account has no such server.
    web: acts of the webmail's page; records: of the name server, %w the webmail's name and %a its address. mail: a
    file of tests/mail that lies in the inbox. user: the login name. certificate: of the mail servers. quota: (used, limit) of the mailbox.
    """

    def __init__(self, story, cause, fixer="", step="", provider="", imap="", pop3=None, smtp="", web=None, records=(),
                 mail="", user="", certificate="good", causes=None, no_auth=False, quota=None):
        self.story, self.cause, self.fixer, self.step = story, cause, fixer, step
        self.provider, self.user, self.certificate = provider, user, certificate
        self.says = {"imap": imap, "pop3": pop3, "smtp": smtp}
        self.web, self.records, self.mail = web, records, mail
        self.causes, self.no_auth, self.quota = causes, no_auth, quota


class Clinic:
    def __init__(self):
        self.peer = Peer()
        self.desk = Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"])
        self.names = self.peer.name_server()
        self.number = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.desk.close()
        self.peer.stop()

    def _servers(self, row, host, account):
        urls = {}
        for protocol, says in row.says.items():
            if says is None:
                continue
            name = "%ss-%d" % (protocol, self.number)
            listener = self.peer.listen(name, protocol, security="tls", address=host, certificate=row.certificate)
            for stage, acts in ({"auth": ["say " + says]} if says and isinstance(says, str) else says or {}).items():
                if stage in ("greeting", "connect"):
                    listener.script(stage, acts)
                else:
                    account.script("%s.%s" % (protocol, stage), acts)
            urls[protocol] = "%ss://%s:%d" % (protocol, host, listener.port)
        return urls

    def _web(self, row, host):
        name = "web%d.peer.test" % self.number
        page = self.peer.listen("web-%d" % self.number, "http", security="tls", address=host, certificate=row.certificate,
                                acts_by_stage={"get": row.web} if row.web else {})
        for record in row.records or ("%w A %a",):
            self.names.zone.add(record.replace("%w", name).replace("%a", host))
        return ["--webmail", "https://%s:%d/" % (name, page.port), "--dns", self.names.endpoint]

    def admit(self, row):
        """Sets the story up; the account's id."""
        self.number += 1
        address, host = "u%d@peer.test" % self.number, "127.0.0.%d" % (FIRST_ADDRESS + self.number)
        account = self.peer.add_account(address, PASSWORD, user=row.user or None)
        account.quota = row.quota
        urls = self._servers(row, host, account)
        if row.mail:
            with open(os.path.join(MAIL, row.mail + ".eml"), "rb") as file:
                account.folder("INBOX").deliver(file.read())
        more = ["--provider", row.provider] if row.provider else []
        more += ["--user", row.user] if row.user else []
        more += self._web(row, host) if row.web is not None or row.records else []
        return self.desk.add_account(address, PASSWORD, urls, self.peer.ca_file, *more)

    def troubles(self, row, account):
        """What the person is told once all is judged."""
        code, checked = self.desk.check(account)
        if row.mail:
            wait_for(lambda: self.desk.troubles(account), 30, "a trouble of the mail", 0.2)
            return code, self.desk.troubles(account)
        return code, checked["troubles"]

    def logins(self):
        """Of the account that was admitted last."""
        return [e for e in self.peer.events.all("auth") if e["listener"].endswith("-%d" % self.number)]

    def play(self, tap, row):
        """Plays the story and judges it; the troubles that were told."""
        since = self.peer.events.count()
        account = self.admit(row)
        _, troubles = self.troubles(row, account)
        told = [(t["cause"], t["fixer"]) for t in troubles]
        fine = told == ([(row.cause, row.fixer)] if row.cause else [])
        fine = fine and (not row.step or row.step in " ".join(troubles[0]["steps"][:1]))
        fine = fine and (not row.causes or [c for c in row.causes if c in troubles[0]["causes"]] == row.causes)
        tap.ok(fine, "%s → %s" % (row.story, row.cause or "no trouble"), "told: %r" % told,
               troubles[0]["steps"][:1] if troubles else "", troubles[0]["causes"] if troubles else "",
               [e for e in self.peer.events.all(since=since) if e["event"] in ("auth", "request", "question")][:12],
               self.desk.read_log("bus")[-1500:] if not fine else "")
        if row.no_auth:
            tap.equal(self.logins(), [], "%s: no password was sent" % row.story)
        self.desk.mailmedic("remove", account)
        return troubles
