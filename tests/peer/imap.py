# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer's IMAP side (RFC 3501, IDLE 2177, ID 2971, SASL-IR 4959, LIST special use 6154)."""
import imap_data
from acts import BrokenOff
from imap_parse import Reader, SyntaxProblem, literal_length, number_set
from session import Session
from store import bearer_response, plain_response

IDLE_STILL_HERE = 120  # seconds


class Imap(Session):
    protocol = "imap"

    def __init__(self, channel):
        super().__init__(channel)
        self.folder = None
        self.told = 0  # messages the client knows of

    # --- talking ---
    def untagged(self, text):
        self.channel.line(b"* " + (text if isinstance(text, bytes) else text.encode()))

    def tagged(self, tag, text):
        self.tell_new()
        self.channel.line(tag + b" " + text.encode())

    def tell_new(self):
        if self.folder is None:
            return
        count = len(self.folder.messages())
        if count != self.told:
            self.told = count
            self.untagged("%d EXISTS" % count)

    def capabilities(self):
        words = ["IMAP4rev1", "ID", "IDLE", "SASL-IR", "LITERAL+", "NAMESPACE", "SPECIAL-USE", "QUOTA"]
        if self.may_start_tls():
            words += ["STARTTLS", "LOGINDISABLED"]
        else:
            words += ["AUTH=PLAIN", "AUTH=XOAUTH2"] if self.takes_tokens() else ["AUTH=PLAIN"]
        return " ".join(word for word in words if not self.hidden(word))

    def converse(self):
        if not self.act("greeting"):
            self.untagged("OK [CAPABILITY %s] peer ready" % self.capabilities())
        while True:
            self.command()

    def read_parts(self):
        line = self.channel.read_line()
        parts = []
        while announced := literal_length(line):
            length, waits = announced
            if length > 65536:
                raise BrokenOff("client's literal too long")
            parts += [line[:line.rindex(b"{")]]
            if waits:
                self.channel.line("+ go ahead")
            parts.append(self.channel.read_bytes(length))
            line = self.channel.read_line()
        return parts + [line]

    def command(self):
        parts = self.read_parts()
        tag, _, rest = parts[0].partition(b" ")
        word = rest.split(b" ", 1)[0].decode("latin-1").upper()
        self.channel.note("command", verb=word)
        try:
            tokens = Reader([rest, *parts[1:]]).all()
            if word == "UID" and len(tokens) > 1:
                word = "UID " + tokens[1].upper()
                tokens = tokens[1:]
            handler = self.COMMANDS.get(word)
            if handler is None:
                raise SyntaxProblem("unknown command")
            name, must_be_in, stage = handler
            if must_be_in and not self.authenticated:
                self.tagged(tag, "NO log in first")
                return
            if stage and self.act(stage, tag):
                return
            getattr(self, name)(tag, tokens[1:])
        except (SyntaxProblem, ValueError, IndexError) as problem:
            self.tagged(tag, "BAD %s" % problem)

    # --- before login ---
    def do_capability(self, tag, _):
        self.untagged("CAPABILITY " + self.capabilities())
        self.tagged(tag, "OK done")

    def do_noop(self, tag, _):
        self.tagged(tag, "OK done")

    def do_id(self, tag, _):
        self.untagged('ID ("name" "peer")')
        self.tagged(tag, "OK done")

    def do_logout(self, tag, _):
        self.untagged("BYE see you")
        self.tagged(tag, "OK done")
        raise BrokenOff("logout")

    def do_starttls(self, tag, _):
        if not self.may_start_tls() or self.hidden("STARTTLS") or self.authenticated:
            self.tagged(tag, "BAD not offered")
            return
        self.tagged(tag, "OK begin TLS")
        self.channel.start_tls()

    def do_login(self, tag, tokens):
        self.sign_in(tag, "LOGIN", str(tokens[0]), str(tokens[1]))

    def do_authenticate(self, tag, tokens):
        mechanism = tokens[0].upper()
        if mechanism != "PLAIN" and not (mechanism == "XOAUTH2" and self.takes_tokens()):
            self.tagged(tag, "NO mechanism not supported")
            return
        if len(tokens) > 1:
            answer = tokens[1]
        else:
            self.channel.line("+ ")
            answer = self.channel.read_line().decode("latin-1")
        pair = bearer_response(answer) if mechanism == "XOAUTH2" else plain_response(answer)
        if pair is None:
            self.tagged(tag, "BAD malformed")
            return
        self.sign_in(tag, mechanism, *pair)

    def sign_in(self, tag, mechanism, user, password):
        verdict = self.judge(mechanism, user, password, tag)
        if verdict == "accepted":
            self.tagged(tag, "OK [CAPABILITY %s] logged in" % self.capabilities())
        elif verdict == "rejected" and mechanism == "XOAUTH2":
            self.tagged(tag, self.refuse_token(user, "+ "))
        elif verdict == "rejected":
            self.tagged(tag, "NO [AUTHENTICATIONFAILED] Authentication failed.")

    def do_quota(self, tag, tokens):
        """RFC 2087: what of what."""
        self.untagged('QUOTAROOT "%s" ""' % tokens[0])
        used = "STORAGE %d %d" % self.account.quota if self.account.quota else ""
        self.untagged('QUOTA "" (%s)' % used)
        self.tagged(tag, "OK done")

    # --- folders ---
    def do_select(self, tag, tokens):
        self.leave()
        folder = self.account.folder(str(tokens[0]))
        if folder is None:
            self.tagged(tag, "NO [NONEXISTENT] no such folder")
            return
        folder.watch(self.channel)
        self.folder, self.told = folder, len(folder.messages())
        self.untagged("FLAGS (\\Seen \\Deleted)")
        self.untagged("OK [PERMANENTFLAGS ()] read-only")
        self.untagged("%d EXISTS" % self.told)
        self.untagged("0 RECENT")
        self.untagged("OK [UIDVALIDITY %d] valid" % folder.uidvalidity)
        self.untagged("OK [UIDNEXT %d] next" % folder.uidnext)
        self.tagged(tag, "OK [READ-ONLY] done")

    def do_list(self, tag, tokens):
        flat = [t for t in tokens if not isinstance(t, list)]
        pattern = str(flat[1]) if len(flat) > 1 else "*"
        only_special = isinstance(tokens[0], list)
        for folder in self.account.folders.values():
            if pattern not in ("*", "%") and pattern.upper() != folder.name.upper():
                continue
            if only_special and not folder.special:
                continue
            self.untagged('LIST (\\HasNoChildren%s) "/" %s' % (
                " " + folder.special if folder.special else "", imap_data.quote(folder.name)))
        self.tagged(tag, "OK done")

    def do_namespace(self, tag, _):
        self.untagged('NAMESPACE (("" "/")) NIL NIL')
        self.tagged(tag, "OK done")

    def do_status(self, tag, tokens):
        folder = self.account.folder(str(tokens[0]))
        if folder is None:
            self.tagged(tag, "NO [NONEXISTENT] no such folder")
            return
        facts = {"MESSAGES": len(folder.messages()), "UIDNEXT": folder.uidnext,
                 "UIDVALIDITY": folder.uidvalidity, "RECENT": 0,
                 "UNSEEN": len(folder.messages())}
        told = " ".join("%s %d" % (w.upper(), facts[w.upper()]) for w in tokens[1]
                        if w.upper() in facts)
        self.untagged("STATUS %s (%s)" % (imap_data.quote(folder.name), told))
        self.tagged(tag, "OK done")

    def do_close(self, tag, _):
        self.leave()
        self.tagged(tag, "OK done")

    def leave(self):
        if self.folder:
            self.folder.leave(self.channel)
        self.folder = None

    # --- messages ---
    def messages(self):
        if self.folder is None:
            raise SyntaxProblem("no folder selected")
        return list(enumerate(self.folder.messages(), 1))

    def do_search(self, tag, tokens):
        self.search(tag, tokens, lambda number, message: number)

    def do_uid_search(self, tag, tokens):
        self.search(tag, tokens, lambda number, message: message.uid)

    def search(self, tag, tokens, name):
        messages = self.messages()
        program = imap_data.Search(tokens, self.folder.uidnext - 1, len(messages))
        hits = [str(name(n, m)) for n, m in messages if program.matches(m, n)]
        self.untagged(" ".join(["SEARCH", *hits]))
        self.tagged(tag, "OK done")

    def do_fetch(self, tag, tokens):
        inside = number_set(tokens[0], len(self.folder.messages()) if self.folder else 0)
        self.fetch(tag, lambda number, message: inside(number), tokens[1], False)

    def do_uid_fetch(self, tag, tokens):
        messages = self.messages()
        inside = number_set(tokens[0], messages[-1][1].uid if messages else 0)
        self.fetch(tag, lambda number, message: inside(message.uid), tokens[1], True)

    def fetch(self, tag, wanted, items, by_uid):
        items = items if isinstance(items, list) else [items]
        if by_uid and "UID" not in [item.upper() for item in items]:
            items = ["UID", *items]
        for number, message in self.messages():
            if wanted(number, message):
                values = b" ".join(imap_data.fetch_item(message, item) for item in items)
                self.untagged(b"%d FETCH (%s)" % (number, values))
        self.tagged(tag, "OK done")

    def do_idle(self, tag, _):
        self.channel.line("+ idling")
        self.channel.note("idle", user=self.account.address,
                          folder=self.folder.name if self.folder else "")
        self.tell_new()
        while not self.channel.wait(IDLE_STILL_HERE):
            before = self.told
            self.tell_new()
            if before == self.told:
                self.untagged("OK still here")
        done = self.channel.read_line()
        self.tagged(tag, "OK done" if done.upper() == b"DONE" else "BAD DONE expected")

    # word: method, needs a login, stage of its acts (a login's acts are played when it is judged)
    COMMANDS = {
        "CAPABILITY": ("do_capability", False, "capability"),
        "GETQUOTAROOT": ("do_quota", True, "quota"),
        "NOOP": ("do_noop", False, "noop"),
        "ID": ("do_id", False, "id"),
        "LOGOUT": ("do_logout", False, "logout"),
        "STARTTLS": ("do_starttls", False, "starttls"),
        "LOGIN": ("do_login", False, None),
        "AUTHENTICATE": ("do_authenticate", False, None),
        "SELECT": ("do_select", True, "select"),
        "EXAMINE": ("do_select", True, "select"),
        "LIST": ("do_list", True, "list"),
        "NAMESPACE": ("do_namespace", True, None),
        "STATUS": ("do_status", True, "status"),
        "CLOSE": ("do_close", True, None),
        "UNSELECT": ("do_close", True, None),
        "SEARCH": ("do_search", True, "search"),
        "UID SEARCH": ("do_uid_search", True, "search"),
        "FETCH": ("do_fetch", True, "fetch"),
        "UID FETCH": ("do_uid_fetch", True, "fetch"),
        "IDLE": ("do_idle", True, "idle"),
    }
