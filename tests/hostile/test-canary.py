#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given a password, or an access token, that exists nowhere else: after a whole day's work it is found on no disk, bus, screen or process.

Looked for as it is, in hexadecimal, in base64 at every alignment, and as SASL PLAIN and XOAUTH2 carry it. The server's own
memory (this process) is aside; the keyring's file is searched too, for there it is encrypted.
"""
import base64
import hashlib
import os
import resource
import secrets
import signal
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "peer"), os.path.join(HERE, "..", "harness")]

from desktop import Desktop, has_ended, need, wait_for
from peer import Peer
from tap import main

ADDRESS = "ann@peer.test"
TOO_BIG = 64 << 20


def forms(password):
    """Every spelling to look for, as bytes."""
    plain = password.encode()
    found = {plain, plain.hex().encode(), b"\0" + ADDRESS.encode() + b"\0" + plain}
    for lead in range(3):
        text = base64.b64encode(b"x" * lead + plain)
        found.add(text[4 if lead else 0:len(text) - 4])
    found.add(base64.b64encode(b"\0" + ADDRESS.encode() + b"\0" + plain))
    found.add(base64.b64encode(b"user=" + ADDRESS.encode() + b"\1auth=Bearer " + plain + b"\1\1"))
    return found


class Witness(threading.Thread):
    """Reads the command line and environment of every process of the desktop, again and again."""

    def __init__(self, desk):
        super().__init__(daemon=True)
        self.desk, self.seen, self.over = desk, {}, threading.Event()

    def run(self):
        while not self.over.wait(0.005):
            for name in os.listdir("/proc"):
                if name.isdigit():
                    self.look(name)

    def look(self, pid):
        for what in ("cmdline", "environ"):
            try:
                with open("/proc/%s/%s" % (pid, what), "rb") as file:
                    text = file.read()
            except OSError:
                continue
            if text:
                self.seen.setdefault(text, what)

    def commands(self):
        return [text for text, what in self.seen.items() if what == "cmdline"]


def new_files(folders, since):
    """Not across mounts: somebody's container below /tmp has a /proc of its own, and reading there may never end."""
    for folder in folders:
        for place, below, names in os.walk(folder):
            below[:] = [name for name in below if not os.path.ismount(os.path.join(place, name))]
            for name in names:
                path = os.path.join(place, name)
                try:
                    status = os.stat(path, follow_symlinks=False)
                    if status.st_mtime >= since and status.st_size <= TOO_BIG and (status.st_mode & 0o170000) == 0o100000:
                        with open(path, "rb") as file:
                            yield path, file.read()
                except OSError:
                    continue


def where(needles, haystacks):
    return [name for name, text in haystacks if any(needle in text for needle in needles)]


def live_through_a_day(tap, desk, peer, right, wrong):
    """All that touches a secret: adding, refusal, correction, watching, a notification, being killed in mid-login."""
    account = desk.add_account(ADDRESS, wrong, {p: peer.url(p + "s") for p in ("imap", "pop3", "smtp")},
                               peer.ca_file)
    desk.wait_trouble(account, "wrong-password")
    desk.set_password(account, right)
    wait_for(lambda: not desk.troubles(account), 30, "the healing", 0.2)
    peer.account(ADDRESS).script("*.auth", ["first * OK you said " + right, "say %t NO [ALERT] no " + right])
    desk.set_password(account, right)
    peer.break_off()
    wait_for(lambda: desk.check(account) and desk.troubles(account), 30, "a refusal that echoes the password", 0.2)
    show_all(tap, desk, account, right, wrong)
    return account


def show_all(tap, desk, account, right, wrong):
    for arguments in (("status",), ("troubles",), ("troubles", "--json"), ("accounts", "--json"), ("show", account)):
        done = desk.mailmedic(*arguments)
        tap.ok(right not in done.stdout + done.stderr and wrong not in done.stdout + done.stderr,
               "mailmedic %s does not show it" % arguments[0], done.stdout, done.stderr)


# The token of a seed is made in the program's own memory: no file, no command line and no environment has it.
SOURCE = """#!/bin/sh
printf 'canary%s\\n' "$(printf '%s' "$1" | sha256sum | cut -c1-60)" | tee /dev/stderr
"""


def token_of(seed):
    return "canary" + hashlib.sha256(seed.encode()).hexdigest()[:60]


