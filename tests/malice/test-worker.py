# SPDX-License-Identifier: GPL-3.0-or-later
"""
The worker alone, with the smallest honest plugin (echo.c) and servers that say one thing each: reaching them, their
certificates, what they may send, when the secret is asked for, and what happens where the kernel cannot confine.
"""
import ctypes
import datetime
import json
import socket
import ssl
import subprocess
import sys
import threading
import time
import warnings

import rig



warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.0 is the point


class Authority:
    """A certificate authority of this test and the servers' certificates it signs."""

    def __init__(self, folder):
        self.folder = folder
        self._openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
                      "-days", "3650", "-subj",
                      "/CN=Test authority", "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
                      "keyUsage=critical,keyCertSign,cRLSign")
        self.ca = str(folder / "ca.pem")

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def issue(self, name, san="IP:127.0.0.1", bits=2048, start=None, end=None, signed=True):
        """NAME.pem (key and certificate); `start` and `end` are days from now."""
        today = datetime.datetime.now(datetime.timezone.utc)
        stamp = lambda days: (today + datetime.timedelta(days=days)).strftime("%Y%m%d%H%M%SZ")
        (self.folder / "ext").write_text(f"subjectAltName={san}\nextendedKeyUsage=serverAuth\n")
        self._openssl("req", "-newkey", f"rsa:{bits}", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr",
                      "-subj", f"/CN={name}")
        if signed:
            (self.folder / "index.txt").write_text("")
            (self.folder / "ca.cnf").write_text("[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\n"
                                                "default_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=supplied\n")
            self._openssl("ca", "-batch", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-in",
                          f"{name}.csr", "-out",
                          f"{name}.crt", "-notext", "-startdate", stamp(-1 if start is None else start), "-enddate",
                          stamp(30 if end is None else end), "-extfile", "ext")
        else:
            self._openssl("x509", "-req", "-in", f"{name}.csr", "-signkey", f"{name}.key", "-out", f"{name}.crt",
                          "-days", "30",
                          "-extfile", "ext")
        path = self.folder / f"{name}.pem"
        path.write_text((self.folder / f"{name}.key").read_text() + (self.folder / f"{name}.crt").read_text())
        return str(path)


class Server:
    """Serves connections one after the other with `speak(connection)`; notes every byte that came in over them."""

    def __init__(self, speak, certificate=None, versions=None):
        self.speak, self.heard = speak, []
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.set_ciphers("DEFAULT:@SECLEVEL=0")  # it must offer what we refuse
            self.context.load_cert_chain(certificate)
            if versions:
                self.context.minimum_version, self.context.maximum_version = versions
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            connection, _ = self.listener.accept()
            try:
                if self.context and not getattr(self.speak, "starts_in_clear", False):
                    connection = self.context.wrap_socket(connection, server_side=True)
                self.speak(self, connection)
            except (OSError, ssl.SSLError):
                pass
            finally:
                connection.close()

    def hear(self, connection):
        data = connection.recv(4096)
        self.heard.append(data)
        return data


def says(*chunks, pause=0.0):
    def speak(server, connection):
        for chunk in chunks:
            connection.sendall(chunk)
            time.sleep(pause)
    return speak


def starttls(reply=b"a OK begin\r\n", greeting=b"* OK hi\r\n", after=b"* BYE\r\n"):
    def speak(server, connection):
        connection.sendall(greeting)
        server.hear(connection)
        connection.sendall(reply)
        connection = server.context.wrap_socket(connection, server_side=True)
        connection.sendall(after)
        connection.close()
    speak.starts_in_clear = True
    return speak


def silent(server, connection):
    while server.hear(connection):
        pass


def drip(server, connection):
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.2)


def forever(chunk):
    def speak(server, connection):
        while True:
            connection.sendall(chunk)
    return speak


def tickets_then_line(server, connection):
    """TLS 1.3 tickets have arrived by now and must not wake a watcher; this line must."""
    time.sleep(0.5)
    connection.sendall(b"* 1 EXISTS\r\n")
    time.sleep(0.2)


