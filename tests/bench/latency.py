#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""latency.py [N]: `* n EXISTS` on the wire -> org.freedesktop.Notifications.Notify on the bus, in milliseconds.

Our own server tells an idling client at once, so none of Dovecot's 500 ms is in it; fetching, the confined reader, the
diagnosis, the store and the notifier are. The first sample also starts the notifier. Prints one JSON line like the bench's latency.sh.
"""
import json
import os
import queue
import statistics
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "peer"), os.path.join(HERE, "..", "harness")]

from desktop import Desktop, wait_for
from peer import Peer

ADDRESS = "ann@peer.test"
WATCHED = "type='method_call',interface='org.freedesktop.Notifications',member='Notify'"


def listen(desk, heard):
    """Puts the time of every Notify into the queue."""
    monitor = subprocess.Popen(["dbus-monitor", "--session", "--profile", WATCHED], env=desk.env,
                               stdout=subprocess.PIPE, text=True, bufsize=1)

    def read():
        for line in monitor.stdout:
            words = line.split("\t")
            if words[0] == "mc" and words[-1].strip() == "Notify":
                heard.put(float(words[1]))
    threading.Thread(target=read, daemon=True).start()
    return monitor


def bounce(number):
    with open(os.path.join(HERE, "..", "mail", "postfix-unknown-recipient.eml"), "rb") as file:
        data = file.read()
    data = data.replace(b"bobb@", b"bob%d@" % number).replace(b"minutes-1", b"minutes-%d" % number)
    now = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime()).encode()
    head, _, tail = data.partition(b"\nDate: ")
    return head + b"\nDate: " + now + b"\n" + tail.partition(b"\n")[2]


PACE = 2.5  # seconds between mails: the notifier itself sends at most one change a second


def samples(peer, heard, count):
    inbox = peer.account(ADDRESS).folder("INBOX")
    found = []
    for number in range(count):
        time.sleep(PACE)
        began = time.time()
        inbox.deliver(bounce(number))
        try:
            found.append((heard.get(timeout=10) - began) * 1000)
        except queue.Empty:
            print("sample %d was lost" % number, file=sys.stderr)
    return found


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    heard = queue.Queue()
    with Peer() as peer, Desktop(os.environ["MM_STAGE"], os.environ["MM_PREFIX"], display=True, dunst=True) as desk:
        peer.add_account(ADDRESS, "right-horse-42")
        peer.listen("imaps")
        desk.add_account(ADDRESS, "right-horse-42", {"imap": peer.url("imaps")}, peer.ca_file)
        wait_for(lambda: peer.events.all("idle"), 30, "the watching")
        monitor = listen(desk, heard)
        time.sleep(1)
        times = samples(peer, heard, count)
        monitor.terminate()
        monitor.wait()
    line = {"peer": "ours", "from": "EXISTS", "n": len(times), "lost": count - len(times),
            "ms": [round(t, 1) for t in times]}
    if times:
        line.update(median=round(statistics.median(times), 1), min=round(min(times), 1), max=round(max(times), 1))
    print(json.dumps(line))


main()