def live_on_tokens(tap, desk, peer, right, wrong):
    """The same with tokens from a program that talks too much: taken, refused, echoed."""
    program = desk.path("source")
    with open(program, "w", encoding="ascii") as file:
        file.write(SOURCE)
    os.chmod(program, 0o700)
    folder = desk.path("home/.config/mailmedic/accounts.d")
    os.makedirs(folder, mode=0o700)

    def sign_in(seed):
        with open(folder + "/ann.account", "w", encoding="ascii") as file:
            file.write("[Account]\nAddress=%s\nCaFile=%s\nTokenCommand=%s %s\n" % (ADDRESS, peer.ca_file, program, seed))
            for protocol in ("imap", "pop3", "smtp"):
                file.write("[%s]\nHost=localhost\nPort=%d\n" % (protocol.upper(), peer.port(protocol + "s")))

    def check():
        return [trouble["cause"] for trouble in desk.check("ann")[1]["troubles"]]

    peer.account(ADDRESS).token = right
    sign_in("right")
    wait_for(lambda: ADDRESS in desk.mailmedic("accounts", "--json").stdout, 20, "the account")
    tap.equal(check(), [], "the token is taken", desk.logs())
    sign_in("wrong")
    wait_for(lambda: check() == ["token-expired"], 30, "the refusal", 0.2)
    peer.account(ADDRESS).script("*.auth", ["first * OK you said " + right, "say %t NO [ALERT] no " + right])
    sign_in("right again")
    since = peer.events.count()
    wait_for(lambda: check() and peer.events.all("auth", since), 30, "a refusal that echoes the token", 0.2)
    show_all(tap, desk, "ann", right, wrong)


def crash_all(desk):
    """SIGABRT to the agent and whatever it runs; the folders they lived in."""
    folders = set()
    agent = desk.agent_pid()
    for pid in desk.processes() + [agent]:
        try:
            folders.add(os.readlink("/proc/%d/cwd" % pid))
        except OSError:
            pass
    os.kill(agent, signal.SIGABRT)
    wait_for(lambda: has_ended(agent), 10, "the agent's death")
    return folders


def search_after(tap, live, right, wrong):
    """Lives, crashes, and looks everywhere."""
    need("dbus-monitor", "dunst", "Xvfb")
    began = time.time() - 1
    needles = forms(right) | forms(wrong)
    limits = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (limits[1], limits[1]))
    with Peer() as peer, Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"], display=True, dunst=True) as desk:
        peer.add_account(ADDRESS, right)
        peer.listen_ordinary()
        desk.start_monitor()
        witness = Witness(desk)
        witness.start()
        live(tap, desk, peer, right, wrong)
        wait_for(lambda: "Notify" in desk.read_log("bus-traffic"), 10, "a notification")
        folders = crash_all(desk)
        witness.over.set()
        witness.join()
        tap.ok(any(b"mailmedic-worker" in text for text in witness.commands()), "workers were seen at work")
        tap.equal(where(needles, [(what, text) for text, what in witness.seen.items()]), [],
                  "no command line and no environment holds it")
        traffic = desk.read_log("bus-traffic")
        tap.ok("Notify" in traffic and (live is live_on_tokens or "org.freedesktop.Secret" in traffic), "the bus was listened to")
        tap.equal(where(needles, [("bus", traffic.encode())]), [], "no bus message holds it, notifications included")
        files = list(new_files([desk.root, tempfile.gettempdir(), "/var/tmp", "/dev/shm"], began))
        names = [path for path, _ in files]
        tap.ok(any("mailmedic" in path for path in names), "the agent's own files were searched", names)
        tap.ok(live is live_on_tokens or any("keyring" in path for path in names), "the keyring's file was searched", names)
        tap.equal(where(needles, files), [], "no file holds it: store, log, accounts, keyring")
        cores = [(path, text) for path, text in new_files(folders - {"/"}, began) if "core" in os.path.basename(path)]
        cores += [("/" + name, b"") for name in os.listdir("/") if name.startswith("core")
                  and os.stat("/" + name).st_mtime >= began]
        tap.equal([path for path, _ in cores], [], "the crashed agent left no core file")
        tap.ok(right not in str(peer.events.all()), "the server's events do not hold it either")
    resource.setrlimit(resource.RLIMIT_CORE, limits)


def test_the_password_is_found_nowhere(tap):
    search_after(tap, live_through_a_day, *("canary" + secrets.token_hex(9) for _ in range(2)))


def test_the_access_token_is_found_nowhere(tap):
    search_after(tap, live_on_tokens, token_of("right"), token_of("wrong"))


main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
