# SPDX-License-Identifier: GPL-3.0-or-later
"""IMAP commands (RFC 3501 section 9) cut into atoms, strings and lists, and sets of numbers."""


class Quoted(str):
    """A quoted string or a literal, as opposed to an atom."""


class SyntaxProblem(Exception):
    pass


class Reader:
    """Cuts one command; `parts` alternates text and literals: [b"a LOGIN ", literal, b" ", literal]."""

    def __init__(self, parts):
        self._text = b""
        self._literals = []
        for index, part in enumerate(parts):
            if index % 2:
                self._literals.append(part)
                self._text += b"\x00"
            else:
                self._text += part.replace(b"\x00", b"?")
        self._at = 0

    def _peek(self):
        return self._text[self._at:self._at + 1]

    def _quoted(self):
        out = bytearray()
        self._at += 1
        while True:
            byte = self._peek()
            self._at += 1
            if byte == b"":
                raise SyntaxProblem("unterminated string")
            if byte == b'"':
                return Quoted(out.decode("utf-8", "replace"))
            if byte == b"\\":
                byte = self._peek()
                self._at += 1
            out += byte

    def _atom(self):
        start, depth = self._at, 0
        while (byte := self._peek()) and (depth or byte not in b' ()"\x00'):
            depth += (byte == b"[") - (byte == b"]")
            self._at += 1
        if start == self._at:
            raise SyntaxProblem("unexpected character")
        return self._text[start:self._at].decode("utf-8", "replace")

    def _one(self):
        byte = self._peek()
        if byte == b'"':
            return self._quoted()
        if byte == b"\x00":
            self._at += 1
            return Quoted(self._literals.pop(0).decode("utf-8", "replace"))
        if byte == b"(":
            self._at += 1
            return self._many(b")")
        return self._atom()

    def _many(self, end):
        found = []
        while True:
            while self._peek() == b" ":
                self._at += 1
            byte = self._peek()
            if byte == end:
                self._at += 1
                return found
            if byte == b"":
                raise SyntaxProblem("unterminated list")
            found.append(self._one())

    def all(self):
        return self._many(b"")


def number_set(text, highest):
    """"2:4,9,12:*" -> a predicate."""
    ranges = []
    for piece in text.split(","):
        first, _, last = piece.partition(":")
        low = highest if first == "*" else int(first)
        high = low if not last else highest if last == "*" else int(last)
        ranges.append((min(low, high), max(low, high)))
    return lambda number: any(low <= number <= high for low, high in ranges)


def literal_length(line):
    """The announced length when a line ends in {n} or {n+}, and whether it waits for "+"; else None."""
    if not line.endswith(b"}") or b"{" not in line:
        return None
    digits = line[line.rindex(b"{") + 1:-1]
    waits = not digits.endswith((b"+", b"-"))
    digits = digits.rstrip(b"+-")
    return (int(digits), waits) if digits.isdigit() else None
