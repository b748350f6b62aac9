#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account with POP3 and SMTP only, at real Dovecot and Postfix: its bounces are found by a look now and then, each once, and its mailbox is left as it is."""
import email.utils
import os
import pwd
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "harness")]

from desktop import Desktop, wait_for
from servers import PASSWORD, Servers, run, told

MAIL = os.path.join(HERE, "..", "mail", "postfix-unknown-recipient.eml")
RECIPIENT = "bob@refused.test"


def drop(servers, recipient):
    """A report about a recipient into good's mailbox; the file."""
    with open(MAIL, encoding="utf-8") as file:
        text = file.read().replace("bobb@birne.peer.test", recipient).replace("minutes-1@", recipient.replace("@", ".") + "@")
    text = re.sub(r"(?m)^Date: .*$", "Date: " + email.utils.formatdate(), text)
    path = "%s/mail/good/new/%s.peer" % (servers.root, recipient)
    nobody = pwd.getpwnam("nobody")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
        os.fchown(file.fileno(), nobody.pw_uid, nobody.pw_gid)
    return path


class Story:
    def __init__(self, tap, desk, servers):
        self.tap, self.desk, self.servers = tap, desk, servers
        self.account = None

    def logins(self, protocol="pop3"):
        return len(re.findall(protocol + r"-login: Info: Login: user=<good@peer.test>", self.servers.read_log("dovecot.log")))

    def look(self):
        """One look, with the one login it may cost."""
        before = self.logins()
        _, checked = self.desk.check(self.account)
        wait_for(lambda: self.logins() > before, 10, "the login's line in the log")
        self.tap.equal(self.logins(), before + 1, "a look is one login")
        return checked

    def known(self):
        """recipient: how often"""
        return {t["subject"]: t["count"] for t in self.desk.troubles(self.account)}

    def wait_known(self, wanted):
        try:
            wait_for(lambda: self.known() == wanted, 15, "the troubles", 0.2)
        except TimeoutError:
            pass
        self.tap.equal(self.known(), wanted, "the troubles are those of the reports", self.desk.logs()[-3000:])

    def a_letter_comes_back(self):
        self.account = self.desk.add_account("good@peer.test", PASSWORD, self.servers.urls(protocols=("pop3", "smtp")),
                                             self.servers.ca_file)
        self.tap.equal(self.look()["troubles"], [], "a good account has no trouble")
        self.servers.send("good", RECIPIENT)
        wait_for(lambda: self.servers.mailbox_files("good"), 20, "Postfix's report")
        self.look()
        self.wait_known({RECIPIENT: 1})

    def a_second_look_repeats_nothing(self):
        self.look()
        self.wait_known({RECIPIENT: 1})

    def another_client_takes_one_away(self):
        (first,) = self.servers.mailbox_files("good")
        drop(self.servers, "eve@remote.test")
        os.unlink(first)
        drop(self.servers, "kim@remote.test")
        there = len(self.servers.mailbox_files("good"))
        self.look()
        self.wait_known({RECIPIENT: 1, "eve@remote.test": 1, "kim@remote.test": 1})
        self.tap.equal(len(self.servers.mailbox_files("good")), there, "and nothing is deleted")
        unread = [path for path in self.servers.mailbox_files("good") if "S" in path.rpartition(":2,")[2]]
        self.tap.equal(unread, [], "nor marked as read")

    def the_next_agent_goes_on_where_this_one_was(self):
        before = self.known()
        pid = self.desk.agent_pid()
        os.kill(pid, 9)
        wait_for(lambda: self.desk.agent_pid() != pid, 10, "the agent's end")
        drop(self.servers, "lee@remote.test")
        self.desk.check(self.account)
        self.wait_known({**before, "lee@remote.test": 1})


def test_pop3_only(tap):
    with Servers() as servers, Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"]) as desk:
        story = Story(tap, desk, servers)
        with told(tap, desk, servers):
            story.a_letter_comes_back()
            story.a_second_look_repeats_nothing()
            story.another_client_takes_one_away()
            story.the_next_agent_goes_on_where_this_one_was()


run(globals())