class Tests:
    def __init__(self):
        self.tap, self.tree = rig.Tap(), rig.Tree()
        self.tree.add_plugin("echo", "echo")
        self.authority = Authority(self.tree.root)
        self.good = self.authority.issue("good")

    def call(self, server, **more):
        more.setdefault("ca_file", self.authority.ca)
        keep = {name: more.pop(name) for name in ("wall", "secret", "environment", "before") if name in more}
        return rig.run(self.tree.worker, "echo", rig.speak_job(server if isinstance(server, int) else server.port,
                                                               **more), **keep)

    def ok(self, good, name, ended):
        self.tap.ok(good, name, ended)

    def cause(self, ended, cause, name, code=None):
        asked = ended.all("need") != []
        self.ok(ended.causes()[:1] == [cause] and not asked and (code is None or ended.exit == code), name, ended)

    # ---- reaching a server ----

    def reaching(self):
        free = socket.socket()
        free.bind(("127.0.0.1", 0))
        self.cause(self.call(free.getsockname()[1]), "connection-refused",
                   "a port nobody listens on is a refused connection", 20)
        self.cause(self.call(993, host="no-such-host.invalid"), "server-name-wrong",
                   "a name that does not exist is the server's name", 20)
        ended = self.call(Server(says(b"* OK hi\r\n"), self.good))
        self.ok(ended.all("done") and "[127.0.0.1]" in ended.all("echo"),
                "our own end is told as an address literal", ended)
        full = socket.socket()
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        time.sleep(0.1)
        self.cause(self.call(full.getsockname()[1], deadline=2), "connection-timeout",
                   "a host that does not answer is a timeout", 20)

    def names(self):
        """A name server that never answers, in a network of its own."""
        script = f"""
import json, os, socket, subprocess, sys
sys.path.insert(0, {str(rig.HERE)!r})
import rig
subprocess.run(["mount", "--bind", {str(self.tree.root / "resolv.conf")!r}, "/etc/resolv.conf"], check=True)
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
mute = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
mute.bind(("127.0.0.1", 53))
ended = rig.run({str(self.tree.worker)!r}, "echo", rig.speak_job(993, host="imap.example.org", deadline=2))
told = [ended.all(name) for name in ("doing", "service", "done")]
print(json.dumps([ended.exit, ended.seconds, ended.causes(), *told]))
"""
        (self.tree.root / "resolv.conf").write_text("nameserver 127.0.0.1\n")
        result = subprocess.run(["unshare", "-rmn", sys.executable, "-c", script], capture_output=True, text=True)
        if result.returncode:
            self.tap.skip("a name server that does not answer",
                          "no network of our own here: " + result.stderr.strip().split("\n")[-1])
            return
        code, seconds, causes, doing, service, done = json.loads(result.stdout)
        self.tap.ok(code == 20 and causes == ["dns-failure"] and service[0]["stage"] == "dns"
                    and done == ["retry"] and seconds < 10,
                    "a name server that does not answer is cut off and named", result.stdout)
        self.tap.ok(doing == ["resolving imap.example.org"], "and what was being done was said before",
                    result.stdout)

    # ---- certificates and TLS ----

    def certificates(self):
        quiet = says(b"* OK hi\r\n", b"* BYE\r\n")
        ended = self.call(Server(quiet, self.good))
        self.ok("* OK hi" in ended.all("echo") and ended.all("need") == ["secret"]
                and "secret 0, 13 bytes" in ended.all("echo"),
                "a good certificate: greeting, then the secret is asked for", ended)
        flaws = {
            "cert-hostname-mismatch": dict(san="DNS:mail.example.org"), "cert-expired": dict(start=-30, end=-2),
            "cert-untrusted": dict(signed=False), "cert-weak": dict(bits=1024),
            "cert-not-yet-valid": dict(start=2, end=9),
        }
        for cause, how in flaws.items():
            server = Server(quiet, self.authority.issue(cause, **how))
            ended = self.call(server)
            parameters = (ended.all("finding") or [{}])[0].get("parameters", {})
            self.cause(ended, cause, f"{cause} is named and nothing is asked", 22)
            self.ok(parameters.get("cert_not_after", 0) > 0 and "cert_not_before" in parameters,
                    f"{cause} comes with its dates", ended)
        self.cause(self.call(Server(quiet, self.good), ca_file=""), "cert-untrusted",
                   "the system's store does not know this authority")
        self.cause(self.call(Server(quiet, self.good), ca_file=str(self.tree.root / "none.pem")), "cert-untrusted",
                   "a CA file that is not there is named")
        old = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1)
        self.cause(self.call(Server(quiet, self.good, old)), "tls-version-mismatch",
                   "a server with TLS 1.0 only is named")
        self.cause(self.call(Server(says(b"* OK hi there\r\n", pause=0.5))), "wrong-port-or-tls-mode",
                   "clear text on a TLS port is named")
        self.cause(self.call(Server(silent), deadline=1), "connection-timeout",
                   "silence during the handshake ends at the deadline", 21)

    def starttls(self):
        ended = self.call(Server(starttls(), self.good), security="starttls")
        self.ok("secret 0, 13 bytes" in ended.all("echo"),
                "STARTTLS: the secret is asked for after the handshake", ended)
        injected = starttls(reply=b"a OK begin\r\n* OK evil\r\n")
        self.cause(self.call(Server(injected, self.good), security="starttls"), "connection-tampered",
                   "an injected answer ends the connection")
        server = Server(starttls(), self.good)
        ended = self.call(server, security="starttls", provider="forgetful")
        self.ok(not any(b"LOGIN" in heard for heard in server.heard)
                and ended.causes() == ["tls-required-before-auth"],
                "a plugin that forgets TLS cannot send a password", ended)
        ended = self.call(Server(says(b"\x16\x03\x01\x00\x00")), security="starttls")
        self.cause(ended, "wrong-port-or-tls-mode", "TLS where a greeting was expected is named")

    # ---- what a server may send ----

    def hostile(self):
        literal = b"* OK hi {4294967295}\r\n"
        shapes = {
            "an endless greeting": forever(b"* OK hi\r\n"), "an endless line": forever(b"x" * 4096),
            "thousands of brackets": says(b"* 1 FETCH " + b"(" * 4000 + b"\r\n", pause=0.2),
            "a literal of 4 GB": says(literal, pause=0.2),
            "a literal of 2^64": says(b"* OK {18446744073709551616}\r\n", pause=0.2),
            "flags without end (B2)": says(b"* OK [PERMANENTFLAGS (x\r\n", pause=0.2),
            "a quoted flag (B3)": says(b'* OK [PERMANENTFLAGS ("x")] hi\r\n', pause=0.2),
        }
        for name, speak in shapes.items():
            self.ok_misbehaved(self.call(Server(speak, self.good), login=False), name)
        ended = self.call(Server(drip, self.good), deadline=2)
        self.cause(ended, "connection-timeout", "a byte now and then ends at the one deadline", 21)
        ended = self.call(Server(says(b"* OK hi\r\n* BYE", pause=0.1), self.good), login=False)
        self.ok_misbehaved(ended, "an end in the middle of a line")
        ended = self.call(Server(says(b"* OK hi\r\n", pause=0.1), self.good), login=False)
        self.ok(ended.causes() == ["server-unavailable"], "a server that hangs up is named", ended)

    def ok_misbehaved(self, ended, name):
        self.ok(ended.causes() == ["server-misbehaved"] and ended.exit == 22,
                f"{name}: the server broke the rules, once", ended)

    def watching(self):
        ended = self.call(Server(tickets_then_line, self.good), watch=True, login=False)
        self.ok("* 1 EXISTS" in ended.all("echo"), "a watcher sleeps until a line comes", ended)

    # ---- the secret ----

    def secrets(self):
        quiet = says(b"* OK hi\r\n", b"* BYE\r\n")
        ended = self.call(Server(quiet, self.good), secret=b"")
        self.ok("secret -111, 0 bytes" in ended.all("echo"), "a refused secret is told as refused", ended)
        ended = self.call(Server(quiet, self.good), login=False)
        self.ok(ended.all("need") == [], "a job without login never asks", ended)
        ended = self.call(Server(quiet, self.good), transcript=True)
        self.ok("S: * OK hi" in ended.log and b"correct" not in ended.raw and "correct" not in ended.log,
                "the transcript shows the server's lines and no secret", ended)

    # ---- the process itself ----

    def process(self):
        quiet = says(b"* OK hi\r\n", b"* BYE\r\n")
        evil = {"LD_PRELOAD": "/nonexistent.so", "GNUTLS_SYSTEM_PRIORITY_FILE": "/nonexistent",
                "SSLKEYLOGFILE": str(self.tree.root / "keys"),
                "GCONV_PATH": "/nonexistent", "HOME": str(self.tree.root)}
        ended = self.call(Server(quiet, self.good), environment=evil)
        self.ok("secret 0, 13 bytes" in ended.all("echo") and not (self.tree.root / "keys").exists(),
                "a foreign environment has no say", ended)
        module = self.tree.add_plugin("echo", "open")
        module.chmod(0o777)
        self.ok(rig.run(self.tree.worker, "open", {"profile": "read"}).exit == 2,
                "a plugin others may write is not loaded", "")
        module.unlink()
        for name in ("../echo", "Echo", "a/b", ""):
            self.ok(rig.run(self.tree.worker, name, {"profile": "read"}).exit == 2,
                    f"\"{name}\" is no plugin's name", "")
        ended = rig.run(self.tree.worker, "echo", {"profile": "read"})
        self.ok(ended.exit == 2, "a job for another profile is refused", ended)
        ended = rig.run(self.tree.worker, "--describe", None)
        self.ok(ended.all("confinement") == ["full"] and "echo" in [plugin["id"] for plugin in ended.all("plugin")],
                "--describe names the confinement first and every plugin", ended)
        ended = rig.run(self.tree.worker, "echo", None)
        self.ok(ended.exit == 2 and ended.all("done") == ["broken"], "a missing job is said", ended)

    # ---- kernels that cannot ----

    def kernels(self):
        try:
            library = ctypes.CDLL("libseccomp.so.2")
        except OSError:
            self.tap.skip("a kernel without Landlock or seccomp", "libseccomp is not here")
            return
        quiet = says(b"* OK hi\r\n", b"* BYE\r\n")
        without = lambda call, errno: (lambda: deny(library, call, errno))
        read = {"profile": "read"}
        self.ok(rig.run(self.tree.worker, "echo", read, before=without("landlock_create_ruleset", 38)).exit == 23,
                "without Landlock a reader refuses", "")
        ended = self.call(Server(quiet, self.good), before=without("landlock_create_ruleset", 38))
        self.ok("secret 0, 13 bytes" in ended.all("echo"),
                "without Landlock a speaker goes on, it has no files once it speaks", ended)
        ended = rig.run(self.tree.worker, "--describe", None, before=without("landlock_create_ruleset", 38))
        self.ok(ended.all("confinement") == ["partial: no Landlock"], "and --describe says so", ended)
        self.ok(rig.run(self.tree.worker, "echo", read, before=without("seccomp", 22)).exit == 23,
                "without seccomp a reader refuses", "")
        ended = self.call(Server(quiet, self.good), before=without("seccomp", 22))
        self.ok(ended.exit == 23 and ended.all("need") == [], "without seccomp a speaker refuses", ended)
        ended = rig.run(self.tree.worker, "--describe", None, before=without("seccomp", 22))
        self.ok(ended.exit == 23 and ended.all("confinement")[0].startswith("none: ") and not ended.all("plugin"),
                "and --describe loads nothing", ended)

    def all(self):
        try:
            for group in (self.reaching, self.names, self.certificates, self.starttls, self.hostile,
                          self.watching, self.secrets, self.process, self.kernels):
                group()
        finally:
            self.tree.remove()
        self.tap.end()


def deny(library, call, errno):
    """A kernel that does not have `call`, feigned for this process and its children by a filter of libseccomp."""
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_load.argtypes = [ctypes.c_void_p]
    library.seccomp_rule_add.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    context = library.seccomp_init(0x7FFF0000)
    library.seccomp_rule_add(context, 0x00050000 | errno, library.seccomp_syscall_resolve_name(call.encode()), 0)
    if call == "seccomp":
        class Compare(ctypes.Structure):
            _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b",
                                                                                               ctypes.c_uint64)]
        library.seccomp_rule_add_array.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint,
                                                   ctypes.POINTER(Compare)]
        set_seccomp = Compare(0, 4, 22, 0)  # prctl(PR_SET_SECCOMP): argument 0 equals 22
        library.seccomp_rule_add_array(context, 0x00050000 | errno,
                                       library.seccomp_syscall_resolve_name(b"prctl"), 1, ctypes.byref(set_seccomp))
    library.seccomp_load(context)


Tests().all()
