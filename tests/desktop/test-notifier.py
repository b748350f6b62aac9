#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The notifier against a made-up agent and a made-up notification server on a private bus."""
import os
import shutil
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from peers import ACCOUNT, BOUNCE, FULL, HOSTILE, WRONG_PASSWORD, Agent, Desktop, Notifications, wait_for  # noqa: E402
from tap import Tap, need_environment  # noqa: E402

STAGE, PREFIX = need_environment("MM_STAGE", "MM_PREFIX")
WINDOW_STUB = """#!/bin/sh
echo "$*|$XDG_ACTIVATION_TOKEN|$DESKTOP_STARTUP_ID" >>"$HOME/window"
"""


class Scene:
    """A desktop with both peers and the notifier; `window`: installed or not, it only writes down how it was started."""

    def __init__(self, capabilities=FULL, window=True, server=True):
        self.desktop = Desktop(self.copy(window), PREFIX, keyring=False)
        self.agent = Agent(self.desktop)
        self.server = Notifications(self.desktop, *capabilities) if server else None
        self.notifier = None

    def copy(self, window):
        """The shipped notifier in a stage of its own, so that the window beside it can be replaced."""
        self.stage = os.path.join(os.environ.get("MM_BUILD", "/tmp"), "desktop-stage-%d" % os.getpid())
        shutil.rmtree(self.stage, ignore_errors=True)
        libexec = self.stage + PREFIX + "/libexec/mailmedic"
        os.makedirs(libexec)
        shutil.copy(STAGE + PREFIX + "/libexec/mailmedic/mailmedic-notifier", libexec)
        if window:
            with open(libexec + "/mailmedic-window", "w", encoding="ascii") as file:
                file.write(WINDOW_STUB)
            os.chmod(libexec + "/mailmedic-window", 0o755)
        return self.stage

    def start(self):
        self.notifier = self.desktop.start_notifier()

    def opened(self):
        try:
            with open(self.desktop.path("home", "window"), encoding="utf-8") as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.desktop.close()
        shutil.rmtree(self.stage, ignore_errors=True)


def test_a_trouble_is_shown_updated_and_withdrawn(tap):
    with Scene() as scene:
        scene.agent.put(WRONG_PASSWORD)
        scene.agent.put(BOUNCE, Notify=False)
        scene.start()
        shown = scene.server.wait_shown("was not accepted")
        tap.ok("You can fix this: enter the right password." in shown["body"], "the body says whose job it is and the first step",
               shown["body"])
        tap.ok("The server imap.example.org said: “[AUTHENTICATIONFAILED] Authentication failed.”" in shown["body"],
               "the server's words are a quotation with who said them", shown["body"])
        tap.equal(shown["actions"], ["default", "Show steps", "check", "Check again"], "a click shows the steps, a second action checks")
        tap.equal((shown["hints"]["desktop-entry"], shown["hints"]["category"], shown["hints"]["urgency"], shown["timeout"]),
                  ("org.mailmedic.Mailmedic", "email", 1, 0), "it names its application, is e-mail, normal, and stays")
        scene.agent.change("t1a2b3c4", Summary="Your postmaster can fix this: ask.")
        update = scene.server.wait(lambda e: e.get("replaces") == shown["notify"], "the update")
        tap.ok("Your postmaster" in update["body"], "a change is told in place")
        scene.agent.change("t1a2b3c4", State="healed")
        scene.agent.order(remove=["trouble", "t1a2b3c4"])
        scene.server.wait_closed(shown["notify"])
        tap.equal(len(scene.server.shown()), 2, "nothing else was shown: not the one that is not worth it")
        tap.equal(scene.notifier.wait(15), 0, "with nothing to tell it ends")


def test_a_click_opens_the_window_at_the_trouble_with_the_token(tap):
    with Scene() as scene:
        scene.agent.put(WRONG_PASSWORD)
        scene.start()
        number = scene.server.wait_shown("was not accepted")["notify"]
        scene.server.order(action=[number, "default", "tok-123"])
        opened = wait_for(scene.opened, 10, "the window's start")
        tap.equal(opened, ["--trouble t1a2b3c4|tok-123|tok-123"], "the window is started at the trouble, with the activation token")
        scene.server.wait_closed(number)
        scene.agent.change("t1a2b3c4", Count=2)
        scene.agent.put(BOUNCE)
        scene.server.wait_shown("bob@example.net")
        tap.equal(len(scene.server.shown()), 2, "what was opened is not shown again")


