#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripted server against Python's own clients and openssl: what our tests lean on must stand."""
import imaplib
import os
import poplib
import smtplib
import socket
import ssl
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "harness")]

from peer import Peer
from tap import main

MAIL = b"From: a@peer.test\r\nSubject: hello\r\nContent-Type: multipart/report; boundary=b\r\n" \
       b"\r\n--b\r\n\r\none\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
PASSWORD = "pass word \"\\ {3}"


def opened():
    peer = Peer()
    peer.add_account("ann@peer.test", PASSWORD)
    peer.listen_ordinary()
    return peer


def trust(peer):
    return ssl.create_default_context(cafile=peer.ca_file)


def imap(peer):
    client = imaplib.IMAP4_SSL("localhost", peer.port("imaps"), ssl_context=trust(peer))
    client.login("ann@peer.test", PASSWORD)
    return client


def test_imap_finds_and_fetches_mail(tap):
    with opened() as peer:
        peer.account("ann@peer.test").folder("INBOX").deliver(MAIL)
        client = imap(peer)
        tap.equal(client.select("INBOX", readonly=True), ("OK", [b"1"]), "examine tells one message")
        found = client.uid("search", "1:*", 'OR', 'HEADER', 'Content-Type', 'multipart/report',
                           'SUBJECT', '"nothing"')
        tap.equal(found, ("OK", [b"1"]), "a header search finds it")
        tap.equal(client.uid("search", "SUBJECT", '"other"'), ("OK", [b""]), "and nothing else")
        _, got = client.uid("fetch", "1", "(RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])")
        tap.equal(got[0][1], b"From: a@peer.test\r\nSubject: hello\r\n\r\n", "header fields are cut out")
        _, got = client.uid("fetch", "1:*", "(BODY.PEEK[]<0.262144>)")
        tap.equal(got[0][1], MAIL, "the body comes unchanged")
        _, got = client.uid("fetch", "1", "(BODY.PEEK[2])")
        tap.ok(b"Status: 5.1.1" in got[0][1], "a part is cut out", got)
        _, got = client.uid("fetch", "1", "(BODYSTRUCTURE)")
        tap.ok(b'"message" "delivery-status"' in got[0], "a structure is told", got)
        client.logout()


def test_idle_tells_new_mail_at_once(tap):
    with opened() as peer:
        client = imap(peer)
        client.select("INBOX", readonly=True)
        client.send(b"x IDLE\r\n")
        client.readline()
        inbox = peer.account("ann@peer.test").folder("INBOX")
        threading.Timer(0.1, inbox.deliver, [MAIL]).start()
        tap.equal(client.readline(), b"* 1 EXISTS\r\n", "EXISTS reaches an idling client")
        client.send(b"DONE\r\n")
        tap.equal(client.readline(), b"x OK done\r\n", "DONE ends the idling")


def test_pop3_and_smtp_in_both_modes(tap):
    with opened() as peer:
        for name in ("pop3s", "pop3"):
            if name == "pop3s":
                client = poplib.POP3_SSL("localhost", peer.port(name), context=trust(peer))
            else:
                client = poplib.POP3("localhost", peer.port(name))
                client.stls(trust(peer))
            client.user("ann@peer.test")
            client.pass_(PASSWORD)
            tap.equal(client.stat()[0], 0 if name == "pop3s" else 1, name + " logs in and counts")
            client.quit()
            peer.account("ann@peer.test").folder("INBOX").deliver(MAIL)
        for name in ("smtps", "smtp"):
            if name == "smtps":
                client = smtplib.SMTP_SSL("localhost", peer.port(name), context=trust(peer))
            else:
                client = smtplib.SMTP("localhost", peer.port(name))
                client.starttls(context=trust(peer))
            client.login("ann@peer.test", PASSWORD)
            tap.equal(client.sendmail("ann@peer.test", ["ann@peer.test"], MAIL), {}, name + " takes mail")
            client.quit()
        tap.equal(len(peer.account("ann@peer.test").folder("INBOX").messages()), 4, "mail arrives")


