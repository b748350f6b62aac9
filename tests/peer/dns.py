# SPDX-License-Identifier: GPL-3.0-or-later
"""The peer's name server (RFC 1035), on UDP and TCP of one loopback port: the records it is given, and faults by name.

A record is a line `NAME TYPE VALUE`; NAME `*` answers for every name that has none of its own. Instead of a type:
`!servfail`, `!refused`, `!drop`, `!truncate` (the answer is cut on UDP, whole on TCP). A name that is not there is
NXDOMAIN; one that has other records is NODATA; a CNAME is followed within the zone.
"""
import ipaddress
import socket
import struct
import threading

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33}
CODES = {"!servfail": 2, "!refused": 5}
UDP_MAX = 1232
CHAIN_MAX = 8


def encode_name(name):
    name = name.strip(".")
    labels = name.encode("idna" if not name.isascii() else "ascii").split(b".") if name else []
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
    if kind == "TXT":
        data = value.encode()
        pieces = [data[i:i + 255] for i in range(0, len(data), 255)] or [b""]
        return b"".join(bytes([len(piece)]) + piece for piece in pieces)
    raise ValueError("no such record type: " + kind)


class Zone:
    """All records, looked up without regard to case."""

    def __init__(self, lines=()):
        self.records = {}  # name: [(type, value)]
        self.faults = {}   # name: fault
        for line in lines:
            self.add(line)

    def add(self, line):
        name, kind, *rest = line.split(None, 2)
        name = name.rstrip(".").lower()
        if kind.startswith("!"):
            self.faults[name] = kind
            return
        encode_value(kind, rest[0])  # a slip is seen now, not when it is asked for
        self.records.setdefault(name, []).append((kind, rest[0]))

    def find(self, name, kind):
        """(code, [(name, type, value)]) of one question."""
        answers = []
        for _ in range(CHAIN_MAX):
            records = self.records.get(name, self.records.get("*"))
            if records is None:
                return (0 if answers else 3), answers
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


class NameServer:
    def __init__(self, peer, lines=(), address="127.0.0.1"):
        self.peer, self.zone = peer, Zone(lines)
        self._udp, self._tcp = pair_of_sockets(address)
        self._tcp.listen(16)
        self.port = self._udp.getsockname()[1]
        self.endpoint = "%s:%d" % (address, self.port)
        for serve in (self._serve_udp, self._serve_tcp):
            threading.Thread(target=serve, daemon=True).start()

    def _answer(self, query, longest):
        """The answer's bytes, or None to say nothing."""
        number, name, kind, question = read_question(query)
        names = {value: key for key, value in TYPES.items()}
        self.peer.events.add("question", name=name, type=names.get(kind, str(kind)))
        fault = self.zone.faults.get(name)
        if fault == "!drop":
            return None
        code, answers = (CODES[fault], []) if fault in CODES else self.zone.find(name, names.get(kind, ""))
        body = b"".join(encode_name(n) + struct.pack("!HHIH", TYPES[k], 1, 60, len(data)) + data
                        for n, k, data in ((n, k, encode_value(k, v)) for n, k, v in answers))
        cut = longest and (fault == "!truncate" or 12 + len(question) + len(body) > longest)
        flags = 0x8180 | code | (0x0200 if cut else 0)
        head = struct.pack("!HHHHHH", number, flags, 1, 0 if cut else len(answers), 0, 0)
        return head + question + (b"" if cut else body)

    def _serve_udp(self):
        while True:
            try:
                query, client = self._udp.recvfrom(4096)
                answer = self._answer(query, UDP_MAX)
                if answer:
                    self._udp.sendto(answer, client)
            except (IndexError, struct.error):
                continue
            except OSError:
                return

    def _serve_tcp(self):
        while True:
            try:
                sock, _ = self._tcp.accept()
            except OSError:
                return
            with sock:
                sock.settimeout(10)
                try:
                    length = struct.unpack("!H", sock.recv(2))[0]
                    answer = self._answer(sock.recv(length), 0)
                    if answer:
                        sock.sendall(struct.pack("!H", len(answer)) + answer)
                except (OSError, struct.error, IndexError):
                    continue

    def close(self):
        for sock in (self._udp, self._tcp):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            sock.close()
