# SPDX-License-Identifier: GPL-3.0-or-later
"""Fifty accounts at twenty-five hosts (loopback addresses), each with an SMTP and a POP3 server, on a desktop of their own."""
import certificates
from desktop import Desktop, wait_for
from peer import Peer

HOSTS = ["127.0.0.%d" % number for number in range(1, 26)]
PROTOCOLS = ("smtp", "pop3")
PASSWORD = "right-horse-42"
COUNT = 50


def host_of(number):
    """Five hosts have six accounts each, the others one."""
    return HOSTS[number % 5] if number < 30 else HOSTS[number - 25]


class Crowd:
    """Ready when every account was looked at once. `delay`: seconds each server takes for its greeting and for a login."""

    def __init__(self, stage, prefix, delay):
        names = ",".join("IP:" + host for host in HOSTS)
        certificates.LEAVES["crowd"] = (names, *certificates.LEAVES["good"][1:])
        self.peer = Peer()
        self.desk = None
        self.accounts, self.ids = [], {}
        try:
            self._listen()
            self.desk = Desktop(stage, prefix)
            for number in range(COUNT):
                self._add(number)
            wait_for(lambda: len(self.peer.events.all("auth")) >= COUNT * len(PROTOCOLS), 120, "the first look at each")
            wait_for(self._quiet, 60, "the end of the first looks")
            self.slow_down(delay)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _listen(self):
        for host in HOSTS:
            for protocol in PROTOCOLS:
                self.peer.listen(protocol + " " + host, protocol, address=host, certificate="crowd")

    def _add(self, number):
        address, host = "u%02d@crowd.test" % number, host_of(number)
        self.peer.add_account(address, PASSWORD)
        urls = {p: self.peer.url(p + " " + host, host) for p in PROTOCOLS}
        self.ids[address] = self.desk.add_account(address, PASSWORD, urls, self.peer.ca_file)
        self.accounts.append(address)

    def _quiet(self):
        return '"checking"' not in self.desk.mailmedic("status", "--json").stdout

    def slow_down(self, delay):
        for listener in self.peer.listeners.values():
            listener.script("greeting", ["delay %g" % delay])
            listener.script("auth", ["delay %g" % delay])

    def ports(self):
        return {(listener.address, listener.port) for listener in self.peer.listeners.values()}

    def close(self):
        if self.desk:
            self.desk.close()
        self.peer.stop()
