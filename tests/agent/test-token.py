#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given an account whose file names where its access tokens come from: one is fetched for each login that is permitted,
and where there is none, or it is refused, the server sees one failed login at most."""
import glob
import os
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "peer"), os.path.join(HERE, "..", "harness")]

from desktop import BUS_ROOT, Desktop, has_ended, wait_for
from peer import Peer
from tap import Skip, main

ADDRESS = "ann@peer.test"
TOKEN = "ya29." + "canary-Token_" * 12
PROTOCOLS = ("imap", "smtp", "pop3")

SOURCE = """#!/bin/sh
echo run >>%(root)s/runs
tr '\\0' '\\n' </proc/$$/environ >%(root)s/environment
printf '%%s\\n' "$@" >%(root)s/arguments
. %(root)s/behaviour
"""


class Room:
    """A peer that takes TOKEN, a desktop, and a program that does what `behave` said last."""

    def __init__(self):
        self.peer = Peer()
        account = self.peer.add_account(ADDRESS, "no-password-is-right")
        account.token = TOKEN
        self.peer.listen_ordinary()
        self.desk = Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"])
        self.program = self.desk.path("source")
        self.write("source", SOURCE % {"root": self.desk.root}, 0o700)
        self.give(TOKEN)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.desk.close()
        self.peer.stop()

    def write(self, name, text, mode=0o600):
        with open(self.desk.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.desk.path(name), mode)

    def read(self, name):
        try:
            with open(self.desk.path(name), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def behave(self, script):
        self.write("behaviour", script + "\n")

    def give(self, token):
        self.behave("printf '%s\\n' '" + token + "'")

    def runs(self):
        return self.read("runs").count("run")

    @property
    def file(self):
        return self.desk.path("home/.config/mailmedic/accounts.d/ann.account")

    def account(self, source=None, protocols=PROTOCOLS):
        """Writes the account's file as a person would; `source` is the line that names where tokens come from."""
        lines = ["[Account]", "Address=" + ADDRESS, "CaFile=" + self.peer.ca_file,
                 source if source is not None else "TokenCommand=" + self.program]
        for protocol in protocols:
            lines += ["[%s]" % protocol.upper(), "Host=localhost", "Port=%d" % self.peer.port(protocol + "s"), "Security=tls"]
        os.makedirs(os.path.dirname(self.file), mode=0o700, exist_ok=True)
        with open(self.file + ".new", "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        os.chmod(self.file + ".new", 0o600)
        os.rename(self.file + ".new", self.file)
        wait_for(lambda: self.desk.mailmedic("status").returncode in (0, 1) and self.known(), 20, "the account")

    def known(self):
        return ADDRESS in self.desk.mailmedic("accounts", "--json").stdout

    def causes(self):
        _, checked = self.desk.check("ann")
        return [t["cause"] for t in checked["troubles"]]

    def logins(self):
        return [(e["protocol"], e["mechanism"], e["verdict"]) for e in self.peer.events.all("auth")]

    def kill_agent(self):
        pid = self.desk.agent_pid()
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: has_ended(pid) and not self.desk.owned("org.mailmedic.Mailmedic"), 10, "the agent's death")


