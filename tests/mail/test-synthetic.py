#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Given our own synthetic bounces: `mailmedic diagnose` names each cause, and is not fooled by the look-alikes."""
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "harness"))

from tap import Tap, need_environment


def table():
    """The rows of README.md: file, cause ("none" for what is no report)."""
    with open(os.path.join(HERE, "README.md"), encoding="utf-8") as file:
        return [row for row in re.findall(r"(?m)^\| ([a-z-]+) \| [^|]+ \| ([a-z-]+) \|$", file.read()) if os.path.exists(os.path.join(HERE, row[0] + ".eml"))]


def test_each_synthetic_mail_gets_its_cause(tap):
    (folder,) = need_environment("MM_BIN")
    rows = table()
    files = [os.path.join(HERE, name + ".eml") for name, _ in rows]
    done = subprocess.run([folder + "/mailmedic", "diagnose", "--json", *files], capture_output=True, text=True,
                          check=False, timeout=60)
    tap.equal(done.returncode, 0, "all are read", done.stderr)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    tap.equal(len(lines), len(rows), "one answer each", done.stdout)
    for (name, cause), line in zip(rows, lines):
        report = line["kind"] in ("bounce", "delay")
        found = [r["cause"] for r in line["recipients"]] if report else []
        tap.equal(found, [] if cause == "none" else [cause], "%s: %s" % (name, cause), line)
    with open(files[0], encoding="utf-8") as file:
        tap.ok("X-Synthetic:" in file.read(), "they are marked as synthetic")


def main():
    tap = Tap()
    tap.run(test_each_synthetic_mail_gets_its_cause)
    tap.done()


main()
