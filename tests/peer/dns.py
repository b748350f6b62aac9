# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer's name server (RFC 1035), on UDP and TCP of one loopback port: the records it is given, and faults by name.

A record is a line `NAME TYPE VALUE`; NAME `*` or `*.above` answers for every name that has none of its own. `\\DDD` in a
value is the byte of that number. Instead of a type: `!servfail`, `!refused`, `!drop`, `!truncate` (the answer is cut on
UDP, whole on TCP), `!cut` (it is cut on UDP, and TCP closes without a word), `!garbage` (an answer that is none). A type
behind a fault (`NAME !servfail AAAA`) is the only one it holds for. A name that is not there is NXDOMAIN; one that has
other records is NODATA; a CNAME is followed within the zone, and one that leads back to itself is answered so.
"""
import ipaddress
import re
import socket
import struct
import threading

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33, "SPF": 99}
CODES = {"!servfail": 2, "!refused": 5}
UDP_MAX = 1232
CHAIN_MAX = 8


def unescape(text):
    return re.sub(rb"\\([0-9]{3})", lambda found: bytes([int(found[1])]), text.encode())


def encode_name(name):
    name = name[:-1] if name.endswith(".") else name
    labels = name.encode("idna").decode() if not name.isascii() else name
    labels = [unescape(label) for label in labels.split(".")] if labels else []
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def encode_value(kind, value):
    if kind in ("A", "AAAA"):
        return ipaddress.ip_address(value).packed
    if kind in ("CNAME", "NS", "PTR"):
        return encode_name(value)
    if kind == "MX":
        priority, host = value.split()
        return struct.pack("!H", int(priority)) + encode_name(host)
    if kind == "SRV":
        *numbers, host = value.split()
        return struct.pack("!HHH", *map(int, numbers)) + encode_name(host)
    if kind in ("TXT", "SPF"):
        data = unescape(value)
        pieces = [data[i:i + 255] for i in range(0, len(data), 255)] or [b""]
        return b"".join(bytes([len(piece)]) + piece for piece in pieces)
    raise ValueError("no such record type: " + kind)


class Zone:
    """All records, looked up without regard to case."""

    def __init__(self, lines=()):
        self.records = {}  # name: [(type, value)]
        self.faults = {}   # (name, type or ""): fault
        for line in lines:
            self.add(line)

    def add(self, line):
        name, kind, *rest = line.split(None, 2)
        name = name.rstrip(".").lower()
        if kind.startswith("!"):
            self.faults[name, rest[0] if rest else ""] = kind
            return
        encode_value(kind, rest[0])  # a slip is seen now, not when it is asked for
        self.records.setdefault(name, []).append((kind, rest[0]))

    def at(self, name):
        """The records of the name, or of the wildcard nearest above it; None where it is not there."""
        if name in self.records:
            return self.records[name]
        while name:
            name = name.partition(".")[2]
            found = self.records.get("*." + name if name else "*")
            if found is not None:
                return found
        return None

    def find(self, name, kind):
        """(code, [(name, type, value)]) of one question."""
        answers = []
        for _ in range(CHAIN_MAX):
            records = self.at(name)
            if records is None:
                return 3, answers
            answers += [(name, k, v) for k, v in records if k == kind]
            alias = [v for k, v in records if k == "CNAME" and kind != "CNAME"]
            if not alias:
                return 0, answers
            answers.append((name, "CNAME", alias[0]))
            name = alias[0].rstrip(".").lower()
        return 0, answers


def read_question(query):
    """(id, name, type number, bytes of the question)."""
    number = struct.unpack("!H", query[:2])[0]
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1"))
        at += 1 + query[at]
    kind = struct.unpack("!H", query[at + 1:at + 3])[0]
    return number, ".".join(labels).lower(), kind, query[12:at + 5]


def pair_of_sockets(address):
    """UDP and TCP on one port, which the system chooses; it may be taken for one of the two."""
    while True:
        udp, tcp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        udp.bind((address, 0))
        try:
            tcp.bind((address, udp.getsockname()[1]))
            return udp, tcp
        except OSError:
            udp.close()
            tcp.close()


class Traffic:
    """How many questions were on their way at once, and how often one had to wait for an answer to another."""

    def __init__(self):
        self._lock = threading.Lock()
        self._known, self._waiting = 0, 0
        self.questions, self.most_at_once, self.rounds = 0, 0, 0

    def asked(self):
        """The round of a question: one more than that of the latest answer."""
        with self._lock:
            self.questions += 1
            self._waiting += 1
            self.most_at_once = max(self.most_at_once, self._waiting)
            self.rounds = max(self.rounds, self._known + 1)
            return self._known + 1

    def answered(self, number):
        with self._lock:
            self._waiting -= 1
            self._known = max(self._known, number)


class NameServer:
    def __init__(self, peer, lines=(), address="127.0.0.1", delay=0):
        """Answers come `delay` seconds late, however many are waited for."""
        self.peer, self.zone, self.delay, self.traffic = peer, Zone(lines), delay, Traffic()
        self._udp, self._tcp = pair_of_sockets(address)
        self._tcp.listen(64)
        self.port = self._udp.getsockname()[1]
        self.endpoint = "%s:%d" % (address, self.port)
        for serve in (self._serve_udp, self._serve_tcp):
            threading.Thread(target=serve, daemon=True).start()

    def _answer(self, query, longest):
        """The answer's bytes, or None to say nothing."""
        number, name, kind, question = read_question(query)
        names = {value: key for key, value in TYPES.items()}
        self.peer.events.add("question", name=name, type=names.get(kind, str(kind)))
        faults = self.zone.faults
        fault = faults.get((name, ""), faults.get((name, names.get(kind))))
        if fault == "!drop" or (fault == "!cut" and not longest):
            return None
        if fault == "!garbage":
            return query[:2] + b"\x81\x80\0\1\xff\xff\0\0\0\0" + question + b"\xc0\x0c\0\x10\0\1" * 20
        code, answers = (CODES[fault], []) if fault in CODES else self.zone.find(name, names.get(kind, ""))
        body = b"".join(encode_name(n) + struct.pack("!HHIH", TYPES[k], 1, 60, len(data)) + data
                        for n, k, data in ((n, k, encode_value(k, v)) for n, k, v in answers))
        cut = longest and (fault in ("!truncate", "!cut") or 12 + len(question) + len(body) > longest)
        flags = 0x8180 | code | (0x0200 if cut else 0)
        head = struct.pack("!HHHHHH", number, flags, 1, 0 if cut else len(answers), 0, 0)
        return head + question + (b"" if cut else body)

    def _later(self, send):
        """Sends now or when the delay is over; counts it."""
        number = self.traffic.asked()

        def run():
            self.traffic.answered(number)
            try:
                send()
            except OSError:
                pass
        if self.delay:
            threading.Timer(self.delay, run).start()
        else:
            run()

    def _serve_udp(self):
        while True:
            try:
                query, client = self._udp.recvfrom(4096)
                answer = self._answer(query, UDP_MAX)
            except (IndexError, struct.error):
                continue
            except OSError:
                return
            if answer:
                self._later(lambda answer=answer, client=client: self._udp.sendto(answer, client))

    def _serve_tcp(self):
        while True:
            try:
                sock, _ = self._tcp.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(sock,), daemon=True).start()

    def _talk(self, sock):
        """One connection: question after question, until one is not answered or the client has enough."""
        with sock, sock.makefile("rb") as stream:
            sock.settimeout(10)
            try:
                while True:
                    length = struct.unpack("!H", stream.read(2))[0]
                    answer = self._answer(stream.read(length), 0)
                    if not answer:
                        return
                    self._later(lambda answer=answer: sock.sendall(struct.pack("!H", len(answer)) + answer))
            except (OSError, struct.error, IndexError):
                return

    def close(self):
        for sock in (self._udp, self._tcp):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()