def test_check_again_asks_the_agent_and_comes_back_if_it_still_fails(tap):
    with Scene() as scene:
        scene.agent.put(WRONG_PASSWORD)
        scene.start()
        number = scene.server.wait_shown("was not accepted")["notify"]
        scene.server.order(action=[number, "check", ""])
        scene.agent.wait(lambda e: e.get("call") == "Recheck", "Recheck")
        again = scene.server.wait(lambda e: "notify" in e, "the notification's return", since=len(scene.server.events))
        tap.ok("was not accepted" in again["title"], "after a check that changed nothing it is shown again")
        scene.agent.order(on_check=[{"put": ["trouble", "t1a2b3c4", {"State": "healed"}]}, {"remove": ["trouble", "t1a2b3c4"]}])
        count = len(scene.server.shown())
        scene.server.order(action=[again["notify"], "check", ""])
        scene.notifier.wait(15)
        tap.equal(len(scene.server.shown()), count, "after a check that healed it, it is not")
        tap.equal(scene.opened(), [], "no window was opened")


def test_a_refused_check_puts_the_notification_back(tap):
    with Scene() as scene:
        scene.agent.put(WRONG_PASSWORD)
        scene.agent.order(refuse={"Recheck": ["NotNow", "Too many checks: wait a minute."]})
        scene.start()
        number = scene.server.wait_shown("was not accepted")["notify"]
        since = len(scene.server.events)
        scene.server.order(action=[number, "check", ""])
        tap.ok(scene.server.wait(lambda e: "notify" in e, "its return", since=since), "it is there again")


def test_what_the_person_put_away_stays_away_until_it_is_over(tap):
    with Scene() as scene:
        scene.agent.put(WRONG_PASSWORD)
        scene.start()
        number = scene.server.wait_shown("was not accepted")["notify"]
        scene.server.order(close=[number, 2])
        scene.agent.change("t1a2b3c4", Summary="Something else.")
        scene.agent.put(BOUNCE)
        scene.server.wait_shown("bob@example.net")
        tap.equal(len(scene.server.shown()), 2, "an update of a dismissed one shows nothing")
        scene.server.end()
        scene.server = Notifications(scene.desktop, *FULL)
        scene.server.wait_shown("bob@example.net")
        tap.equal([e["title"] for e in scene.server.shown()], [BOUNCE["Title"]], "nor does a new notification server")
        scene.agent.change("t1a2b3c4", State="healing")
        time.sleep(1.2)
        scene.agent.change("t1a2b3c4", State="open")
        tap.ok(scene.server.wait_shown("was not accepted"), "when it breaks again after healing, it is shown")


def test_a_new_notification_server_is_told_what_is_open(tap):
    with Scene() as scene:
        scene.agent.put(WRONG_PASSWORD)
        scene.start()
        scene.server.wait_shown("was not accepted")
        scene.server.end()
        scene.agent.put(BOUNCE)
        scene.server = Notifications(scene.desktop, "body")
        first = scene.server.wait_shown("was not accepted")
        scene.server.wait_shown("bob@example.net")
        tap.equal(first["replaces"], 0, "as a new notification, not as an update of one the old server had")
        tap.equal(first["actions"], [], "and as the new server can show it")


def test_without_a_server_it_waits_quietly(tap):
    with Scene(server=False) as scene:
        scene.agent.put(WRONG_PASSWORD)
        scene.start()
        wait_for(lambda: scene.desktop.owned("org.mailmedic.Mailmedic.Notifier"), 10, "the notifier's start")
        for count in range(3):
            scene.agent.change("t1a2b3c4", Count=count + 2)
        time.sleep(1.5)
        with open("/proc/%d/stat" % scene.notifier.pid, encoding="ascii") as file:
            ticks = sum(int(n) for n in file.read().rpartition(")")[2].split()[11:13])
        tap.ok(scene.notifier.poll() is None and ticks < 20, "it lives and does not spin", "%d ticks" % ticks)
        server = Notifications(scene.desktop, *FULL)
        tap.ok(server.wait_shown("was not accepted"), "when one comes, it is told")


def test_hostile_words_are_escaped_where_there_is_markup(tap):
    with Scene() as scene:
        evidence = [dict(WRONG_PASSWORD["Evidence"][0], said=HOSTILE, host="<b>host</b>")]
        scene.agent.put(WRONG_PASSWORD, Evidence=evidence, Summary="Fix <i>it</i>", Title="Title <b>\x1b[1m\nx")
        scene.start()
        shown = scene.server.wait_shown("Title")
        body = shown["body"]
        tap.ok("<" not in body and "&lt;a href=" in body and "&lt;i&gt;" in body and "&amp;" in body, "no tag survives", body)
        tap.ok("\x1b" not in body + shown["title"] and "\u202e" not in body, "no control or direction character survives", repr(shown))
        tap.ok("%s%n" in body, "and nothing is taken for a format", body)
        tap.ok("\n" not in shown["title"], "the title is one line")


