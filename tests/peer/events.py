# SPDX-License-Identifier: GPL-3.0-or-later
"""What the peer saw: every connection, TLS handshake, command word and login attempt.

Kept in memory for tests that run the peer in their own process, and written as JSON Lines where a
file is named. A password never enters an event; only the word of a command does, not its arguments.
"""
import json
import threading
import time


class Events:
    def __init__(self, path=None):
        self._list = []
        self._changed = threading.Condition()
        self._file = open(path, "a", encoding="utf-8") if path else None

    def add(self, event, **fields):
        fields = {"event": event, "time": round(time.time(), 4), **fields}
        with self._changed:
            fields["number"] = len(self._list)
            self._list.append(fields)
            if self._file:
                self._file.write(json.dumps(fields) + "\n")
                self._file.flush()
            self._changed.notify_all()

    def all(self, event=None, since=0, **match):
        """Events in order, of one kind where `event` is given, with all of `match` equal."""
        with self._changed:
            seen = self._list[since:]
        return [e for e in seen if (event is None or e["event"] == event)
                and all(e.get(key) == value for key, value in match.items())]

    def count(self):
        with self._changed:
            return len(self._list)

    def wait(self, event, seconds, since=0, **match):
        """Waits until such an event is there; it, or None when the time is up."""
        ends = time.monotonic() + seconds
        while True:
            found = self.all(event, since, **match)
            if found:
                return found[0]
            left = ends - time.monotonic()
            if left <= 0:
                return None
            with self._changed:
                self._changed.wait(min(left, 0.5))
