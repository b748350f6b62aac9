# SPDX-License-Identifier: GPL-3.0-or-later
"""
A plugin that goes bad reaches nothing: every sin, from a module's constructor, from prepare and from run, in all
profiles. Each sin is first tried without confinement (the module is loaded by Python, its constructor sins), so that a
sin that cannot work anywhere does not pass as contained.
"""
import concurrent.futures
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading

import rig

PLACES = ("constructor", "prepare", "run")
PROFILES = ("speak", "read", "lookup")
KEY = "canary-of-the-private-key"
# sin: how it ends. SIGSYS: killed by the sandbox. survived: refused with an error, the plugin went on. starved: survived,
# or crashed later for want of the memory it holds.
SINS = {
    "exec": "SIGSYS", "spawn": "SIGSYS", "fork": "SIGSYS", "thread": "SIGSYS", "inet": "SIGSYS",
    "unix": "refused", "bus": "refused",
    "key": "survived", "write": "survived", "ptrace": "SIGSYS", "kill": "SIGSYS", "memory": "starved",
    "loop": "cpu", "flood": "flood", "hosts": "survived",
}
# Allowed while names are looked up and libraries loaded.
LATE = ("hosts",)
# A plain loader stands for a worker without confinement; only what harms nobody and ends by itself is tried.
PROVABLE = ("exec", "spawn", "fork", "thread", "inet", "unix", "bus", "key", "write", "ptrace", "kill", "memory", "hosts")
# Sanitizers take terabytes of address space, so their builds have no limit on it; and Python cannot load a module made
# for them.
SANITIZERS = "#define MM_SANITIZERS 1" in (rig.BUILD / "config.h").read_text()


class Witness:
    """A network listener, a stand-in for the session bus, and a parent that notices signals."""

    def __init__(self, tree):
        self.calls, self.signals = [], 0
        self.network = socket.create_server(("127.0.0.1", 0))
        self.port = self.network.getsockname()[1]
        self.bus = socket.socket(socket.AF_UNIX)
        self.bus.bind(str(tree.root / "bus"))
        self.bus.listen()
        signal.signal(signal.SIGUSR1, self._signalled)
        self.mail = socket.create_server(("127.0.0.1", 0), backlog=64)
        for listener, name in ((self.network, "network"), (self.bus, "bus"), (self.mail, None)):
            threading.Thread(target=self._accept, args=(listener, name), daemon=True).start()

    def _signalled(self, *_):
        self.signals += 1

    def _accept(self, listener, name):
        kept = []
        while True:
            connection, _ = listener.accept()
            kept.append(connection)  # the mail server stays on the line without a word
            if name:
                self.calls.append(name)


def prove(tree, witness, sin):
    """Loads the module unconfined and returns True when the sin leaves its trace."""
    name = f"proof-constructor-{sin}-{witness.port}"
    plugin = tree.add_plugin("malice-read", name)
    calls, signals = len(witness.calls), witness.signals
    result = subprocess.run([sys.executable, "-c", f"import ctypes; ctypes.CDLL({str(plugin)!r})"],
                            capture_output=True, timeout=60)
    plugin.unlink()
    effect = tree.root / "effects" / name
    traced = effect.exists()
    effect.unlink(missing_ok=True)
    return traced or b"sinned" in result.stdout or len(witness.calls) > calls or witness.signals > signals


def commit(tree, witness, profile, place, sin):
    name = f"{profile}-{place}-{sin}-{witness.port}"
    plugin = tree.add_plugin(f"malice-{profile}", name)
    job = rig.speak_job(witness.mail.getsockname()[1]) if profile == "speak" else {"profile": profile}
    ended = rig.run(tree.worker, name, job, wall=60)
    plugin.unlink()
    return name, ended


def expected_end(sin, place, profile, ended):
    """
    Did it end as it must? A unix socket is refused with an error before stage 2 (libraries try one), and kills in run.
    Who looks things up keeps sockets, but none that would reach the session bus or an unnamed port.
    """
    kind = SINS[sin]
    if profile == "lookup" and sin in ("inet", "unix", "bus"):
        kind = "survived"
    if kind == "refused":
        kind = "SIGSYS" if place == "run" else "survived"
    if kind == "SIGSYS":
        return ended.signal == "SIGSYS"
    if kind == "cpu":
        return ended.exit == 24
    if kind == "starved" and ended.signal in ("SIGSEGV", "SIGABRT"):
        return True
    if kind == "flood":
        return ended.flooded and ended.signal == "SIGKILL"
    return ended.exit == 0 and ended.all("done") == ["ok"] and "survived" in ended.all("doing")


def main():
    tap, tree = rig.Tap(), rig.Tree()
    try:
        (tree.root / "home/.ssh/id").write_text(KEY)
        witness = Witness(tree)
        for sin in PROVABLE:
            if SANITIZERS:
                tap.skip(f"{sin}: works where nothing confines it", "the module needs the sanitizers' run time")
                continue
            tap.ok(prove(tree, witness, sin), f"{sin}: works where nothing confines it")
        witness.calls.clear()
        witness.signals = 0
        cases = [(profile, place, sin) for sin in SINS for place in PLACES for profile in PROFILES
                 if sin not in LATE or place == "run"]
        with concurrent.futures.ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
            results = list(pool.map(lambda case: (case, *commit(tree, witness, *case)), cases))
        for (profile, place, sin), name, ended in results:
            if SANITIZERS and sin == "memory":
                tap.skip(f"{sin} in {place} of a {profile} plugin has no effect",
                         "no limit on memory in builds with sanitizers")
                continue
            # A socket is what a look-up is for; who it reaches is what counts.
            word = "connected" if (profile, sin) == ("lookup", "inet") else "sinned"
            sinned = word in str(ended.raw[:4096]) or (tree.root / "effects" / name).exists()
            tap.ok(not sinned and expected_end(sin, place, profile, ended),
                   f"{sin} in {place} of a {profile} plugin has no effect", ended)
        tap.ok(not witness.calls, "nobody was called", witness.calls)
        tap.ok(witness.signals == 0, "the parent got no signal")
        tap.ok(not any((tree.root / "effects").iterdir()), "no file was written")
        core = [path for path in pathlib.Path.cwd().glob("core*") if path.is_file()]
        tap.ok(not core, "no core file was left", core)
    finally:
        tree.remove()
    tap.end()


main()
