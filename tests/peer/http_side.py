# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer's web side (RFC 9110, 9112): one page for whoever asks, in clear or over TLS, and what was asked is logged.

The event `request` carries method, target and the names of all headers, so that a test can say what was not sent.
"""
import email.utils
import time

from acts import BrokenOff
from session import Session

FRONT_PAGE = b"<!doctype html><html><head><title>Webmail</title></head><body><p>Sign in</p></body></html>"


def reply(status, body, date, headers=()):
    """A whole answer; the connection ends after it."""
    head = ["HTTP/1.1 " + status, "Date: " + email.utils.formatdate(date, usegmt=True),
            "Content-Type: text/html; charset=utf-8", "Content-Length: %d" % len(body), "Connection: close", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


class Http(Session):
    protocol = "http"

    def converse(self):
        if self.act("greeting"):
            return
        while True:
            method, target, _ = self.channel.read_line().decode("latin-1").split(" ", 2)
            headers = {}
            while (line := self.channel.read_line()):
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            self.channel.note("request", method=method, target=target, host=headers.get("host", ""),
                              headers=sorted(headers))
            if not self.act("get"):
                self.channel.send(reply("200 OK", FRONT_PAGE, time.time() + self.channel.date_off))
            raise BrokenOff("answered")
