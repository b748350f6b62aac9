# SPDX-License-Identifier: GPL-3.0-or-later
"""TAP for our Python tests: plan at the end, diagnostics as comments, skips that are seen.

A test function without an answer is a failure; an exception is a failure with its trace.
"""
import os
import signal
import sys
import traceback


def _end_in_order(number, _):
    """A test ended from outside still ends what it started."""
    sys.exit(128 + number)


signal.signal(signal.SIGTERM, _end_in_order)
signal.signal(signal.SIGHUP, _end_in_order)


class Skip(Exception):
    """This test cannot run here; the words say why."""


class Tap:
    def __init__(self):
        self.number = 0
        self.failed = 0

    def _line(self, text):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()

    def diag(self, text):
        for line in str(text).splitlines():
            self._line("# " + line)

    def ok(self, condition, name, *why):
        """One assertion. `why` is shown when it fails."""
        self.number += 1
        self._line("%sok %d - %s" % ("" if condition else "not ", self.number,
                                     name.replace("#", "\\#")))
        if not condition:
            self.failed += 1
            for piece in why:
                self.diag(piece)
        return bool(condition)

    def equal(self, got, wanted, name, *why):
        return self.ok(got == wanted, name, "got:    %r" % (got,), "wanted: %r" % (wanted,), *why)

    def skip(self, name, why):
        self.number += 1
        self._line("ok %d - %s # SKIP %s" % (self.number, name, why))

    def run(self, *functions):
        """Runs each as one story: `function(tap)`. Skips and exceptions are answers too."""
        for function in functions:
            name = function.__name__.removeprefix("test_").replace("_", " ")
            before = self.number
            try:
                function(self)
            except Skip as skip:
                self.skip(name, str(skip))
            except Exception:  # pylint: disable=broad-except
                self.ok(False, name, traceback.format_exc())
            if self.number == before:
                self.ok(False, name, "asserted nothing")

    def done(self):
        self._line("1..%d" % self.number)
        sys.exit(1 if self.failed else 0)


def skip_all(why):
    """The whole file cannot run here."""
    sys.stdout.write("1..0 # SKIP %s\n" % why)
    sys.exit(0)


def main(names, needs=()):
    """The main program of a test: each function test_… of its `globals()` in their order, so that none is left out."""
    need_environment(*needs)
    tap = Tap()
    tap.run(*[value for name, value in names.items() if name.startswith("test_")])
    tap.done()


def need_environment(*names):
    """The paths `make check` gives to tests; SKIP of the whole file without them."""
    missing = [name for name in names if not os.environ.get(name)]
    if missing:
        skip_all("run by `make check` (%s not set)" % " ".join(missing))
    return [os.environ[name] for name in names]
