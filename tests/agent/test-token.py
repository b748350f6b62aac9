#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts that sign in with access tokens: from a program or from the bus, once a login, and a source that is refused is
refused whatever token comes next.
"""
import glob
import os
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "peer"), os.path.join(HERE, "..", "harness")]

from desktop import Desktop, wait_for
from peer import Peer
from tap import Skip, main

ADDRESS = "ann@peer.test"
TOKEN = "ya29." + "canary-Token_" * 9
SOURCE = "#!/bin/sh\nprintf . >> \"$HOME/runs\"\n%s\n"


class Place:
    """A peer that takes TOKEN, a desktop, and an account file written by hand."""

    def __init__(self, token=TOKEN):
        self.peer = Peer()
        self.peer.add_account(ADDRESS, "never-the-password").token = token
        self.peer.listen_ordinary()
        self.desk = Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"])
        self.folder = self.desk.path("home/.config/mailmedic/accounts.d")
        os.makedirs(self.folder, mode=0o700)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.desk.close()
        self.peer.stop()

    def program(self, body, arguments=" one   two"):
        path = self.desk.path("home/source")
        with open(path, "w", encoding="ascii") as file:
            file.write(SOURCE % body)
        os.chmod(path, 0o700)
        return "TokenCommand=%s %s" % (path, arguments)

    def account(self, source):
        text = "[Account]\nAddress=%s\nCaFile=%s\n%s\n" % (ADDRESS, self.peer.ca_file, source)
        for name, port in (("IMAP", "imaps"), ("SMTP", "smtps")):
            text += "[%s]\nHost=localhost\nPort=%d\n" % (name, self.peer.port(port))
        with open(self.folder + "/ann.account", "w", encoding="ascii") as file:
            file.write(text)
        os.chmod(self.folder + "/ann.account", 0o600)

    def check(self):
        wait_for(lambda: "ann@peer.test" in self.desk.mailmedic("accounts").stdout, 20, "the account")
        return self.desk.check("ann")[1]

    def runs(self):
        try:
            return os.path.getsize(self.desk.path("home/runs"))
        except FileNotFoundError:
            return 0

    def logins(self):
        return [(e["protocol"], e["mechanism"], e["verdict"]) for e in self.peer.events.all("auth")]


def causes(checked):
    return [t["cause"] for t in checked["troubles"]]


def test_a_program_gives_the_token(tap):
    with Place() as place:
        place.account(place.program("[ \"$1 $2\" = 'one two' ] && echo '%s'" % TOKEN))
        checked = place.check()
        tap.equal(causes(checked), [], "all is well", checked, place.desk.logs())
        tap.equal(sorted(set(place.logins())), [("imap", "XOAUTH2", "accepted"), ("smtp", "XOAUTH2", "accepted")],
                  "both protocols take it", place.logins())
        tap.equal(place.runs(), len(place.logins()), "and the program ran once a login")


def test_a_refused_source_is_tried_once_whatever_token_comes_next(tap):
    with Place("ya29.another") as place:
        place.account(place.program("echo ya29.stale-$(wc -c < $HOME/runs)"))
        for _ in range(5):
            checked = place.check()
        tap.equal(causes(checked), ["token-expired"], "the token is what is blamed", checked, place.desk.logs())
        tap.equal(place.logins(), [("imap", "XOAUTH2", "rejected")], "one failed login on both protocols together")
        tap.equal(place.runs(), 1, "and the source was asked for no token that would not be sent")
        place.peer.accounts[ADDRESS].token = "ya29.fresh"
        place.account(place.program("echo ya29.fresh", "signed in anew"))
        wait_for(lambda: causes(place.check()) == [], 20, "the healing with another source", 0.3)
        tap.ok(True, "another source is tried at once")


def test_a_sign_in_that_is_no_longer_valid_is_no_login(tap):
    with Place() as place:
        place.account(place.program("echo 'error: invalid_grant: Token has been expired or revoked.' >&2; exit 1"))
        for _ in range(3):
            checked = place.check()
        tap.equal((causes(checked), place.logins()), (["token-expired"], []), "token-expired, and nobody was asked", checked,
                  place.desk.logs())
        tap.equal(place.runs(), 1, "the source is left alone from then on")


def test_a_source_that_fails_costs_no_login(tap):
    for name, body in (("fails", "exit 3"), ("prints nothing", "true"), ("prints two lines", "echo a; echo b"),
                       ("prints a megabyte", "head -c 1000000 /dev/zero | tr '\\0' x"), ("is not there", None)):
        with Place() as place:
            place.account(place.program(body) if body else "TokenCommand=/nonexistent/program")
            checked = place.check()
            tap.equal((causes(checked), place.logins()), (["credential-missing"], []), "a program that %s" % name, checked,
                      place.desk.read_log("bus")[-1500:])


def test_a_source_that_hangs_holds_nobody_up(tap):
    with Place() as place:
        place.account(place.program("sleep 300"))
        place.desk.mailmedic("accounts")  # starts the agent
        wait_for(lambda: place.runs(), 20, "the program's start")
        began = time.monotonic()
        tap.equal(place.desk.mailmedic("plugins").returncode, 0, "the command line works")
        tap.ok("ann@peer.test" in place.desk.mailmedic("accounts").stdout, "and the agent answers meanwhile")
        tap.diag("%.2f s" % (time.monotonic() - began))
        tap.equal(place.logins(), [], "nothing was sent")


def serve(bus_address, answer):
    """A service on the private bus that gives tokens; its main loop, to be ended."""
    try:
        import gi
        gi.require_version("Gio", "2.0")
        from gi.repository import Gio, GLib
    except (ImportError, ValueError) as error:
        raise Skip("python3-gi is not installed") from error
    node = Gio.DBusNodeInfo.new_for_xml("<node><interface name='org.example.Tokens'><method name='Get'>"
                                        "<arg type='s' direction='out'/><arg type='i' direction='out'/></method></interface></node>")
    context = GLib.MainContext.new()
    loop = GLib.MainLoop.new(context, False)

    def call(_connection, _sender, _path, _interface, _method, _parameters, invocation):
        if answer.startswith("!"):
            invocation.return_dbus_error("org.example.Error.Refused", answer[1:])
        else:
            invocation.return_value(GLib.Variant("(si)", (answer, 3600)))

    def run():
        context.push_thread_default()
        connection = Gio.DBusConnection.new_for_address_sync(
            bus_address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        connection.register_object("/org/example/Tokens", node.interfaces[0], call, None, None)
        Gio.bus_own_name_on_connection(connection, "org.example.Tokens", Gio.BusNameOwnerFlags.NONE, None, None)
        loop.run()
        connection.close_sync(None)
    threading.Thread(target=run, daemon=True).start()
    return loop


def test_a_service_on_the_bus_gives_the_token(tap):
    for answer, wanted in ((TOKEN, []), ("!invalid_grant", ["token-expired"]), ("!no such account", ["credential-missing"])):
        with Place() as place:
            loop = serve(place.desk.env["DBUS_SESSION_BUS_ADDRESS"], answer)
            wait_for(lambda: place.desk.owned("org.example.Tokens"), 10, "the service")
            place.account("TokenBus=org.example.Tokens /org/example/Tokens org.example.Tokens.Get")
            checked = place.check()
            tap.equal(causes(checked), wanted, "the service says %r" % answer[:20], checked, place.desk.read_log("bus")[-1500:])
            tap.equal({v for _, _, v in place.logins()}, {"accepted"} if not wanted else set(), "and logins go with it")
            loop.quit()


def test_nobody_on_the_bus_names_a_program(tap):
    with Place() as place:
        path = place.desk.path("home/evil")
        line = "\\nTokenCommand=/usr/bin/touch %s" % path
        for name, value in (("TokenCommand", "/usr/bin/touch " + path), ("token-command", "/usr/bin/touch " + path),
                            ("TokenBus", "a.b /c d.e"), ("dns", "127.0.0.1:53" + line), ("ca-file", "/etc/passwd" + line),
                            ("user", "ann" + line), ("webmail", "https://a.example/" + line)):
            try:
                said = place.desk.gdbus("/org/mailmedic/Mailmedic", "org.mailmedic.Mailmedic1.AddAccount", ADDRESS,
                                        "{'imap': <'imaps://localhost:%d'>, '%s': <'%s'>}" % (
                                            place.peer.port("imaps"), name, value))
            except RuntimeError as error:
                said = str(error)
            for file in glob.glob(place.folder + "/*.account"):
                with open(file, encoding="ascii") as text:
                    tap.ok("\nToken" not in text.read(), "%s: no account file names one" % name, said)
                os.unlink(file)
        tap.ok(not os.path.exists(path), "and nothing was run")


def test_a_file_that_others_may_write_names_no_program(tap):
    with Place() as place:
        place.account(place.program("echo '%s'" % TOKEN))
        os.chmod(place.folder + "/ann.account", 0o620)
        wait_for(lambda: "others may write" in place.desk.mailmedic("accounts").stdout, 20, "the refusal")
        tap.equal((place.runs(), place.logins()), (0, []), "it is refused with words, and nothing is run")


def test_the_token_is_nowhere_else(tap):
    with Place() as place:
        place.desk.start_monitor()
        place.account(place.program("echo '%s'" % TOKEN))
        place.check()
        tap.ok("canary" not in place.desk.logs(), "not in a log, nor in a message on the bus")
        state = b"".join(open(f, "rb").read() for f in glob.glob(place.desk.path("home/.local/state/mailmedic/*")))
        tap.ok(b"canary" not in state and state, "nor in the store")
        seen = ""
        for pid in place.desk.processes():
            for name in ("cmdline", "environ"):
                try:
                    with open("/proc/%d/%s" % (pid, name), "rb") as file:
                        seen += file.read().decode("utf-8", "replace")
                except OSError:
                    pass
        tap.ok("canary" not in seen, "nor in an argument or an environment")


if __name__ == "__main__":
    main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
