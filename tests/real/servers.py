# SPDX-License-Identifier: GPL-3.0-or-later
"""Dovecot and Postfix themselves, on loopback, below one folder, for one test run.

Postfix delivers into Dovecot's maildirs and writes real delivery reports for refused recipients. It needs
root; without it the tests that use it are skipped. No system service is touched.
"""
import contextlib
import glob
import os
import pwd
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "peer"), os.path.join(HERE, "..", "harness")]

from certificates import Certificates
from desktop import has_ended, need, wait_for
from tap import Skip, main, need_environment, skip_all

PASSWORD = "right-horse-42"
USERS = ("good", "other", "disabled", "expired", "frozen", "blocked", "noimap", "down", "inside")
PORTS = ("IMAP", "IMAPS", "POP3", "POP3S", "SUBMISSION", "SMTPS", "REMOTE")


def free_ports(names):
    """A free port for each name; all are held until all are known, so that none is given twice."""
    held = {name: socket.create_server(("127.0.0.1", 0)) for name in names}
    ports = {name: sock.getsockname()[1] for name, sock in held.items()}
    for sock in held.values():
        sock.close()
    return ports


def need_servers():
    need("dovecot", "doveadm", "openssl")
    if not glob.glob("/usr/lib/dovecot/modules/auth/libauthdb_lua.so"):
        raise Skip("not installed: dovecot-auth-lua")
    need("postfix")
    if not glob.glob("/usr/lib/postfix/postfix-pcre.so*"):
        raise Skip("not installed: postfix-pcre")
    if os.getuid() != 0:
        raise Skip("Postfix needs root")


class Servers:
    def __init__(self):
        need_servers()
        self.root = tempfile.mkdtemp(prefix="mm-real-")
        os.chmod(self.root, 0o755)
        self.certificates = Certificates(self.root + "/certificates")
        self.certificates.context("good")
        self.ports = free_ports(PORTS)
        self._configure()
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @property
    def ca_file(self):
        return self.certificates.ca_file

    # --- setting up ---
    def _words(self):
        nobody = pwd.getpwnam("nobody")
        words = {"ROOT": self.root, "MAIL_UID": nobody.pw_uid, "MAIL_GID": nobody.pw_gid,
                 "LOGIN_USER": "dovenull", "INTERNAL_USER": "dovecot", "INTERNAL_GROUP": "dovecot",
                 "CHROOT": "", "CERTIFICATE": self.certificates.path("good.chain.pem"),
                 "KEY": self.certificates.path("good.key")}
        return {**words, **self.ports}

    def _fill(self, source, target):
        with open(os.path.join(HERE, source), encoding="utf-8") as file:
            text = file.read()
        for word, value in self._words().items():
            text = text.replace("@%s@" % word, str(value))
        with open(os.path.join(self.root, target), "w", encoding="utf-8") as file:
            file.write(text)

    def _write(self, name, text):
        with open(os.path.join(self.root, name), "w", encoding="utf-8") as file:
            file.write(text)

    def _configure(self):
        for name in ("dovecot/run", "dovecot/state", "mail", "postfix/etc", "postfix/queue", "postfix/data"):
            os.makedirs(os.path.join(self.root, name))
        nobody = pwd.getpwnam("nobody")
        os.chown(self.root + "/mail", nobody.pw_uid, nobody.pw_gid)
        os.chown(self.root + "/postfix/data", pwd.getpwnam("postfix").pw_uid, -1)
        self._fill("dovecot.conf.in", "dovecot/dovecot.conf")
        shutil.copy(HERE + "/passdb.lua", self.root + "/dovecot/passdb.lua")
        self._write("dovecot/password", PASSWORD + "\n")
        self._fill("main.cf.in", "postfix/etc/main.cf")
        self._fill("master.cf.in", "postfix/etc/master.cf")
        for name in ("refused.pcre", "asked.pcre"):
            shutil.copy(os.path.join(HERE, name), self.root + "/postfix/etc/" + name)
        self._write("postfix/etc/owners", "".join("%s@peer.test %s@peer.test\n" % (user, user) for user in USERS) +
                    "boss@peer.test other@peer.test\n")
        self._write("postfix/etc/mailboxes",
                    "".join("%s@peer.test %s/\n" % (user, user) for user in USERS))

    def _command(self, *command):
        with open(self.root + "/start.log", "ab") as log:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
        if done.returncode != 0:
            raise RuntimeError("%s: exit %d\n%s" % (" ".join(command), done.returncode, self.logs()))

    def _start(self):
        self._command("dovecot", "-c", self.root + "/dovecot/dovecot.conf")
        self._command("doveadm", "-c", self.root + "/dovecot/dovecot.conf", "auth", "test", "good", PASSWORD)
        self._command("postfix", "-c", self.root + "/postfix/etc", "start")

    # --- using them ---
    def url(self, protocol, security):
        name = {"imap": ("IMAPS", "IMAP"), "pop3": ("POP3S", "POP3"),
                "smtp": ("SMTPS", "SUBMISSION")}[protocol][security == "starttls"]
        return "%s%s://localhost:%d" % (protocol, "" if security == "starttls" else "s", self.ports[name])

    def urls(self, security="tls", protocols=("imap", "pop3", "smtp")):
        return {protocol: self.url(protocol, security) for protocol in protocols}

    def send(self, user, recipient, subject="A letter"):
        """Sends a mail as a person does: submission, STARTTLS, login."""
        sender = user + "@peer.test"
        with smtplib.SMTP("localhost", self.ports["SUBMISSION"]) as client:
            client.starttls(context=ssl.create_default_context(cafile=self.ca_file))
            client.login(sender, PASSWORD)
            client.sendmail(sender, [recipient],
                            "From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%s.%d@peer.test>\r\n\r\nHello.\r\n"
                            % (sender, recipient, subject, subject.replace(" ", "-"), os.getpid()))

    def set_password(self, password):
        """Another password for every user, from the next login on."""
        self._write("dovecot/password", password + "\n")

    def read_log(self, name):
        try:
            with open(os.path.join(self.root, name), encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def logs(self):
        return "\n".join("--- %s\n%s" % (name, self.read_log(name)[-4000:])
                         for name in ("start.log", "dovecot.log", "postfix.log"))

    def mailbox_files(self, user):
        return glob.glob("%s/mail/%s/new/*" % (self.root, user)) + glob.glob(
            "%s/mail/%s/cur/*" % (self.root, user))

    # --- the end ---
    def close(self):
        for file in ("dovecot/run/master.pid", "postfix/queue/pid/master.pid"):
            text = self.read_log(file).strip()
            if text.isdigit():
                self._end(int(text))
        shutil.rmtree(self.root, ignore_errors=True)

    @staticmethod
    def _end(pid):
        try:
            os.kill(pid, signal.SIGTERM)
            wait_for(lambda: has_ended(pid), 10, "the end of process %d" % pid)
        except ProcessLookupError:
            pass
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def told(tap, desk, servers, most=12000):
    """Where the story goes wrong, all logs are told with it."""
    try:
        yield
    except Exception:
        tap.diag(desk.logs()[-most:])
        tap.diag(servers.logs()[-most:])
        raise


def run(names, needs=()):
    """The main program of a test on real servers: skipped as a whole where they are not to be had."""
    need_environment("MM_STAGE", "MM_PREFIX", *needs)
    try:
        Servers().close()
    except Skip as skip:
        skip_all(str(skip))
    main(names)