def test_a_token_is_fetched_for_each_login(tap):
    with Room() as room:
        room.account("TokenCommand=%s --for  ann $HOME" % room.program)
        tap.equal(room.causes(), [], "all is well", room.desk.logs())
        tap.equal(set(room.logins()), {(p, "XOAUTH2", "accepted") for p in PROTOCOLS}, "on all three protocols", room.logins())
        tap.equal(room.runs(), len(room.logins()), "the program ran once for each login")
        tap.equal(room.read("arguments").split("\n"), ["--for", "ann", "$HOME", ""], "its arguments are no shell's")
        names = {line.split("=")[0] for line in room.read("environment").splitlines()}
        tap.equal(names - {"HOME", "PATH", "LANG", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS"}, set(),
                  "its environment is the one that is told")
        room.peer.account(ADDRESS).token = "another-token"
        room.give("another-token")
        since = room.peer.events.count()
        room.peer.break_off()
        tap.equal(room.causes(), [], "after an hour the next token is another one", room.desk.logs())
        tap.equal([e["verdict"] for e in room.peer.events.all("auth", since, protocol="imap")], ["accepted"], "and is taken")


def test_a_refused_token_costs_one_login_however_fresh_the_next(tap):
    with Room() as room:
        room.behave("echo fresh-token-$$")
        room.account()
        for number in range(4):
            if number == 2:
                room.kill_agent()
            tap.equal(room.causes(), ["token-expired"], "check %d says that the sign-in ran out" % (number + 1), room.desk.logs())
        tap.equal((room.logins(), room.runs()), ([("imap", "XOAUTH2", "rejected")], 1), "after one login and one token")
        said = room.desk.mailmedic("check", "ann").stdout
        tap.ok("save the account's file" in said, "and the person is told what allows another try", said)
        room.give(TOKEN)
        os.utime(room.file, (time.time() + 5, time.time() + 5))
        wait_for(lambda: "save the account's file" not in room.desk.mailmedic("check", "ann").stdout, 20, "the other permit", 0.2)
        tap.equal(room.logins(), [("imap", "XOAUTH2", "rejected")], "a file that was merely saved is tried a minute later")
        room.account("TokenCommand=%s --again" % room.program)
        wait_for(lambda: not room.causes(), 30, "the healing", 0.2)
        tap.ok({("imap", "XOAUTH2", "accepted")} <= set(room.logins()), "another source is tried at once", room.logins())


def test_a_grant_that_was_refused_is_no_login_at_all(tap):
    with Room() as room:
        room.behave("""echo '{"error":"invalid_grant","error_description":"Token has been revoked. %s"}' >&2; exit 1""" % TOKEN)
        room.account()
        for number in range(4):
            if number == 2:
                room.kill_agent()
            tap.equal(room.causes(), ["token-expired"], "check %d" % (number + 1), room.desk.logs())
        tap.equal((room.logins(), room.runs()), ([], 1), "nothing was sent, and the source was asked once")
        evidence = str(room.desk.troubles("ann"))
        tap.ok("revoked" in evidence and "canary" not in evidence, "its words are quoted, without what may be a token", evidence)


def test_a_source_that_fails_now_may_have_a_token_later(tap):
    with Room() as room:
        room.account()
        for script, cause in (("echo no network >&2; exit 7", "credential-missing"), ("true", "credential-missing"),
                              ("echo two words", "credential-missing"), ("kill -9 $$", "credential-missing"),
                              ("head -c 1000000 /dev/zero | tr '\\0' a", "credential-missing")):
            room.behave(script)
            tap.equal(room.causes(), [cause], script, room.desk.logs())
        tap.equal(room.logins(), [], "without a token nothing is sent")
        room.give(TOKEN)
        tap.equal(room.causes(), [], "and the first token heals it", room.desk.logs())
        room.account("TokenCommand=/nowhere/at/all")
        tap.ok(wait_for(lambda: room.causes() == ["credential-missing"], 20, "the other source", 0.2), "a program that is not there")


def test_a_source_that_hangs_is_ended_with_all_it_started(tap):
    with Room() as room:
        room.behave("sleep 1001 & sleep 1002")
        room.account()
        wait_for(room.runs, 20, "the program's start")
        tap.ok(room.known(), "the agent answers meanwhile")
        tap.equal((room.causes(), room.logins()), (["credential-missing"], []), "no login, and its own cause", room.desk.logs())
        left = [p for p in room.desk.processes() if b"sleep" in open("/proc/%d/cmdline" % p, "rb").read()]
        tap.equal(left, [], "nothing of it is left")


def test_a_source_that_leaves_something_running_is_not_waited_for(tap):
    with Room() as room:
        room.behave("sleep 1003 & printf '%s\\n' '" + TOKEN + "'")
        room.account(protocols=("imap",))
        tap.equal(room.causes(), [], "the token counts, its child's open pipe does not", room.desk.logs())


def test_what_a_source_says_holds_no_token_in_the_log(tap):
    with Room() as room:
        room.behave("printf 'got %s in time\\n' '" + TOKEN + "' | tee /dev/stderr | cut -d' ' -f2")
        room.account()
        tap.equal(room.causes(), [], "it talks, and gives a token")
        log = room.desk.read_log("bus")
        tap.ok("in time" in log and "canary" not in log, "what it says is logged without the token", log)


def service(room, words):
    if room.desk.run("/usr/bin/python3", "-c", "import gi").returncode:
        raise Skip("not installed: python3-gi")
    room.write("tokens", words)
    room.desk.start("tokens", "/usr/bin/python3", os.path.join(HERE, "tokens.py"), room.desk.path("tokens"))
    wait_for(lambda: room.desk.owned("org.example.Tokens"), 10, "the service's start")
    room.account("TokenBus=org.example.Tokens /org/example/Tokens/ann org.example.Tokens.OAuth2.GetAccessToken")


def test_a_service_on_the_bus_gives_tokens(tap):
    with Room() as room:
        service(room, "give %s 3600" % TOKEN)
        tap.equal(room.causes(), [], "all is well", room.desk.logs())
        tap.equal(set(room.logins()), {(p, "XOAUTH2", "accepted") for p in PROTOCOLS}, "on all three protocols")
        tap.equal(room.read("tokens.calls").count("called"), len(room.logins()), "it was called once for each login")


def test_a_service_without_a_token_is_understood(tap):
    with Room() as room:
        service(room, "give %s 0" % TOKEN)
        tap.equal(room.causes(), ["credential-missing"], "a token that has run out is none", room.desk.logs())
        for words, cause in (("give %s 60" % ("x" * 100000), "credential-missing"), ("fail org.example.Error.Busy later", "credential-missing"),
                             ("fail org.gnome.OnlineAccounts.Error.NotAuthorized sign in", "token-expired")):
            room.write("tokens", words)
            tap.equal(room.causes(), [cause], words[:60], room.desk.logs())
        calls = room.read("tokens.calls")
        room.causes()
        tap.equal((room.read("tokens.calls"), room.logins()), (calls, []), "who must sign in anew is not asked again, and nothing was sent")
        room.account("TokenBus=org.example.Nobody /a org.example.B.C")
        tap.ok(wait_for(lambda: room.causes() == ["credential-missing"], 20, "the other source", 0.2), "a service that is not there")


def test_no_caller_on_the_bus_names_a_source(tap):
    with Room() as room:
        room.desk.mailmedic("status")
        evil = "{'imap': <'imaps://localhost:%d'>, '%s': <'/x\\nTokenCommand=%s'>}"
        for option in ("ca-file", "dns", "user", "webmail", "TokenCommand", "token-command"):
            try:
                room.desk.gdbus(BUS_ROOT, "org.mailmedic.Mailmedic1.AddAccount", "eve@peer.test",
                                evil % (room.peer.port("imaps"), option, room.program))
            except RuntimeError as error:
                tap.diag(error)
        files = glob.glob(os.path.dirname(room.file) + "/*")
        texts = [open(path, encoding="utf-8").read() for path in files]
        tap.ok(not any("TokenCommand" in text for text in texts), "no option becomes a line of an account's file", *texts)
        tap.equal(room.runs(), 0, "and nothing was run")


def test_a_file_that_others_may_write_names_no_source(tap):
    with Room() as room:
        room.account()
        tap.equal(room.causes(), [], "all is well", room.desk.logs())
        runs = room.runs()
        os.chmod(room.file, 0o620)
        wait_for(lambda: "others may write" in room.desk.mailmedic("accounts").stdout, 20, "the refusal", 0.2)
        room.desk.mailmedic("check", "ann")
        tap.equal(room.runs(), runs, "it is refused with words, and nothing is run")


def test_a_password_where_only_tokens_are_taken_is_not_sent(tap):
    with Room() as room:
        room.peer.listeners["imaps"].script("greeting", ["say * OK [CAPABILITY IMAP4rev1 SASL-IR LOGINDISABLED AUTH=XOAUTH2] hi"])
        account = room.desk.add_account(ADDRESS, "any-password", {"imap": room.peer.url("imaps")}, room.peer.ca_file)
        _, checked = room.desk.check(account)
        tap.equal([t["cause"] for t in checked["troubles"]], ["oauth-required"], "it says that tokens are wanted", room.desk.logs())
        tap.equal(room.logins(), [], "and nothing was sent")
        room.desk.mailmedic("remove", account)
        room.account(protocols=("imap",))
        tap.equal(room.causes(), [], "with a source of tokens all is well", room.desk.logs())


main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
