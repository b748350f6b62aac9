# SPDX-License-Identifier: GPL-3.0-or-later
"""A throw-away desktop: private HOME, session bus, unlocked keyring and, if wished, Xvfb and dunst.

The installed agent of a stage is activatable on that bus by a generated service file. Nothing of the
caller's session is seen or touched; every process started here is ended by its pid and the folder is
removed. Needs dbus-daemon and gdbus; gnome-keyring-daemon, Xvfb and dunst for what they give.
"""
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

from tap import Skip

BUS_NAME = "org.mailmedic.Mailmedic"
BUS_ROOT = "/org/mailmedic/Mailmedic"
KEYRING_PASSWORD = b"keyring"

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={run}</listen><auth>EXTERNAL</auth>
<servicedir>{services}</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"""

DUNST_CONFIG = """[global]
    width = (300, 460)
    height = 300
    offset = 20x20
    origin = top-right
    markup = full
    format = "<b>%s</b>\\n%b"
    idle_threshold = 0
    history_length = 50
    dmenu = /bin/cat
    mouse_left_click = do_action, close_current
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
"""


def need(*programs):
    """Skips the test when a program is not installed."""
    missing = [p for p in programs if shutil.which(p) is None]
    if missing:
        raise Skip("not installed: " + " ".join(missing))


def wait_for(question, seconds, what, pause=0.05):
    """Asks until the answer is true; the answer. Raises with `what` when the time is up."""
    ends = time.monotonic() + seconds
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > ends:
            raise TimeoutError("%s did not happen within %g s" % (what, seconds))
        time.sleep(pause)


def has_ended(pid):
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


class Desktop:
    def __init__(self, stage, prefix, display=False, dunst=False, keyring=True, wrapper=()):
        need("dbus-daemon", "gdbus")
        if keyring:
            need("gnome-keyring-daemon")
        if display:
            need("Xvfb")
        if dunst:
            need("dunst", "dunstctl")
        self.bin = stage + prefix + "/bin"
        self.libexec = stage + prefix + "/libexec/mailmedic"
        self.wrapper = list(wrapper) + os.environ.get("MM_AGENT_WRAPPER", "").split()
        self.root = tempfile.mkdtemp(prefix="mm-desk-")
        self._started = []
        self._make_folders()
        try:
            if display:
                self._start_display()
            self._start_bus()
            if keyring:
                self.start_keyring()
            if dunst:
                self.start_dunst()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # --- setting up ---
    def path(self, *names):
        return os.path.join(self.root, *names)

    def _make_folders(self):
        for name in ("home", "home/.config/dunst", "home/.local/share", "home/.cache", "services", "log"):
            os.makedirs(self.path(name), mode=0o700, exist_ok=True)
        os.mkdir(self.path("run"), 0o700)
        home = self.path("home")
        self.env = {
            "PATH": self.bin + ":/usr/local/bin:/usr/bin:/bin", "HOME": home, "USER": "person",
            "XDG_RUNTIME_DIR": self.path("run"), "XDG_CONFIG_HOME": home + "/.config",
            "XDG_DATA_HOME": home + "/.local/share", "XDG_CACHE_HOME": home + "/.cache",
            "XDG_STATE_HOME": home + "/.local/state",
            "LC_ALL": "C.UTF-8", "GIO_USE_VFS": "local", "GSETTINGS_BACKEND": "memory",
            "GTK_A11Y": "none", "NO_AT_BRIDGE": "1", "GSK_RENDERER": "cairo",
            "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=" + self.path("no-system-bus"),
        }
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                self.env[name] = os.environ[name]
        with open(self.path("home/.config/dunst/dunstrc"), "w", encoding="ascii") as file:
            file.write(DUNST_CONFIG)
        with open(self.path("services", BUS_NAME + ".service"), "w", encoding="ascii") as file:
            file.write("[D-BUS Service]\nName=%s\nExec=%s\n" % (BUS_NAME, " ".join(self.wrapper + [self.agent_program()])))

    def agent_program(self):
        return self.libexec + "/mailmedic-agent"

    def log(self, name):
        return open(self.path("log", name), "ab")  # pylint: disable=consider-using-with

    def read_log(self, name):
        try:
            with open(self.path("log", name), encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def start(self, name, *command, **options):
        """A process of this desktop; ended with it. Its output goes to log/NAME."""
        with self.log(name) as log:
            options.setdefault("stdin", subprocess.DEVNULL)
            options.setdefault("stdout", log)
            process = subprocess.Popen(command, stderr=log, env=self.env, cwd=self.root,
                                       start_new_session=True, **options)
        self._started.append(process)
        return process

    def _start_display(self):
        reading, writing = os.pipe()
        self.start("xvfb", "Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24",
                   "-nolisten", "tcp", "-noreset", pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as file:
            number = file.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start: " + self.read_log("xvfb"))
        self.env["DISPLAY"] = ":" + number

    def _start_bus(self):
        with open(self.path("bus.conf"), "w", encoding="ascii") as file:
            file.write(BUS_CONFIG.format(run=self.path("run"), services=self.path("services")))
        bus = self.start("bus", "dbus-daemon", "--nofork", "--print-address",
                         "--config-file=" + self.path("bus.conf"), stdout=subprocess.PIPE)
        address = bus.stdout.readline().decode().strip()
        if not address:
            raise RuntimeError("dbus-daemon did not start: " + self.read_log("bus"))
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address

    def start_keyring(self):
        keyring = self.start("keyring", "gnome-keyring-daemon", "--foreground", "--unlock",
                             "--components=secrets", stdin=subprocess.PIPE)
        keyring.stdin.write(KEYRING_PASSWORD)
        keyring.stdin.close()
        wait_for(lambda: self.owned("org.freedesktop.secrets"), 10, "the keyring's start")

    def start_dunst(self):
        process = self.start("dunst", "dunst")
        wait_for(lambda: self.owned("org.freedesktop.Notifications"), 10, "dunst's start")
        return process

    def start_notifier(self):
        """By hand, where no agent does it."""
        return self.start("notifier", self.libexec + "/mailmedic-notifier")

    def start_monitor(self):
        """Everything on the bus goes to log/bus-traffic from here on."""
        process = self.start("bus-traffic", "dbus-monitor", "--session")
        wait_for(lambda: "NameAcquired" in self.read_log("bus-traffic"), 10, "dbus-monitor's start")
        return process

    def borrow_display(self):
        """Takes the caller's display over into this desktop; False where there is none."""
        for name in ("DISPLAY", "XAUTHORITY", "WAYLAND_DISPLAY"):
            if name in os.environ:
                self.env[name] = os.environ[name]
        wayland = self.env.get("WAYLAND_DISPLAY", "/")
        if not wayland.startswith("/"):
            self.env["WAYLAND_DISPLAY"] = os.path.join(os.environ.get("XDG_RUNTIME_DIR", "/"), wayland)
        return "DISPLAY" in self.env or "WAYLAND_DISPLAY" in self.env

    # --- using it ---
    def run(self, *command, stdin=None, seconds=60):
        """Runs a command in this desktop; its CompletedProcess with text output."""
        return subprocess.run(command, input=stdin, capture_output=True, text=True, env=self.env,
                              cwd=self.root, timeout=seconds, check=False)

    def mailmedic(self, *arguments, stdin=None, seconds=90):
        return self.run(self.bin + "/mailmedic", *arguments, stdin=stdin, seconds=seconds)

    def gdbus(self, path, method, *arguments, destination=BUS_NAME):
        """`gdbus call`: its text, or RuntimeError with the bus's words."""
        done = self.run("gdbus", "call", "--session", "-d", destination, "-o", path, "-m", method,
                        *arguments)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        return done.stdout.strip()

    def owned(self, name):
        try:
            return "true" in self.gdbus("/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner",
                                        name, destination="org.freedesktop.DBus")
        except RuntimeError:
            return False

    def pid_of(self, name):
        """The process that owns a bus name, 0 for none."""
        try:
            text = self.gdbus("/org/freedesktop/DBus",
                              "org.freedesktop.DBus.GetConnectionUnixProcessID", name,
                              destination="org.freedesktop.DBus")
        except RuntimeError:
            return 0
        return int(text.strip("(),").split()[-1])

    def add_account(self, address, password, urls, ca_file, *more):
        """`mailmedic add`, the password on standard input; the account's id."""
        arguments = ["add", address, "--ca-file", ca_file, "--password-stdin", "--json", *more]
        for protocol, url in urls.items():
            arguments += ["--" + protocol, url]
        done = self.mailmedic(*arguments, stdin=password + "\n")
        try:
            answer = json.loads(done.stdout.splitlines()[-1])
            return answer.get("account") or answer["id"]
        except (ValueError, KeyError, IndexError) as error:
            raise RuntimeError("mailmedic add: exit %d\n%s%s" % (
                done.returncode, done.stdout, done.stderr)) from error

    def set_password(self, account, password):
        done = self.mailmedic("password", account, "--password-stdin", stdin=password + "\n")
        if done.returncode != 0:
            raise RuntimeError("mailmedic password: %s%s" % (done.stdout, done.stderr))

    def check(self, account, seconds=90):
        """`mailmedic check ACCOUNT --json`: exit code, object."""
        done = self.mailmedic("check", account, "--json", seconds=seconds)
        try:
            return done.returncode, json.loads(done.stdout.splitlines()[-1])
        except (ValueError, IndexError) as error:
            raise RuntimeError("mailmedic check: exit %d\n%s%s" % (
                done.returncode, done.stdout, done.stderr)) from error

    def troubles(self, account=None):
        """All open troubles, as `mailmedic troubles --json` tells them."""
        done = self.mailmedic("troubles", "--json")
        if done.returncode not in (0, 1):
            raise RuntimeError("mailmedic troubles: exit %d\n%s%s" % (
                done.returncode, done.stdout, done.stderr))
        found = []
        for line in done.stdout.splitlines():
            item = json.loads(line)
            for trouble in item["troubles"] if "troubles" in item else [item]:
                trouble.setdefault("account", item.get("account"))
                found.append(trouble)
        return [t for t in found if account is None or t["account"] == account]

    def wait_trouble(self, account, cause, seconds=30):
        def there():
            return next((t for t in self.troubles(account) if t["cause"] == cause), None)
        return wait_for(there, seconds, "the trouble %s of %s" % (cause, account), 0.2)

    def agent_pid(self):
        return self.pid_of(BUS_NAME)

    def processes(self):
        """Pids of all that live in this desktop (their HOME is ours), whoever started them."""
        mark = ("HOME=" + self.path("home")).encode()
        found = []
        for name in os.listdir("/proc"):
            if name.isdigit() and int(name) != os.getpid():
                try:
                    with open("/proc/%s/environ" % name, "rb") as file:
                        if mark in file.read().split(b"\0"):
                            found.append(int(name))
                except OSError:
                    pass
        return found

    def logs(self):
        """All logs in one text, for the diagnosis of a failed test."""
        names = sorted(os.listdir(self.path("log")))
        return "\n".join("--- %s\n%s" % (name, self.read_log(name)[-4000:]) for name in names)

    # --- the end ---
    def _end_wrapped_agent(self):
        """A wrapped agent (valgrind) says what it found when it ends in order: first of all, and given time."""
        pids = [pid for pid in self.processes() if self.wrapper and self.agent_program() in _command(pid)]
        for pid in pids:
            _kill(pid, signal.SIGTERM)
        for _ in range(300):
            if not any(os.path.exists("/proc/%d" % pid) for pid in pids):
                break
            time.sleep(0.1)

    def close(self):
        self._end_wrapped_agent()
        for process in reversed(self._started):
            if process.poll() is None:
                process.terminate()
        for pid in self.processes():
            _kill(pid, signal.SIGTERM)
        for process in self._started:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()
        for pid in self.processes():
            _kill(pid, signal.SIGKILL)
        shutil.rmtree(self.root, ignore_errors=True)


def _command(pid):
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as file:
            return file.read().decode("utf-8", "replace").split("\0")
    except OSError:
        return []


def _kill(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
