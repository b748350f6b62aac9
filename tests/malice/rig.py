# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the worker share: a staged tree of their own, a way to run the worker as the agent does, TAP."""
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
STAGE = pathlib.Path(os.environ["MM_STAGE"])
BUILD = pathlib.Path(os.environ["MM_BUILD"])


class Tap:
    """Counts as it goes; the plan comes last."""

    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, detail=""):
        self.count += 1
        if not good:
            self.failed += 1
            for line in str(detail).splitlines()[:20]:
                print("#", line)
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}", flush=True)

    def skip(self, name, why):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {why}", flush=True)

    def end(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)


class Tree:
    """A copy of the staged installation below a temporary folder, into which test plugins may be put."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="mm-malice-"))
        self.tree = self.root / "tree"
        shutil.copytree(STAGE, self.tree, symlinks=True)
        self.worker = self._moved("MM_LIBEXEC") / "mailmedic-worker"
        self.plugins = self._moved("MM_PLUGINS")
        for name in ("effects", "home/.ssh"):
            (self.root / name).mkdir(parents=True)

    def _moved(self, variable):
        return self.tree / pathlib.Path(os.environ[variable]).relative_to(STAGE)

    def add_plugin(self, module, name):
        """Copies a test module that `make check` built into the plugin folder under another name."""
        target = self.plugins / f"{name}.so"
        shutil.copy(BUILD / ".libs" / f"{module}.so", target)
        target.chmod(0o755)
        return target

    def remove(self):
        shutil.rmtree(self.root, ignore_errors=True)


class Ended:
    """How a worker ended and what it said."""

    def __init__(self, status, out, err, seconds, flooded):
        self.exit = status if status >= 0 else None
        self.signal = signal.Signals(-status).name if status < 0 else ""
        self.raw, self.log, self.seconds, self.flooded = out, err.decode("utf-8", "replace"), seconds, flooded

    def lines(self):
        found = []
        for line in self.raw.split(b"\n"):
            try:
                found.append(json.loads(line))
            except ValueError:
                pass
        return found

    def all(self, name):
        return [line[name] for line in self.lines() if isinstance(line, dict) and name in line]

    def causes(self):
        return [finding["causes"][0] for finding in self.all("finding")]

    def __str__(self):
        said = self.raw[:2000].decode("utf-8", "replace")
        return f"exit {self.exit} {self.signal} after {self.seconds:.2f} s\n{said}\n{self.log}"


def speak_job(port, protocol="imap", security="tls", host="127.0.0.1", deadline=10, **more):
    server = {"host": host, "port": port, "security": security, "user": "ann"}
    return {"profile": "speak", "account": "a", "address": "ann@example.org", "protocol": protocol,
            "server": server,
            "deadline": deadline, **more}


def run(worker, plugin, job, frames=b"", secret=b'"correct horse"\n', wall=20, output=4 << 20, environment=None,
        before=None):
    """Runs one worker with the four pipes of CONTRACT.md, kills it at the wall deadline or when it says too much."""
    secret_read, secret_write = os.pipe()
    os.write(secret_write, secret)
    os.close(secret_write)

    def prepare():
        os.dup2(secret_read, 3)
        if before:
            before()

    start = time.monotonic()
    process = subprocess.Popen([str(worker), plugin], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE,
                               env=environment or {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
                               preexec_fn=prepare, pass_fds=(3, secret_read))
    os.close(secret_read)
    given = (json.dumps(job).encode() + b"\n" if job is not None else b"") + frames
    try:
        process.stdin.write(given)
        process.stdin.close()
    except BrokenPipeError:
        pass
    out, flooded = {process.stdout: b"", process.stderr: b""}, False
    waiting = set(out)
    while waiting:
        ready, _, _ = select.select(waiting, [], [], max(0, start + wall - time.monotonic()))
        for pipe in ready:
            data = os.read(pipe.fileno(), 65536)
            out[pipe] += data
            if not data:
                waiting.discard(pipe)
        flooded = len(out[process.stdout]) > output
        if not ready or flooded:
            process.kill()
            break
    status = process.wait()
    return Ended(status, out[process.stdout], out[process.stderr], time.monotonic() - start, flooded)
