# SPDX-License-Identifier: GPL-3.0-or-later
"""IMAP FETCH items and SEARCH keys (RFC 3501 sections 6.4.4, 6.4.5) over a message's bytes."""
import email
import email.utils
import re
import time

from imap_parse import SyntaxProblem, number_set


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def literal(data):
    return b"{%d}\r\n" % len(data) + data


def header_of(data):
    end = data.find(b"\r\n\r\n")
    return data if end < 0 else data[:end + 4]


def body_of(data):
    end = data.find(b"\r\n\r\n")
    return b"" if end < 0 else data[end + 4:]


def header_fields(data, names):
    wanted = {name.lower() for name in names}
    out, keep = b"", False
    for line in header_of(data).split(b"\r\n"):
        if line[:1] not in (b" ", b"\t"):
            keep = line.split(b":", 1)[0].decode("latin-1").strip().lower() in wanted
        if keep and line:
            out += line + b"\r\n"
    return out + b"\r\n"


def _part_bytes(part):
    payload = part.get_payload()
    if isinstance(payload, str):
        return payload.encode("utf-8", "surrogateescape")
    if part.get_content_maintype() == "message" and len(payload) == 1:
        return payload[0].as_bytes()
    return body_of(part.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def part_section(data, numbers, rest):
    part = email.message_from_bytes(data)
    for number in numbers:
        payload = part.get_payload()
        if isinstance(payload, list):
            if part.get_content_type() == "message/rfc822":
                payload = payload[0].get_payload() if payload[0].is_multipart() else payload
            part = payload[number - 1] if number <= len(payload) else email.message.Message()
        elif number != 1:
            return b""
    if rest == "MIME":
        return header_of(part.as_bytes().replace(b"\n", b"\r\n"))
    return _part_bytes(part)


def section(data, name):
    """BODY[name] -> bytes."""
    upper = name.upper()
    if upper == "":
        return data
    if upper == "HEADER":
        return header_of(data)
    if upper == "TEXT":
        return body_of(data)
    if upper.startswith("HEADER.FIELDS"):
        names = name[name.index("(") + 1:name.rindex(")")].replace('"', "").split()
        return header_fields(data, names)
    numbers = re.match(r"[0-9]+(\.[0-9]+)*", name)
    if not numbers:
        raise SyntaxProblem("unknown section")
    rest = name[numbers.end():].lstrip(".").upper()
    return part_section(data, [int(n) for n in numbers.group().split(".")], rest)


def body_structure(part):
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        inner = "".join(body_structure(p) for p in part.get_payload())
        return "(%s %s)" % (inner, quote(part.get_content_subtype()))
    data = _part_bytes(part)
    parameters = " ".join("%s %s" % (quote(k), quote(v)) for k, v in (part.get_params() or [])[1:])
    fields = [quote(part.get_content_maintype()), quote(part.get_content_subtype()),
              "(%s)" % parameters if parameters else "NIL", "NIL", "NIL",
              quote(part.get("Content-Transfer-Encoding", "7bit")), str(len(data))]
    lines = str(data.count(b"\n"))
    if part.get_content_type() == "message/rfc822" and part.is_multipart():
        fields += [envelope(part.get_payload()[0]), body_structure(part.get_payload()[0]), lines]
    elif part.get_content_maintype() == "text":
        fields.append(lines)
    return "(%s)" % " ".join(fields)


def _addresses(value):
    found = email.utils.getaddresses([value]) if value else []
    if not found:
        return "NIL"
    return "(%s)" % "".join(
        "(%s NIL %s %s)" % (quote(name) if name else "NIL", quote(address.split("@")[0]),
                            quote(address.split("@")[-1])) for name, address in found)


def envelope(message):
    text = lambda name: quote(str(message[name])) if message[name] else "NIL"
    people = [_addresses(str(message[name] or message["From"] or "")) for name in
              ("From", "Sender", "Reply-To")]
    people += [_addresses(str(message[name] or "")) for name in ("To", "Cc", "Bcc")]
    return "(%s %s %s %s %s)" % (text("Date"), text("Subject"), " ".join(people),
                                 text("In-Reply-To"), text("Message-ID"))


def internal_date(when):
    return time.strftime('"%d-%b-%Y %H:%M:%S +0000"', time.gmtime(when))


def fetch_item(message, item):
    """One FETCH item -> its name and value as bytes."""
    upper = item.upper()
    if upper == "UID":
        return b"UID %d" % message.uid
    if upper == "FLAGS":
        return b"FLAGS ()"
    if upper == "RFC822.SIZE":
        return b"RFC822.SIZE %d" % len(message.data)
    if upper == "INTERNALDATE":
        return b"INTERNALDATE " + internal_date(message.when).encode()
    if upper in ("BODYSTRUCTURE", "BODY"):
        text = body_structure(email.message_from_bytes(message.data))
        return upper.encode() + b" " + text.encode("utf-8", "replace")
    if upper == "ENVELOPE":
        return b"ENVELOPE " + envelope(email.message_from_bytes(message.data)).encode("utf-8", "replace")
    match = re.fullmatch(r"BODY(?:\.PEEK)?\[(.*)\](?:<(\d+)\.(\d+)>)?", item, re.I | re.S)
    if not match:
        raise SyntaxProblem("unknown fetch item")
    data, origin = section(message.data, match[1]), ""
    if match[2] is not None:
        start = int(match[2])
        data, origin = data[start:start + int(match[3])], "<%d>" % start
    return ("BODY[%s]%s " % (match[1], origin)).encode() + literal(data)


def _day(text):
    return time.mktime(time.strptime(text, "%d-%b-%Y"))


def _has(data, name, needle):
    value = header_fields(data, [name])
    present = len(value) > 2
    return present and needle.lower().encode() in value.lower()


class Search:
    """A SEARCH program, compiled from tokens: `matches(message, sequence number)`."""

    def __init__(self, tokens, highest_uid, count):
        self._tokens = list(tokens)
        self._uid, self._count = highest_uid, count
        self._tests = []
        while self._tokens:
            self._tests.append(self._key())

    def matches(self, message, number):
        return all(test(message, number) for test in self._tests)

    def _next(self):
        if not self._tokens:
            raise SyntaxProblem("search key expected")
        return self._tokens.pop(0)

    def _key(self):
        token = self._next()
        if isinstance(token, list):
            inner = Search(token, self._uid, self._count)
            return inner.matches
        word = token.upper()
        if word == "CHARSET":
            self._next()
            return self._key()
        if word == "OR":
            left, right = self._key(), self._key()
            return lambda m, n: left(m, n) or right(m, n)
        if word == "NOT":
            inverted = self._key()
            return lambda m, n: not inverted(m, n)
        return self._plain(word)

    def _plain(self, word):
        if word in ("ALL", "UNSEEN", "UNDELETED", "RECENT", "NEW"):
            return lambda m, n: True
        if word in ("SEEN", "DELETED", "FLAGGED", "ANSWERED"):
            return lambda m, n: False
        if word == "UID":
            inside = number_set(self._next(), self._uid)
            return lambda m, n: inside(m.uid)
        if word == "HEADER":
            name, needle = self._next(), self._next()
            return lambda m, n: _has(m.data, name, needle)
        if word in ("FROM", "TO", "SUBJECT", "CC"):
            needle = self._next()
            return lambda m, n: _has(m.data, word, needle)
        if word in ("SINCE", "BEFORE", "SENTSINCE", "SENTBEFORE"):
            day = _day(self._next())
            if word.endswith("SINCE"):
                return lambda m, n: m.when >= day
            return lambda m, n: m.when < day
        if word in ("SMALLER", "LARGER"):
            size = int(self._next())
            if word == "LARGER":
                return lambda m, n: len(m.data) > size
            return lambda m, n: len(m.data) < size
        if word in ("TEXT", "BODY"):
            needle = self._next().lower().encode()
            return lambda m, n: needle in m.data.lower()
        if word[0].isdigit() or word[0] == "*":
            inside = number_set(word, self._count)
            return lambda m, n: inside(n)
        raise SyntaxProblem("unknown search key " + word)
