# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo prints: colours on a terminal only, long lines folded, progress one line at a time."""
import os
import shutil
import sys
import textwrap
import time

COLOURS = {"red": "31", "green": "32", "yellow": "33", "bold": "1", "dim": "2"}
READING_SECONDS = 3
BEGAN = time.monotonic()


def _coloured():
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def paint(text, colour):
    return "\033[%sm%s\033[0m" % (COLOURS[colour], text) if _coloured() else text


def fold(text, indent, first=None):
    width = min(100, shutil.get_terminal_size().columns)
    return textwrap.fill(text, width, initial_indent=first or indent, subsequent_indent=indent)


def say(text=""):
    print(text, flush=True)


def progress(text):
    say(paint("%4.1f s  %s" % (time.monotonic() - BEGAN, text), "dim"))


def heading(text):
    say("\n" + paint(text, "bold"))


def breathe():
    """Time to read, where a person is reading."""
    if sys.stdout.isatty():
        time.sleep(READING_SECONDS)


def trouble(found, address):
    """A trouble as a person reads it: what, whose job, the server's words, the steps."""
    say("\n  " + paint("✗ " + found["title"], "red"))
    say(fold("%s · %s" % (address, WHOSE.get(found["fixer"], found["fixer"])), "    "))
    said = next((e["said"] for e in found["evidence"] if e.get("said")), "")
    if said:
        say(paint(fold("The server says: “%s”" % said, "    "), "dim"))
    for number, step in enumerate(found["steps"], 1):
        say(fold(step, "       ", "    %d. " % number))
    breathe()


def healed(title):
    say("\n  " + paint("✓ " + title, "green"))


WHOSE = {
    "user": "you can fix this",
    "postmaster": "your postmaster can fix this",
    "provider": "your provider has to fix this",
    "recipient": "the recipient has to fix this",
    "network": "the network has to be fixed",
    "nobody": "nobody has to do anything but wait",
}
