# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts of the peer and their mail, in memory. Delivery wakes every session that has the folder open."""
import base64
import hmac
import threading
import time

import acts


class Message:
    def __init__(self, uid, data, when):
        self.uid = uid
        self.data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self.when = when


class Folder:
    def __init__(self, name, uidvalidity, special=""):
        self.name = name
        self.uidvalidity = uidvalidity
        self.uidnext = 1
        self.special = special
        self._messages = []
        self._watchers = set()
        self._lock = threading.Lock()

    def messages(self):
        with self._lock:
            return list(self._messages)

    def deliver(self, data, when=None):
        with self._lock:
            message = Message(self.uidnext, data, when if when is not None else time.time())
            self.uidnext += 1
            self._messages.append(message)
            watchers = list(self._watchers)
        for channel in watchers:
            channel.wake()
        return message.uid

    def remove(self, uid):
        """Another client takes a message away."""
        with self._lock:
            self._messages = [message for message in self._messages if message.uid != uid]

    def watch(self, channel):
        with self._lock:
            self._watchers.add(channel)

    def leave(self, channel):
        with self._lock:
            self._watchers.discard(channel)


class Account:
    def __init__(self, address, password, user=None):
        self.address = address
        self.users = {address, address.split("@")[0], user or address}
        self.password = password
        self.quota = None  # (used, limit) in KiB
        self.token = ""              # the access token it takes by XOAUTH2, "" for none
        self.refusal = "google"      # whose way of refusing a token
        self.acts = {}  # "imap.auth": [act …]; "*.auth" for every protocol
        self.folders = {
            "INBOX": Folder("INBOX", 1000001),
            "Sent": Folder("Sent", 1000002, "\\Sent"),
            "Spam": Folder("Spam", 1000003, "\\Junk"),
        }

    def folder(self, name):
        return self.folders.get("INBOX" if name.upper() == "INBOX" else name)

    def check(self, password):
        return hmac.compare_digest(self.password.encode(), password.encode())

    def check_token(self, token):
        return bool(self.token) and hmac.compare_digest(self.token.encode(), token.encode())

    def script(self, where, lines):
        """Sets the acts at "PROTOCOL.STAGE"; an empty list heals."""
        self.acts[where] = [acts.check(line) for line in lines]

    def acts_at(self, protocol, stage):
        return self.acts.get(protocol + "." + stage) or self.acts.get("*." + stage) or []


# How a token is refused: the JSON of the challenge before it ("" for none), then the answer of each protocol.
REFUSALS = {
    "google": ('{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}',
               {"imap": "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
                "pop3": "-ERR [AUTH] Username and password not accepted.",
                "smtp": "535 5.7.8 Username and Password not accepted. g1-x.0 - gsmtp"}),
    "microsoft": ("", {"imap": "NO AUTHENTICATE failed.",
                       "pop3": "-ERR Authentication failure: unknown user name or bad password.",
                       "smtp": "535 5.7.3 Authentication unsuccessful [x.EURPRD01.PROD.OUTLOOK.COM]"}),
}


def bearer_response(text):
    """The XOAUTH2 answer -> user, token; None when it is not one."""
    try:
        user, bearer, *rest = base64.b64decode(text, validate=True).decode("ascii").split("\1")
    except (ValueError, UnicodeDecodeError):
        return None
    if rest != ["", ""] or not user.startswith("user=") or not bearer.startswith("auth=Bearer "):
        return None
    return user[5:], bearer[12:]


def plain_response(text):
    """The SASL PLAIN answer (RFC 4616) -> user, password; None when it is not one."""
    try:
        _, user, password = base64.b64decode(text, validate=True).decode("utf-8").split("\0")
    except (ValueError, UnicodeDecodeError):
        return None
    return user, password
