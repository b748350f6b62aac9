#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scripted IMAP, POP3, SMTP, HTTP and DNS server on loopback, for tests and the demo.

    peer.py [--log FILE] [--folder DIR] SCENARIO.ini

prints one JSON line {"ports":{LISTENER:PORT},"control":PORT,"ca_file":PATH} and serves until its
standard input ends or it is told to stop. As a module: `Peer` in the test's own process.
README.md beside this file describes scenarios, acts and the control channel.
"""
import argparse
import configparser
import json
import os
import shutil
import socket
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import acts
import control
from acts import BrokenOff
from certificates import Certificates
from channel import Channel
from events import Events
from dns import NameServer
from http_side import Http
from imap import Imap
from pop3 import Pop3
from smtp import Smtp
from store import Account

SESSIONS = {"http": Http, "imap": Imap, "pop3": Pop3, "smtp": Smtp}
ORDINARY = ("imaps", "imap", "pop3s", "pop3", "smtps", "smtp")


def server_socket(address="127.0.0.1", port=0):
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((address, port))
    sock.listen(64)
    return sock


class Listener:
    """A port: which protocol, which security, which certificate, and its script."""

    def __init__(self, peer, name, protocol, security="tls", certificate="good", tls="1.3",
                 hide=(), acts_by_stage=None, address="127.0.0.1", port=0):
        if protocol not in SESSIONS or security not in ("tls", "starttls", "plain"):
            raise ValueError("listener %s: unknown protocol or security" % name)
        self.peer, self.name = peer, name
        self.protocol, self.security = protocol, security
        self.certificate, self.tls = certificate, tls
        self.hide = {word.upper() for word in hide}
        self.acts = {}
        for stage, lines in (acts_by_stage or {}).items():
            self.script(stage, lines)
        self.address = address
        self._socket = server_socket(address, port)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def script(self, stage, lines):
        self.acts[stage] = [acts.check(line) for line in lines]

    def context(self):
        return self.peer.certificates.context(self.certificate, self.tls)

    def _accept(self):
        while True:
            try:
                sock, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        channel = Channel(sock, self, self.peer.next_number())
        channel.note("connect")
        self.peer.open_channels.add(channel)
        session, why = None, ""
        try:
            for line in self.acts.get("connect") or []:
                acts.perform(line, channel)
            if self.security == "tls":
                channel.start_tls()
            session = SESSIONS[self.protocol](channel)
            session.converse()
        except BrokenOff as end:
            why = str(end)
        finally:
            if isinstance(session, Imap):
                session.leave()
            channel.close()
            self.peer.open_channels.discard(channel)
            channel.note("close", why=why)

    def close(self):
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()


class Peer:
    def __init__(self, folder=None, log=None):
        self._own_folder = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="mailmedic-peer-")
        self.certificates = Certificates(os.path.join(self.folder, "certificates"))
        self.events = Events(log)
        self.accounts, self.listeners = {}, {}
        self.names = None  # the name server, once there is one
        self.open_channels = set()
        self.over = threading.Event()
        self._number = 0
        self._lock = threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def ca_file(self):
        return self.certificates.ca_file

    def next_number(self):
        with self._lock:
            self._number += 1
            return self._number

    def add_account(self, address, password, user=None):
        account = self.accounts[address] = Account(address, password, user)
        return account

    def account(self, user):
        for account in self.accounts.values():
            if user in account.users:
                return account
        return None

    def listen(self, name, protocol=None, **options):
        """Opens a port. The six ordinary names ("imaps", "imap" …) bring protocol and security along."""
        if protocol is None:
            protocol = name.removesuffix("s") if name in ("imaps", "pop3s", "smtps") else name
            options.setdefault("security", "tls" if name.endswith("s") else "starttls")
        listener = self.listeners[name] = Listener(self, name, protocol, **options)
        return listener

    def listen_ordinary(self):
        for name in ORDINARY:
            self.listen(name)

    def name_server(self, lines=(), delay=0):
        """Starts the name server with these records; its `endpoint` is what a client is told."""
        self.names = NameServer(self, lines, delay=delay)
        return self.names

    def port(self, name):
        return self.listeners[name].port

    def url(self, name, host="localhost"):
        listener = self.listeners[name]
        letter = "s" if listener.security == "tls" else ""
        return "%s%s://%s:%d" % (listener.protocol, letter, host, listener.port)

    def break_off(self):
        """Cuts every open connection, as a network does."""
        for channel in list(self.open_channels):
            try:
                channel.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def stop(self):
        self.over.set()
        for listener in self.listeners.values():
            listener.close()
        if self.names:
            self.names.close()
        self.break_off()
        if self._own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def load(peer, path):
    """Reads a scenario file; relative paths in it are relative to it."""
    here = os.path.dirname(os.path.abspath(path))
    parser = configparser.RawConfigParser(delimiters=("=",))
    parser.optionxform = str
    with open(path, encoding="utf-8") as file:
        parser.read_file(file)
    for name in parser.sections():
        kind, _, argument = name.partition(" ")
        if kind == "listen":
            _load_listener(peer, argument, parser[name])
        elif kind == "dns":
            peer.name_server(line for line in parser[name].get("records", "").splitlines() if line)
        elif kind == "account":
            _load_account(peer, argument, parser[name], here)
        else:
            raise ValueError("%s: unknown section [%s]" % (path, name))
    if not peer.listeners:
        peer.listen_ordinary()


def _script(section):
    return {key[3:]: [line for line in value.splitlines() if line]
            for key, value in section.items() if key.startswith("at ")}


def _load_listener(peer, name, section):
    options = {key: section[key] for key in ("protocol", "security", "certificate", "tls", "address")
               if key in section}
    peer.listen(name, hide=section.get("hide", "").split(), acts_by_stage=_script(section), **options)


def _load_account(peer, address, section, here):
    account = peer.add_account(address, section.get("password", ""), section.get("user"))
    account.token = section.get("token", "")
    account.refusal = section.get("refusal", account.refusal)
    for where, lines in _script(section).items():
        account.script(where, lines)
    if "quota" in section:
        account.quota = tuple(int(word) for word in section["quota"].split())
    for path in section.get("mail", "").split():
        with open(os.path.join(here, path), "rb") as file:
            account.folder("INBOX").deliver(file.read())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--log", help="append events to this file as JSON Lines")
    parser.add_argument("--folder", help="keep certificates here instead of a temporary folder")
    parser.add_argument("scenario")
    options = parser.parse_args()
    with Peer(options.folder, options.log) as peer:
        load(peer, options.scenario)
        port = control.serve(peer, server_socket())
        print(json.dumps({"ports": {name: l.port for name, l in peer.listeners.items()},
                          "control": port, "ca_file": peer.ca_file,
                          "dns": peer.names.endpoint if peer.names else ""}), flush=True)
        threading.Thread(target=_until_input_ends, args=(peer,), daemon=True).start()
        peer.over.wait()


def _until_input_ends(peer):
    sys.stdin.read()
    peer.over.set()


if __name__ == "__main__":
    main()
