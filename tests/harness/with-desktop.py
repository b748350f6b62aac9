#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""with-desktop.py [--display] [--dunst] [--no-keyring] STAGE PREFIX COMMAND…

Runs a command in a throw-away desktop (desktop.py) whose bus can start the agent of the stage.
"""
import argparse
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from desktop import Desktop
from tap import Skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--display", action="store_true")
    parser.add_argument("--dunst", action="store_true")
    parser.add_argument("--no-keyring", action="store_true")
    parser.add_argument("stage")
    parser.add_argument("prefix")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    try:
        with Desktop(options.stage, options.prefix, display=options.display or options.dunst,
                     dunst=options.dunst, keyring=not options.no_keyring) as desktop:
            return subprocess.call(options.command, env=desktop.env)
    except Skip as skip:
        print("with-desktop: %s" % skip, file=sys.stderr)
        return 77


sys.exit(main())
