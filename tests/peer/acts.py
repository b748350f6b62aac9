# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripted part of the peer: what to do at a stage in place of, or before, the ordinary answer.

An act is one line of text. `say`, `raw`, `repeat`, `drip`, `flood`, `page`, `redirect`, `hold`, `close` and `reset` take the
place of the ordinary answer; `delay` and `first` come before it; `inject` is added to it in the same
write (for STARTTLS). Texts may hold Python's escapes (\\r \\n \\x00) and %t, the tag of an IMAP command.

    say %t NO [CONTACTADMIN] AccountFrozen      a line in place of the answer
    raw * OK [PERMANENTFLAGS (x                 bytes, no line end added
    repeat 20000 (                              a text many times over
    first * OK [ALERT] read this                a line before the ordinary answer
    delay 2.5                                   seconds
    drip * OK welcome                           a byte each drip interval (1 s), again and again
    flood * 1 EXISTS\\r\\n                      again and again, up to 1 GiB
    inject * BYE injected                       in the same write as the ordinary answer
    page 503 Service Unavailable                an HTTP answer; its body is what follows the code
    redirect https://portal.example/            302 to there
    date -31536000                              seconds by which the Date of the HTTP answer is off
    hold                                        say nothing, keep the connection
    close | reset                               end it politely | with RST
"""
import http.client
import socket
import struct
import time

FLOOD_BYTES = 1 << 30
DRIP_SECONDS = 1.0
WORDS = ("say", "raw", "repeat", "first", "delay", "drip", "flood", "inject", "page", "redirect", "date", "hold", "close", "reset")


class BrokenOff(Exception):
    """The connection is over, by script or because the client left."""


def check(act):
    """Refuses a misspelt act when the scenario is read, not when it is played."""
    word = act.split(" ", 1)[0]
    if word not in WORDS:
        raise ValueError("unknown act %r; known: %s" % (act, " ".join(WORDS)))
    return act


def _text(argument, tag):
    bytes_ = argument.encode("utf-8").decode("unicode_escape").encode("latin-1")
    return bytes_.replace(b"%t", tag)


def _drip(channel, text):
    while True:
        for byte in text:
            channel.send(bytes([byte]))
            channel.sleep(DRIP_SECONDS)


def _flood(channel, text):
    block = text * max(1, 65536 // max(1, len(text)))
    sent = 0
    while sent < FLOOD_BYTES:
        channel.send(block)
        sent += len(block)
    raise BrokenOff("flood over")


def _reset(channel):
    channel.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise BrokenOff("reset")


def _page(channel, status, body, headers=()):
    import http_side  # it knows the acts, so it cannot come first
    name = http.client.responses.get(int(status), "")
    channel.send(http_side.reply("%s %s" % (status, name), body, time.time() + channel.date_off, headers))


def perform(act, channel, tag=b"*"):
    """Plays one act. True when it took the place of the ordinary answer."""
    word, _, argument = act.partition(" ")
    if word == "delay":
        channel.sleep(float(argument))
        return False
    if word == "first":
        channel.send(_text(argument, tag) + b"\r\n")
        return False
    if word == "inject":
        channel.appended = _text(argument, tag) + b"\r\n"
        return False
    if word == "date":
        channel.date_off = float(argument)
        return False
    if word == "page":
        status, _, body = argument.partition(" ")
        _page(channel, status, body.encode())
    elif word == "redirect":
        _page(channel, "302", b"", ["Location: " + argument])
    elif word == "say":
        channel.send(_text(argument, tag) + b"\r\n")
    elif word == "raw":
        channel.send(_text(argument, tag))
    elif word == "repeat":
        times, _, text = argument.partition(" ")
        channel.send(_text(text, tag) * int(times))
    elif word == "drip":
        _drip(channel, _text(argument, tag))
    elif word == "flood":
        _flood(channel, _text(argument, tag))
    elif word == "hold":
        while True:
            channel.sleep(60)
    elif word == "close":
        raise BrokenOff("closed")
    elif word == "reset":
        _reset(channel)
    return True
