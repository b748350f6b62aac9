# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for the bench's procstat.py: also counts children of tagged processes.

The bench finds a program's processes by a word in their environment. Our workers get an environment of their own
making, so without this they would cost nothing in the table.
"""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def parent_of(pid):
    with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as file:
        return int(file.read().rpartition(")")[2].split()[1])


def with_children(tagged):
    """The tagged processes and all that descend from them."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                parents[int(name)] = parent_of(int(name))
            except OSError:
                pass
    found = set(tagged)
    while more := {pid for pid, parent in parents.items() if parent in found and pid not in found}:
        found |= more
    # What the bench itself runs is a child of the tagged shell too, but carries no tag of its own making.
    return {pid for pid in found if pid in tagged or is_worker(pid)}


def is_worker(pid):
    try:
        with open("/proc/%d/comm" % pid, encoding="ascii", errors="replace") as file:
            return file.read().startswith("mailmedic")
    except OSError:
        return False


def main():
    with open(os.path.join(HERE, "procstat-tagged.py"), encoding="utf-8") as file:
        source = file.read()
    head, mark, tail = source.partition("if name=='-baseline':")
    if not mark:
        sys.exit("the bench's procstat.py has changed: family.py does not know it any more")
    names = {"__name__": "__main__", "with_children": with_children}
    head += "only_tagged = tagged\ndef tagged():\n    return with_children(only_tagged())\n"
    exec(compile(head + mark + tail, "procstat.py", "exec"), names)  # pylint: disable=exec-used


main()
