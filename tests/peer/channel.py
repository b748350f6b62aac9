# SPDX-License-Identifier: GPL-3.0-or-later
"""One connection: bytes in and out, in clear or over TLS, with everything logged that a test asks about.

A session runs in its own thread and is the only one to touch its socket; others wake it by a byte
on a socket pair.
"""
import select
import socket
import ssl
import time

from acts import BrokenOff

LINE_MAX = 1 << 20


class Channel:
    def __init__(self, sock, listener, number):
        self.socket = sock
        self.listener = listener
        self.peer = listener.peer
        self.number = number
        self.tls = False
        self.appended = b""
        self.date_off = 0.0  # of HTTP answers
        self._buffer = b""
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)

    # --- log ---
    def note(self, event, **fields):
        self.peer.events.add(event, connection=self.number, listener=self.listener.name,
                             protocol=self.listener.protocol, tls=self.tls, **fields)

    # --- bytes ---
    def send(self, data):
        try:
            self.socket.sendall(data + self.appended)
        except (OSError, ssl.SSLError) as error:
            raise BrokenOff("client left: %s" % error) from error
        self.appended = b""

    def line(self, text):
        self.send(text.encode("utf-8") + b"\r\n" if isinstance(text, str) else text + b"\r\n")

    def _fill(self):
        try:
            more = self.socket.recv(65536)
        except (OSError, ssl.SSLError) as error:
            raise BrokenOff("client left: %s" % error) from error
        if not more:
            raise BrokenOff("client closed")
        self._buffer += more

    def read_line(self):
        """The next line without its end."""
        while b"\n" not in self._buffer:
            if len(self._buffer) > LINE_MAX:
                raise BrokenOff("client's line too long")
            self._fill()
        line, self._buffer = self._buffer.split(b"\n", 1)
        return line.rstrip(b"\r")

    def read_bytes(self, count):
        while len(self._buffer) < count:
            self._fill()
        data, self._buffer = self._buffer[:count], self._buffer[count:]
        return data

    def sleep(self, seconds):
        """Sleeps; it ends with the peer, and soon after the client has left."""
        ends = time.monotonic() + seconds
        while True:
            if self.peer.over.wait(min(0.2, max(0.0, ends - time.monotonic()))):
                raise BrokenOff("the peer ends")
            if self._gone():
                raise BrokenOff("client left")
            if time.monotonic() >= ends:
                return

    def _gone(self):
        """True once the client has closed; never takes a byte away."""
        try:
            if isinstance(self.socket, ssl.SSLSocket):
                readable, _, _ = select.select([self.socket], [], [], 0)
                return bool(readable) and _peek_fd(self.socket) == b""
            return self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    # --- waking ---
    def wake(self):
        try:
            self._wake_out.send(b"!")
        except OSError:
            pass

    def wait(self, seconds):
        """Waits for a line of the client (True) or a wake-up or the end of the time (False)."""
        if b"\n" in self._buffer:
            return True
        if self.tls and self.socket.pending():
            return True
        readable, _, _ = select.select([self.socket, self._wake_in], [], [], seconds)
        if self._wake_in in readable:
            try:
                self._wake_in.recv(4096)
            except BlockingIOError:
                pass
        return self.socket in readable

    # --- TLS ---
    def start_tls(self):
        if self._buffer:
            self.note("early-data", bytes=len(self._buffer))
            raise BrokenOff("data before the handshake")
        try:
            self.socket = self.listener.context().wrap_socket(self.socket, server_side=True)
        except (OSError, ssl.SSLError) as error:
            self.note("tls-failed", why=str(error))
            raise BrokenOff("handshake failed") from error
        self.tls = True
        self.note("tls", version=self.socket.version())

    def close(self):
        for sock in (self.socket, self._wake_in, self._wake_out):
            try:
                sock.close()
            except OSError:
                pass


def _peek_fd(sock):
    """Looks at the raw socket below TLS."""
    raw = socket.socket(fileno=sock.fileno())
    try:
        return raw.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    finally:
        raw.detach()