def test_logins_are_counted_without_their_password(tap):
    with opened() as peer:
        client = imaplib.IMAP4("localhost", peer.port("imap"))
        client.starttls(trust(peer))
        try:
            client.login("ann", "canary-wrong")
        except imaplib.IMAP4.error:
            pass
        imap(peer)
        auths = peer.events.all("auth")
        tap.equal([a["verdict"] for a in auths], ["rejected", "accepted"], "both attempts, judged")
        tap.ok(all(a["tls"] for a in auths), "both over TLS")
        tap.ok("canary" not in str(peer.events.all()) and PASSWORD not in str(peer.events.all()),
               "no password in the events")


def certificate_verdict(peer, name):
    try:
        with socket.create_connection(("localhost", peer.port(name))) as raw:
            with trust(peer).wrap_socket(raw, server_hostname="localhost"):
                return "accepted"
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except ssl.SSLError as error:
        return error.reason


def test_each_certificate_has_its_flaw(tap):
    wanted = {"good": "accepted", "wronghost": "Hostname mismatch", "expired": "certificate has expired",
              "notyet": "certificate is not yet valid", "selfsigned": "self-signed certificate",
              "unknown-ca": "unable to get local issuer certificate", "weak": "EE certificate key too weak"}
    with Peer() as peer:
        for name, words in wanted.items():
            peer.listen(name, "imap", security="tls", certificate=name)
            got = certificate_verdict(peer, name)
            tap.ok(words in got or words in got.replace("self signed", "self-signed"),
                   "certificate %s: %s" % (name, words), got)


def test_tls_is_capped(tap):
    with Peer() as peer:
        for version, flag in (("1.0", "-tls1"), ("1.1", "-tls1_1"), ("1.2", "-tls1_2")):
            peer.listen("tls" + version, "imap", security="tls", tls=version)
            port = peer.port("tls" + version)
            for more, expected in ((flag, True), ("-tls1_3", False)):
                done = subprocess.run(
                    ["openssl", "s_client", "-cipher", "ALL:@SECLEVEL=0", "-connect",
                     "localhost:%d" % port, more], stdin=subprocess.DEVNULL, capture_output=True, check=False)
                tap.equal(b"peer ready" in done.stdout or b"Cipher is" in done.stdout
                          and b"Cipher is (NONE)" not in done.stdout, expected,
                          "TLS %s only: openssl %s %s" % (version, more, "gets in" if expected else "stays out"))


def raw_talk(peer, name, *lines):
    with socket.create_connection(("localhost", peer.port(name)), timeout=10) as sock:
        stream = sock.makefile("rwb")
        got = [stream.readline()]
        for line in lines:
            stream.write(line + b"\r\n")
            stream.flush()
            got.append(sock.recv(65536))
        return got


def test_scripts_replace_delay_and_inject(tap):
    with opened() as peer:
        peer.listen("inject", "imap", security="starttls",
                    acts_by_stage={"starttls": ["inject * BYE injected"]})
        peer.listen("hidden", "smtp", security="starttls", hide=["STARTTLS"])
        peer.listen("preauth", "imap", security="starttls", acts_by_stage={"greeting": ["say * PREAUTH hi"]})
        got = raw_talk(peer, "inject", b"a STARTTLS")
        tap.equal(got[1], b"a OK begin TLS\r\n* BYE injected\r\n", "injected bytes come in the same write")
        tap.ok(b"STARTTLS" not in raw_talk(peer, "hidden", b"EHLO x")[1], "STARTTLS can be stripped")
        tap.equal(raw_talk(peer, "preauth"), [b"* PREAUTH hi\r\n"], "a greeting can be replaced")
        peer.account("ann@peer.test").script("imap.auth", ["say %t NO [CONTACTADMIN] AccountFrozen"])
        try:
            imap(peer)
            said = "let in"
        except imaplib.IMAP4.error as error:
            said = str(error)
        tap.ok("CONTACTADMIN" in said, "an account's login can be scripted", said)
        peer.account("ann@peer.test").script("imap.auth", [])
        tap.equal(imap(peer).state, "AUTH", "and healed")


main(globals())
