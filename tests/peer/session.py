# SPDX-License-Identifier: GPL-3.0-or-later
"""What the three protocols share: stages, scripted acts, judging a login and counting it."""
import base64

import acts
from store import REFUSALS


class Session:
    """One client's conversation. A protocol gives `converse()`."""

    protocol = ""

    def __init__(self, channel):
        self.channel = channel
        self.listener = channel.listener
        self.peer = channel.peer
        self.account = None
        self.authenticated = False

    def act(self, stage, tag=b"*", account=None):
        """Plays the acts of this stage; True when the ordinary answer must not follow."""
        lines = self.listener.acts.get(stage) or []
        account = account or self.account
        if not lines and account:
            lines = account.acts_at(self.protocol, stage)
        replaced = False
        for line in lines:
            replaced = acts.perform(line, self.channel, tag) or replaced
        return replaced

    def hidden(self, word):
        """True for a capability this listener conceals."""
        return word.upper() in self.listener.hide

    def may_start_tls(self):
        return self.listener.security == "starttls" and not self.channel.tls

    def takes_tokens(self):
        return any(account.token for account in self.peer.accounts.values())

    def refuse_token(self, user, line):
        """A challenge where its maker sends one, which must be answered by an empty line; what is said then."""
        account = self.peer.account(user)
        challenge, answers = REFUSALS[account.refusal if account else "google"]
        if challenge:
            self.channel.line(line + base64.b64encode(challenge.encode()).decode())
            self.channel.note("challenge", answer=self.channel.read_line().decode("latin-1"))
        return answers[self.protocol]

    def judge(self, mechanism, user, password, tag=b"*"):
        """Counts a login attempt. "accepted", "rejected" or "scripted" (the answer was already given)."""
        account = self.peer.account(user)
        check = account and (account.check_token if mechanism == "XOAUTH2" else account.check)
        right = bool(check) and check(password)
        scripted = self.act("auth", tag, account)
        verdict = "scripted" if scripted else "accepted" if right else "rejected"
        self.channel.note("auth", mechanism=mechanism, user=user, verdict=verdict, right=right)
        if verdict == "accepted":
            self.account, self.authenticated = account, True
        return verdict
