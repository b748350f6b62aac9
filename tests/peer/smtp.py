# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer's submission side (RFC 5321, 4954, 3207). Mail it accepts for one of its accounts is delivered there."""
import base64
import binascii

from acts import BrokenOff
from session import Session
from store import bearer_response, plain_response


class Smtp(Session):
    protocol = "smtp"

    def __init__(self, channel):
        super().__init__(channel)
        self.recipients = []

    def converse(self):
        if not self.act("greeting"):
            self.channel.line("220 peer.test ESMTP")
        while True:
            line = self.channel.read_line().decode("utf-8", "replace")
            word, _, rest = line.partition(" ")
            word = word.upper()
            name_only = word in ("EHLO", "HELO")
            self.channel.note("command", verb=word, **({"name": rest} if name_only else {}))
            handler = self.COMMANDS.get(word)
            if handler is None:
                self.channel.line("502 5.5.1 unknown command")
                continue
            name, must_be_in, stage = handler
            if must_be_in and not self.authenticated:
                self.channel.line("530 5.7.0 Authentication required")
            elif not (stage and self.act(stage)):
                getattr(self, name)(rest)

    def do_ehlo(self, _):
        words = ["peer.test", "PIPELINING", "SIZE 1000000", "ENHANCEDSTATUSCODES", "8BITMIME"]
        mechanisms = "AUTH PLAIN LOGIN XOAUTH2" if self.takes_tokens() else "AUTH PLAIN LOGIN"
        words.append("STARTTLS" if self.may_start_tls() else mechanisms)
        words = [word for word in words if not self.hidden(word.split()[0])]
        for word in words[:-1]:
            self.channel.line("250-" + word)
        self.channel.line("250 " + words[-1])

    def do_helo(self, _):
        self.channel.line("250 peer.test")

    def do_starttls(self, _):
        if not self.may_start_tls() or self.hidden("STARTTLS"):
            self.channel.line("502 5.5.1 not offered")
            return
        self.channel.line("220 2.0.0 begin TLS")
        self.channel.start_tls()

    def ask(self, prompt):
        self.channel.line("334 " + prompt)
        return self.channel.read_line().decode("latin-1")

    def do_auth(self, rest):
        mechanism, _, answer = rest.partition(" ")
        mechanism = mechanism.upper()
        if self.may_start_tls():
            self.channel.note("auth-in-clear", mechanism=mechanism)
            self.channel.line("538 5.7.11 Encryption required")
        elif mechanism == "PLAIN":
            self.sign_in(mechanism, plain_response(answer or self.ask("")))
        elif mechanism == "XOAUTH2" and self.takes_tokens():
            self.sign_in(mechanism, bearer_response(answer or self.ask("")))
        elif mechanism == "LOGIN":
            user = answer or self.ask("VXNlcm5hbWU6")
            password = self.ask("UGFzc3dvcmQ6")
            try:
                pair = tuple(base64.b64decode(word, validate=True).decode() for word in (user, password))
            except (binascii.Error, UnicodeDecodeError):
                pair = None
            self.sign_in(mechanism, pair)
        else:
            self.channel.line("504 5.5.4 mechanism not supported")

    def sign_in(self, mechanism, pair):
        if pair is None:
            self.channel.line("501 5.5.2 malformed")
            return
        verdict = self.judge(mechanism, *pair, b"535")
        if verdict == "accepted":
            self.channel.line("235 2.7.0 logged in")
        elif verdict == "rejected" and mechanism == "XOAUTH2":
            self.channel.line(self.refuse_token(pair[0], "334 "))
        elif verdict == "rejected":
            self.channel.line("535 5.7.8 Error: authentication failed")

    def do_mail(self, _):
        self.recipients = []
        self.channel.line("250 2.1.0 Ok")

    def do_rcpt(self, rest):
        self.recipients.append(rest.partition("<")[2].partition(">")[0])
        self.channel.line("250 2.1.5 Ok")

    def do_data(self, _):
        self.channel.line("354 go on")
        lines = []
        while (line := self.channel.read_line()) != b".":
            lines.append(line[1:] if line.startswith(b".") else line)
        for address in self.recipients:
            account = self.peer.account(address)
            if account:
                account.folder("INBOX").deliver(b"\r\n".join(lines) + b"\r\n")
        self.channel.line("250 2.0.0 Ok")

    def do_fine(self, _):
        self.channel.line("250 2.0.0 Ok")

    def do_quit(self, _):
        self.channel.line("221 2.0.0 bye")
        raise BrokenOff("quit")

    COMMANDS = {
        "EHLO": ("do_ehlo", False, "capability"),
        "HELO": ("do_helo", False, "capability"),
        "STARTTLS": ("do_starttls", False, "starttls"),
        "AUTH": ("do_auth", False, None),
        "MAIL": ("do_mail", True, "mail"),
        "RCPT": ("do_rcpt", True, "rcpt"),
        "DATA": ("do_data", True, "data"),
        "RSET": ("do_fine", False, None),
        "NOOP": ("do_fine", False, "noop"),
        "QUIT": ("do_quit", False, "logout"),
    }
