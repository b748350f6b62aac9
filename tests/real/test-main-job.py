#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job, on real Dovecot, Postfix, gnome-keyring and dunst.

A letter is refused; Postfix writes its report into the mailbox; a notification tells it; its click opens the window at
that trouble; another program reads the same over D-Bus. A second account's password is wrong: its trouble heals and its
notification goes away once the keyring is corrected, with nothing restarted. Screenshots stay in BUILD/screenshots.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "harness")]

from desktop import BUS_ROOT, Desktop, need, wait_for
from servers import PASSWORD, Servers, run, told

RECIPIENT = "bob@refused.test"
TROUBLE = "org.mailmedic.Trouble1"


def shoot(desk, name):
    """The whole screen into BUILD/screenshots/NAME.png; its path."""
    folder = os.path.join(os.environ.get("MM_BUILD", desk.root), "screenshots")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name + ".png")
    desk.run("import", "-window", "root", path)
    return path


def colours(desk, path):
    """How many different colours a picture has: a bare screen has one."""
    return int(desk.run("identify", "-format", "%k", path).stdout or 0)


def displayed(desk):
    text = desk.run("dunstctl", "count", "displayed").stdout.strip()
    return int(text) if text.isdigit() else -1


def read(desk, trouble, name):
    """A property as another program reads it."""
    return desk.gdbus("%s/trouble/%s" % (BUS_ROOT, trouble["id"]), "org.freedesktop.DBus.Properties.Get", TROUBLE, name)


def windows(desk):
    """(pid, command line) of every window program of this desktop."""
    found = []
    for pid in desk.processes():
        try:
            with open("/proc/%d/cmdline" % pid, "rb") as file:
                words = file.read().decode("utf-8", "replace").split("\0")
        except OSError:
            continue
        if words[0].endswith("/mailmedic-window"):
            found.append((pid, words))
    return found


class Story:
    def __init__(self, tap, desk, servers):
        self.tap, self.desk, self.servers = tap, desk, servers
        self.account = self.trouble = None

    def a_person_adds_an_account(self):
        self.account = self.desk.add_account("good@peer.test", PASSWORD, self.servers.urls(), self.servers.ca_file)
        code, checked = self.desk.check(self.account)
        self.tap.equal((code, checked["troubles"]), (0, []), "a good account has no trouble", checked, self.desk.logs())
        wait_for(lambda: "Login: user=<good@peer.test>" in self.servers.read_log("dovecot.log"), 20, "the login")
        self.tap.equal(displayed(self.desk), 0, "and nothing is shown while there is nothing to do")

    def a_letter_comes_back(self):
        self.servers.send("good", RECIPIENT)
        self.trouble = self.desk.wait_trouble(self.account, "recipient-unknown", 30)
        self.tap.equal(self.trouble["subject"], RECIPIENT, "Postfix's own report becomes a trouble about the recipient")
        self.tap.ok("status=bounced" in self.servers.read_log("postfix.log"), "Postfix itself wrote the report")
        self.tap.ok("User unknown" in self.trouble["evidence"][0]["said"], "with the other server's words",
                    self.trouble["evidence"])

    def the_notification_is_clicked(self):
        wait_for(lambda: displayed(self.desk) == 1, 15, "the notification")
        path = shoot(self.desk, "notification")
        self.tap.ok(colours(self.desk, path) > 1, "dunst draws the notification", path)
        traffic = self.desk.read_log("bus-traffic")
        self.tap.ok(RECIPIENT in traffic[traffic.find("member=Notify"):], "it names the recipient")
        done = self.desk.run("dunstctl", "action", "0")
        self.tap.equal(done.returncode, 0, "its default action is invoked", done.stderr)

    def the_window_opens_at_the_trouble(self):
        if not os.access(self.desk.libexec + "/mailmedic-window", os.X_OK):
            self.tap.skip("the window opens at that trouble", "built without GTK")
            return
        found = wait_for(lambda: windows(self.desk), 15, "the window's start")
        self.tap.ok(self.trouble["id"] in found[0][1], "the click opens the window at that trouble", found)
        pid = str(found[0][0])
        wait_for(lambda: self.desk.run("xdotool", "search", "--onlyvisible", "--pid", pid).stdout.strip(), 15,
                 "the window's showing", 0.2)
        wait_for(lambda: colours(self.desk, shoot(self.desk, "window")) > 20, 10, "the window's first frame", 0.3)
        self.tap.ok(True, "it is drawn: BUILD/screenshots/window.png")
        os.kill(int(pid), 15)

    def another_program_reads_the_same(self):
        facts = {"Cause": "recipient-unknown", "FixableBy": "user", "Subject": RECIPIENT, "State": "open",
                 "Address": "good@peer.test", "Title": self.trouble["title"], "Steps": self.trouble["steps"][0]}
        for name, wanted in facts.items():
            self.tap.ok(wanted in read(self.desk, self.trouble, name), "gdbus reads %s" % name,
                        wanted, read(self.desk, self.trouble, name))
        evidence = read(self.desk, self.trouble, "Evidence")
        self.tap.ok("User unknown" in evidence and "'code': <'550'>" in evidence and "5.1.1" in evidence,
                    "gdbus reads the evidence", evidence)
        managed = self.desk.gdbus(BUS_ROOT, "org.freedesktop.DBus.ObjectManager.GetManagedObjects")
        self.tap.ok(self.trouble["id"] in managed and "Account1" in managed, "and finds it through the object manager")

    def a_second_account_heals(self):
        agent = self.desk.agent_pid()
        shown = displayed(self.desk)
        second = self.desk.add_account("other@peer.test", "wrong-horse-41", self.servers.urls("starttls"),
                                       self.servers.ca_file)
        self.desk.wait_trouble(second, "wrong-password", 30)
        wait_for(lambda: displayed(self.desk) == shown + 1, 15, "its notification")
        self.tap.ok(True, "a wrong password becomes a trouble and a notification")
        shoot(self.desk, "wrong-password")
        self.desk.set_password(second, PASSWORD)
        wait_for(lambda: not self.desk.troubles(second), 30, "the healing", 0.2)
        wait_for(lambda: displayed(self.desk) == shown, 15, "the notification's going away")
        self.tap.ok(True, "the corrected keyring heals it, and its notification goes away")
        self.tap.equal(self.desk.agent_pid(), agent, "nothing was restarted")
        failures = self.servers.read_log("dovecot.log").count("auth failed, 1 attempts")
        self.tap.equal(failures, 1, "the server saw one failed login", self.servers.read_log("dovecot.log")[-2000:])
        self.tap.equal([t["cause"] for t in self.desk.troubles()], ["recipient-unknown"], "the other trouble stays")


def test_the_main_job(tap):
    need("dunst", "dunstctl", "Xvfb", "import", "identify", "xdotool", "dbus-monitor")
    with Servers() as servers, Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"], display=True, dunst=True) as desk:
        desk.start_monitor()
        story = Story(tap, desk, servers)
        with told(tap, desk, servers):
            story.a_person_adds_an_account()
            story.a_letter_comes_back()
            story.the_notification_is_clicked()
            story.the_window_opens_at_the_trouble()
            story.another_program_reads_the_same()
            story.a_second_account_heals()


run(globals())
