#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window under Xvfb against a made-up agent on a private bus. Its buttons are actions of the application, so the tests press them over the bus; what
stands in the window is compared as pixels, since it has to change when the agent's state does."""
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from peers import BOUNCE, HOSTILE, WRONG_PASSWORD, Agent, Desktop, need, wait_for  # noqa: E402
from tap import Skip, Tap, need_environment  # noqa: E402

STAGE, PREFIX = need_environment("MM_STAGE", "MM_PREFIX")
NAME = "org.mailmedic.Mailmedic.Window"
WINDOW = "/org/mailmedic/Mailmedic/Window/window/1"


class Scene:
    def __init__(self, *troubles, agent=True):
        need("Xvfb", "xdotool", "import")
        if not os.access(STAGE + PREFIX + "/libexec/mailmedic/mailmedic-window", os.X_OK):
            raise Skip("the window is not built (GTK 4 and libadwaita are missing)")
        self.desktop = Desktop(STAGE, PREFIX, display=True, keyring=False)
        self.agent = Agent(self.desktop) if agent else None
        if agent:
            self.agent.account()
        for trouble in troubles:
            self.agent.put(trouble)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.desktop.close()

    def open(self, *arguments):
        process = self.desktop.start("window", self.desktop.libexec + "/mailmedic-window", *arguments)
        wait_for(lambda: self.desktop.run("xdotool", "search", "--onlyvisible", "--name", "Mailmedic").stdout, 20, "the window")
        return process

    def press(self, action, *parameters):
        self.desktop.gdbus(WINDOW, "org.gtk.Actions.Activate", action, "[%s]" % ", ".join("<'%s'>" % p for p in parameters), "{}",
                           destination=NAME)

    def picture(self):
        return subprocess.run(["import", "-window", "root", "-crop", "620x760+0+0", "ppm:-"], env=self.desktop.env, capture_output=True,
                              check=True).stdout

    def settled(self):
        """The picture once it has stopped changing."""
        last = [b""]

        def same():
            before, last[0] = last[0], self.picture()
            return before == last[0]
        wait_for(same, 20, "a picture that stands still", 0.4)
        return last[0]


def colours(picture):
    body = picture[15:]
    return len({body[i:i + 3] for i in range(0, len(body) - 3, 3)})


def test_it_opens_at_the_trouble(tap):
    with Scene(WRONG_PASSWORD, BOUNCE) as scene:
        scene.open("--trouble", "t1a2b3c4")
        page = scene.settled()
        tap.ok(colours(page) > 30, "something is drawn", colours(page))
        scene.press("overview")
        overview = scene.settled()
        scene.press("show", "u5d6e7f8")
        other = scene.settled()
        tap.ok(len({page, overview, other}) == 3, "the trouble, the list and another trouble look different")
        second = scene.desktop.start("second", scene.desktop.libexec + "/mailmedic-window", "--trouble", "t1a2b3c4")
        tap.equal(second.wait(20), 0, "a second start hands its trouble to the first and ends")
        tap.ok(scene.settled() == page, "which turns to it")
        tap.equal(scene.desktop.read_log("window"), "", "GTK complains of nothing")


def test_its_buttons_ask_the_agent(tap):
    with Scene(WRONG_PASSWORD) as scene:
        scene.open("--trouble", "t1a2b3c4")
        scene.settled()
        scene.press("check")
        call = scene.agent.wait(lambda e: e.get("call") == "Recheck", "Recheck")
        tap.equal(call["path"], "/org/mailmedic/Mailmedic/trouble/t1a2b3c4", "“Check again” rechecks this trouble")
        scene.press("report")
        tap.ok(scene.agent.wait(lambda e: e.get("call") == "Report", "Report"), "“Copy report” asks for the report")
        scene.press("dismiss")
        tap.ok(scene.agent.wait(lambda e: e.get("call") == "Dismiss", "Dismiss"), "“Dismiss” dismisses")
        scene.settled()
        scene.press("check")
        time.sleep(0.5)
        tap.equal(len(scene.agent.calls("Recheck")), 1, "with no trouble on the page nothing can be checked")


def test_it_follows_what_happens(tap):
    with Scene(WRONG_PASSWORD) as scene:
        scene.open("--trouble", "t1a2b3c4")
        open_page = scene.settled()
        scene.agent.change("t1a2b3c4", Title="Something else is wrong")
        changed = scene.settled()
        scene.agent.change("t1a2b3c4", State="healed")
        scene.agent.order(remove=["trouble", "t1a2b3c4"])
        healed = scene.settled()
        tap.ok(len({open_page, changed, healed}) == 3, "a change and the healing are shown as they happen")
        process = scene.agent.process
        scene.agent.end()
        tap.ok(process.returncode is not None and scene.settled() != healed, "and so is the agent's end")
        tap.equal(scene.desktop.read_log("window"), "", "GTK complains of nothing")


def test_it_opens_without_an_agent(tap):
    with Scene(agent=False) as scene:
        os.remove(scene.desktop.path("services", "org.mailmedic.Mailmedic.service"))
        scene.desktop.gdbus("/org/freedesktop/DBus", "org.freedesktop.DBus.ReloadConfig", destination="org.freedesktop.DBus")
        process = scene.open()
        missing = scene.settled()
        scene.agent = Agent(scene.desktop)
        scene.agent.account()
        tap.ok(process.poll() is None and scene.settled() != missing, "it says so, and goes on when one comes")


def test_hostile_words_are_no_markup(tap):
    evil = dict(WRONG_PASSWORD, Title=HOSTILE, Summary="<i>x", Steps=["<b>step", "&amp"], FixableByWords="<u>you", Explanation="<span foreground='red'>",
                Page="javascript:alert(1)", Evidence=[dict(WRONG_PASSWORD["Evidence"][0], said=HOSTILE, host="<b>")])
    with Scene(evil, dict(evil, Id="second")) as scene:
        process = scene.open()
        scene.settled()
        scene.press("show", "t1a2b3c4")
        scene.settled()
        scene.press("page")
        scene.agent.change("t1a2b3c4", State="healed")
        scene.settled()
        tap.ok(process.poll() is None, "the list, the page and the healed page live with it")
        tap.equal(scene.desktop.read_log("window"), "", "and no label took it for markup")


if __name__ == "__main__":
    TAP = Tap()
    TAP.run(*[function for name, function in list(globals().items()) if name.startswith("test_")])
    TAP.done()
