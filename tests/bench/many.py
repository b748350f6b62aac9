#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""many.py [ROUNDS]: how long a check of fifty accounts at twenty-five hosts takes, beside that of one account.

Two figures: with servers that answer at once (then the machine is the limit: each worker is a process, and our peer is on the same
processors), and with servers that take 0.2 s for the greeting and for the login (then it is the queue). Prints JSON Lines.
"""
import json
import os
import statistics
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "peer"), os.path.join(HERE, "..", "harness")]

from crowd import COUNT, HOSTS, Crowd


def seconds(crowd, *account):
    began = time.monotonic()
    done = crowd.desk.mailmedic("check", *account, "--json", seconds=300)
    if done.returncode != 0:
        raise RuntimeError(done.stdout[-1000:] + done.stderr)
    return time.monotonic() - began


def measure(crowd, delay, rounds):
    crowd.slow_down(delay)
    one = statistics.median(seconds(crowd, crowd.ids[crowd.accounts[0]]) for _ in range(rounds))
    every = statistics.median(seconds(crowd) for _ in range(rounds))
    print(json.dumps({"what": "crowd", "accounts": COUNT, "hosts": len(HOSTS), "delay_s": delay, "rounds": rounds,
                      "one_s": round(one, 3), "all_s": round(every, 3), "ratio": round(every / one, 1)}), flush=True)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with Crowd(os.environ["MM_STAGE"], os.environ["MM_PREFIX"], 0) as crowd:
        for delay in (0, 0.2):
            measure(crowd, delay, rounds)


main()