def test_a_plain_server_gets_plain_words_and_a_command(tap):
    with Scene(capabilities=("body",)) as scene:
        scene.agent.put(WRONG_PASSWORD, Summary="Fix a & b < c")
        scene.start()
        shown = scene.server.wait_shown("was not accepted")
        tap.ok("Fix a & b < c" in shown["body"], "nothing is escaped for a server without markup", shown["body"])
        tap.equal(shown["actions"], [], "it gets no actions")
        tap.ok("1. Log in on your provider" in shown["body"] and "mailmedic show t1a2b3c4" in shown["body"],
               "but the first steps and the command that shows all", shown["body"])


def test_without_the_window_the_steps_are_in_the_body(tap):
    with Scene(window=False) as scene:
        scene.agent.put(WRONG_PASSWORD)
        scene.start()
        shown = scene.server.wait_shown("was not accepted")
        tap.equal(shown["actions"], ["check", "Check again"], "no action that cannot be done")
        tap.ok("1. Log in on your provider" in shown["body"], "the first steps are in the body", shown["body"])


def test_many_troubles_of_one_account_are_one_notification(tap):
    with Scene() as scene:
        for number in range(6):
            scene.agent.put(BOUNCE, Id="many%d" % number, Title="There is no mailbox b%d@example.net" % number)
        scene.agent.put(WRONG_PASSWORD, AccountId="other", Id="other1", Title="Another account")
        scene.start()
        group = scene.server.wait_shown("6 mail troubles of ann@example.org")
        scene.server.wait_shown("Another account")
        tap.equal(len(scene.server.shown()), 2, "six of one account are one, another account's is its own")
        tap.ok("and 2 more" in group["body"] and "b0@example.net" in group["body"], "it names some of them", group["body"])
        scene.server.order(action=[group["notify"], "default", ""])
        tap.equal(wait_for(scene.opened, 10, "the window's start"), ["||"], "a click opens the list")


def test_troubles_that_become_many_take_over_a_notification(tap):
    with Scene() as scene:
        scene.agent.put(BOUNCE, Id="many0", Title="There is no mailbox b0@example.net")
        scene.start()
        single = scene.server.wait_shown("b0@example.net")
        for number in range(1, 6):
            scene.agent.put(BOUNCE, Id="many%d" % number, Title="There is no mailbox b%d@example.net" % number)
        group = scene.server.wait_shown("6 mail troubles of ann@example.org")
        tap.equal((group["notify"], group["replaces"]), (single["notify"], single["notify"]), "the first one tells of all", group)
        tap.ok("check" not in group["actions"], "a group cannot be checked again", group["actions"])
        for number in range(6):
            scene.agent.change("many%d" % number, State="dismissed")
        scene.agent.put(BOUNCE, Id="manifold", Title="There is no mailbox the recipient")
        last = scene.server.wait_shown("the recipient")
        tap.equal(last["notify"], single["notify"], "and becomes the one that stands for all of them", last)
        tap.ok("check" in last["actions"], "which can be checked again", last["actions"])


def test_a_flood_is_told_once_a_second_at_most(tap):
    with Scene() as scene:
        scene.agent.put(WRONG_PASSWORD)
        scene.start()
        scene.server.wait_shown("was not accepted")
        started = time.monotonic()
        for count in range(300):
            scene.agent.change("t1a2b3c4", Summary="Change %d." % count)
        scene.server.wait(lambda e: "Change 299." in e.get("body", ""), "the last change")
        took = time.monotonic() - started
        tap.ok(len(scene.server.shown()) <= took + 3, "300 changes are few updates, the last one among them",
               "%d updates in %.1f s" % (len(scene.server.shown()), took))


def test_it_goes_with_the_agent(tap):
    with Scene() as scene:
        scene.agent.put(WRONG_PASSWORD)
        scene.start()
        number = scene.server.wait_shown("was not accepted")["notify"]
        scene.agent.end()
        scene.server.wait_closed(number)
        tap.equal(scene.notifier.wait(10), 0, "the notifications are withdrawn and it ends")


def test_there_is_only_one(tap):
    with Scene() as scene:
        scene.agent.put(WRONG_PASSWORD)
        scene.start()
        scene.server.wait_shown("was not accepted")
        second = scene.desktop.start_notifier()
        tap.equal(second.wait(10), 1, "a second notifier ends")
        tap.equal(len(scene.server.shown()), 1, "and shows nothing")
        tap.ok(ACCOUNT["Address"] in scene.server.shown()[0]["title"], "the first goes on")


if __name__ == "__main__":
    TAP = Tap()
    TAP.run(*[function for name, function in list(globals().items()) if name.startswith("test_")])
    TAP.done()
