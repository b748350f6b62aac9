# SPDX-License-Identifier: GPL-3.0-or-later
"""Mails written to hurt who reads them, made on the spot: (name, bytes). Each claims to be a bounce, so that it is read as one."""
import base64
import os

HEAD = (b"From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\nTo: ann@example.org\nSubject: Undelivered Mail Returned to Sender\n"
        b"Date: Mon, 23 Nov 2026 10:00:00 +0000\nMessage-ID: <hostile@mx.example.net>\n")
REPORT = HEAD + b'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
MARKUP = b'<a href="http://evil.example/">Click here</a> &lt;b&gt; &#x202e; <img src=http://evil.example/x> <script>x</script>'
CONTROLS = "".join(map(chr, [0x1b, 0x07, 0x9b, 0x85, 0x202e, 0x2066, 0x200b, 0xfeff, 0xe0041, 0x7f])) + "[31m\rover\x08written\x0b"


def report(diagnostic, recipient=b"bob@example.net", text=b"It could not be delivered.", subject=b"lunch"):
    """A delivery status notification with these words in it."""
    return (REPORT + b"--b\nContent-Type: text/plain; charset=utf-8\n\n" + text + b"\n--b\nContent-Type: message/delivery-status\n\n"
            b"Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; " + recipient + b"\nAction: failed\nStatus: 5.1.1\n"
            b"Diagnostic-Code: smtp; 550 5.1.1 " + diagnostic + b"\n--b\nContent-Type: text/rfc822-headers\n\n"
            b"From: ann@example.org\nTo: bob@example.net\nSubject: " + subject + b"\nMessage-ID: <lunch@example.org>\n--b--\n")


def comment_bombs():
    for field in (b"From", b"To", b"Date", b"Message-ID", b"In-Reply-To", b"References", b"Content-Type", b"Content-Disposition", b"Return-Path"):
        for count in (200000, 300000):
            yield "%d brackets in %s" % (count, field.decode()), field + b": " + b"(" * count + b"\n" + HEAD + b"\nbody\n"
    yield "brackets within limits", b"From: " + b"(" * 60000 + b"\n" + HEAD + b"\nbody\n"
    yield "quoted brackets", b'From: "' + b"\\(" * 60000 + b'" <a@example.org>\n' + HEAD + b"\nbody\n"


SPELLINGS = {"folded": b"multipart/mixed; boundary\n =%d", "with a comment": b"multipart/mixed; boundary(c)=%d",
             "with blanks": b"multipart/mixed; boundary         =%d", "in an encoded word": b"multipart/mixed; =?utf-8?b?Ym91bmRhcnk=?==%d"}


def nestings():
    for name, spelling in SPELLINGS.items():
        yield "3,000 nested multiparts, the boundary " + name, HEAD + b"MIME-Version: 1.0\n" + b"".join(
            b"Content-Type: " + spelling % n + b"\n\n--%d\n" % n for n in range(3000)) + b"\nbody\n"
    yield "9,000 nested messages, the type with a blank", HEAD + b"MIME-Version: 1.0\n" + b"Content-Type: message /rfc822\n\n" * 9000 + b"\nbody\n"
    for depth in (60, 1000, 10000):
        yield "%d nested multiparts" % depth, HEAD + b"MIME-Version: 1.0\n" + b"".join(
            b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(depth)) + b"\nbody\n"
        yield "%d nested messages" % depth, HEAD + b"MIME-Version: 1.0\n" + b"Content-Type: message/rfc822\n\n" * depth + b"\nbody\n"
    yield "300,000 parts", REPORT + b"--b\n\n" * 300000 + b"--b--\n"
    yield "30,000 parts in one frame", REPORT + b"--b\n\n" * 30000 + b"--b--\n"
    yield "20,000 delivery status parts", REPORT + b"--b\nContent-Type: message/delivery-status\n\n" * 4000 + b"--b--\n"
    yield "one boundary for all", HEAD + b"MIME-Version: 1.0\n" + b'Content-Type: multipart/mixed; boundary=b\n\n--b\n' * 3000
    yield "a boundary of 100 KB", HEAD + b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="' + b"b" * 100000 + b'"\n\n--' + b"b" * 100000


