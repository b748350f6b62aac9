# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer's POP3 side (RFC 1939, CAPA 2449, STLS 2595, AUTH 5034, response codes 3206)."""
import imap_data
from acts import BrokenOff
from session import Session
from store import bearer_response, plain_response


class Pop3(Session):
    protocol = "pop3"

    def __init__(self, channel):
        super().__init__(channel)
        self.user = ""
        self.drop = []  # the maildrop as it was at the login; its numbers stay

    def converse(self):
        if not self.act("greeting"):
            self.channel.line("+OK peer ready")
        while True:
            line = self.channel.read_line().decode("utf-8", "replace")
            word, _, rest = line.partition(" ")
            word = word.upper()
            self.channel.note("command", verb=word)
            handler = self.COMMANDS.get(word)
            if handler is None:
                self.channel.line("-ERR unknown command")
                continue
            name, must_be_in, stage = handler
            if must_be_in and not self.authenticated:
                self.channel.line("-ERR log in first")
            elif not (stage and self.act(stage)):
                try:
                    getattr(self, name)(rest)
                except (ValueError, IndexError):
                    self.channel.line("-ERR no such message")

    def many(self, lines):
        for line in lines:
            line = line if isinstance(line, bytes) else line.encode()
            self.channel.line(b"." + line if line.startswith(b".") else line)
        self.channel.line(".")

    def do_capa(self, _):
        words = ["UIDL", "TOP", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING"]
        if self.may_start_tls():
            words.append("STLS")
        else:
            words += ["USER", "SASL PLAIN XOAUTH2" if self.takes_tokens() else "SASL PLAIN"]
        self.channel.line("+OK")
        self.many([word for word in words if not self.hidden(word)])

    def do_stls(self, _):
        if not self.may_start_tls() or self.hidden("STLS"):
            self.channel.line("-ERR not offered")
            return
        self.channel.line("+OK begin TLS")
        self.channel.start_tls()

    def do_user(self, rest):
        self.user = rest
        self.channel.line("+OK")

    def do_pass(self, rest):
        self.sign_in("USER", self.user, rest)

    def do_auth(self, rest):
        mechanism, _, answer = rest.partition(" ")
        mechanism = mechanism.upper()
        if mechanism != "PLAIN" and not (mechanism == "XOAUTH2" and self.takes_tokens()):
            self.channel.line("-ERR mechanism not supported")
            return
        if not answer:
            self.channel.line("+ ")
            answer = self.channel.read_line().decode("latin-1")
        pair = bearer_response(answer) if mechanism == "XOAUTH2" else plain_response(answer)
        if pair is None:
            self.channel.line("-ERR malformed")
            return
        self.sign_in(mechanism, *pair)

    def sign_in(self, mechanism, user, password):
        verdict = self.judge(mechanism, user, password, b"-ERR")
        if verdict == "accepted":
            self.drop = self.account.folder("INBOX").messages()
            self.channel.line("+OK logged in")
        elif verdict == "rejected" and mechanism == "XOAUTH2":
            self.channel.line(self.refuse_token(user, "+ "))
        elif verdict == "rejected":
            self.channel.line("-ERR [AUTH] Authentication failed.")

    def message(self, number):
        """IndexError where another client took it away since the login, or it never was."""
        message = self.drop[int(number) - 1]
        if int(number) < 1 or message not in self.account.folder("INBOX").messages():
            raise IndexError
        return message

    def do_stat(self, _):
        self.channel.line("+OK %d %d" % (len(self.drop), sum(len(m.data) for m in self.drop)))

    def listing(self, rest, word):
        """LIST and UIDL: of one message, or of all."""
        if rest:
            self.channel.line("+OK %d %s" % (int(rest), word(self.message(rest))))
            return
        self.channel.line("+OK")
        self.many("%d %s" % (n, word(m)) for n, m in enumerate(self.drop, 1))

    def do_list(self, rest):
        self.listing(rest, lambda message: len(message.data))

    def do_uidl(self, rest):
        self.listing(rest, lambda message: "u%d" % message.uid)

    def do_retr(self, rest):
        data = self.message(rest).data
        self.channel.line("+OK")
        self.many(data.removesuffix(b"\r\n").split(b"\r\n"))

    def do_top(self, rest):
        number, lines = (int(word) for word in rest.split())
        data = self.message(number).data
        self.channel.line("+OK")
        self.many(imap_data.header_of(data).split(b"\r\n")[:-1]
                  + imap_data.body_of(data).removesuffix(b"\r\n").split(b"\r\n")[:lines])

    def do_fine(self, _):
        self.channel.line("+OK")

    def do_quit(self, _):
        self.channel.line("+OK bye")
        raise BrokenOff("quit")

    COMMANDS = {
        "CAPA": ("do_capa", False, "capability"),
        "STLS": ("do_stls", False, "starttls"),
        "USER": ("do_user", False, "user"),
        "PASS": ("do_pass", False, None),
        "AUTH": ("do_auth", False, None),
        "STAT": ("do_stat", True, "stat"),
        "LIST": ("do_list", True, "list"),
        "UIDL": ("do_uidl", True, "uidl"),
        "RETR": ("do_retr", True, "fetch"),
        "TOP": ("do_top", True, "top"),
        "NOOP": ("do_fine", False, "noop"),
        "RSET": ("do_fine", True, None),
        "QUIT": ("do_quit", False, "logout"),
    }