def headers():
    yield "a header field of 10 MB", b"X-Large: " + b"x" * 10_000_000 + b"\n" + HEAD + b"\nbody\n"
    yield "a folded header field of 10 MB", HEAD + b"X-Large: x" + b"\n x" * 3_000_000 + b"\n\nbody\n"
    yield "500,000 header fields", HEAD + b"".join(b"X-%d: x\n" % n for n in range(500_000)) + b"\nbody\n"
    yield "megabytes of Received", b"Received: from a.example.org by b.example.org; Mon, 23 Nov 2026 10:00:00 +0000\n" * 40000 + HEAD + b"\nbody\n"
    yield "50,000 addresses", HEAD + b"Cc: " + b"a@example.org, " * 50000 + b"b@example.org\n\nbody\n"
    yield "500,000 references", HEAD + b"References: " + b"<a@example.org> " * 500000 + b"\n\nbody\n"
    yield "a line of 10 MB", HEAD + b"\n" + b"x" * 10_000_000
    yield "100,000 failed recipients", report(b"no\n\n" + b"\n\n".join(
        b"Final-Recipient: rfc822; r%d@example.net\nAction: failed\nStatus: 5.1.1" % n for n in range(100000)))


def charsets():
    word = base64.b64encode(b"\x1b$B" + b"\x1b(B\x1b$B" * 500000)
    for charset in (b"iso-2022-jp", b"iso-2022-kr", b"iso-2022-cn-ext", b"utf-7", b"hz-gb-2312", b"x-no-such", b"utf-16", b"gb18030", b"../../x", b"%s%n"):
        yield "an encoded word of 4 MB in " + charset.decode(), b"Subject: =?" + charset + b"?b?" + word + b"?=\n" + HEAD + b"\nbody\n"
        yield "a storm of shifts in " + charset.decode(), HEAD + b"MIME-Version: 1.0\nContent-Type: text/plain; charset=" + charset + \
            b"\n\n" + b"\x1b$B\x1b(B+AGE-~{~}" * 12000
    yield "50,000 encoded words", HEAD + b"X-Words: " + b"=?utf-8?q?=41?= " * 50000 + b"\nSubject: " + b"=?gb18030?b?1tA=?= " * 3000 + b"\n\nbody\n"
    yield "a charset of 60 KB", HEAD + b"MIME-Version: 1.0\nContent-Type: text/plain; charset=" + b"x" * 60000 + b"\n\nbody\n"


def encodings():
    part = REPORT + b"--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: %s\n\n%s\n--b--\n"
    yield "base64 that is none", part % (b"base64", b"!" * 100000 + b"====" * 1000 + b"A")
    yield "base64 of one letter a line", part % (b"base64", b"Q\n" * 80000)
    yield "quoted-printable beyond the end", part % (b"quoted-printable", b"=" * 100001)
    yield "quoted-printable cut in a code", (part % (b"quoted-printable", b"a=4"))[:-9]
    yield "an encoding of 60 KB", part % (b"x" * 60000, b"body")
    yield "uuencode", part % (b"x-uuencode", b"begin 644 x\n" + b"M" * 70000)


def bytes_of_all_kinds():
    yield "nothing but NULs", b"\0" * 250000
    yield "NULs in a bounce", report(b"User\0 unknown\0", b"bo\0b@example.net", b"\0" * 5000, b"a\0b")
    yield "invalid UTF-8", report(b"\xff\xfe\xc0\xaf\xed\xa0\x80 unknown", b"b\xff@example.net", b"\x80" * 5000, b"\xf8\x88")
    yield "controls and turned text", report(CONTROLS.encode(), b"bob@example.net", CONTROLS.encode() * 100, CONTROLS.encode())
    yield "controls in an encoded word", b"Subject: =?utf-8?b?" + base64.b64encode(CONTROLS.encode() * 20) + b"?=\n" + report(b"unknown")
    yield "markup and links", report(MARKUP, b"<a href=x>@example.net", MARKUP, MARKUP)
    yield "markup in a page", HEAD + b"MIME-Version: 1.0\nContent-Type: text/html\n\n<html>" + b"<div><b><a href='x'>&#27;&#x202e;&amp;" * 6000
    yield "format strings", report(b"%s%n%1000000d {0} ${x} $(id)", b"%n@example.net")
    yield "100,000 combining marks", report("a".encode() + "\u0301".encode() * 100000)
    yield "every byte", bytes(range(256)) * 900
    yield "noise", os.urandom(200000)
    yield "noise under a header", REPORT + b"--b\nContent-Type: message/delivery-status\n\n" + os.urandom(100000) + b"\n--b--\n"
    yield "a header that never ends", HEAD.rstrip(b"\n")
    yield "only line ends", b"\r\n\n\r" * 60000
    yield "only CR", HEAD.replace(b"\n", b"\r") + b"\r" + b"body\r" * 40000


def all_of_them():
    for kind in (comment_bombs, nestings, headers, charsets, encodings, bytes_of_all_kinds):
        yield from kind()
