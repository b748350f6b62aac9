# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates for the peer: a throw-away authority, one good leaf and the flawed ones.

Made by the openssl command line when first asked for, in a folder the caller owns and removes.
Nothing here is a secret and nothing outlives the test run.
"""
import os
import ssl
import subprocess
import threading

LAST_ADDRESS = 120
GOOD_NAMES = ",".join(["DNS:localhost", "DNS:*.peer.test", "IP:::1"]
                      + ["IP:127.0.0.%d" % number for number in range(1, LAST_ADDRESS + 1)])

# name: subject names, not before, not after, key, who signs
LEAVES = {
    "good": (GOOD_NAMES, "20200101000000Z", "20990101000000Z", "ec", "ca"),
    "wronghost": ("DNS:other.example.test", "20200101000000Z", "20990101000000Z", "ec", "ca"),
    "expired": (GOOD_NAMES, "20200101000000Z", "20210101000000Z", "ec", "ca"),
    "notyet": (GOOD_NAMES, "20900101000000Z", "20990101000000Z", "ec", "ca"),
    "unknown-ca": (GOOD_NAMES, "20200101000000Z", "20990101000000Z", "ec", "strange-ca"),
    "weak": (GOOD_NAMES, "20200101000000Z", "20990101000000Z", "rsa:1024", "ca"),
    "selfsigned": (GOOD_NAMES, None, None, "ec", None),
}

VERSIONS = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}

AUTHORITY_CONFIG = """[ca]
default_ca = d
[d]
database = {folder}/{name}.index
serial = {folder}/{name}.serial
new_certs_dir = {folder}
default_md = sha256
policy = p
unique_subject = no
copy_extensions = copy
[p]
commonName = supplied
"""


def _key_options(kind):
    if kind == "ec":
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    return ["-newkey", kind, "-nodes"]


class Certificates:
    """A folder of certificates, filled on demand."""

    def __init__(self, folder):
        self.folder = folder
        self._lock = threading.Lock()
        os.makedirs(folder, exist_ok=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    @property
    def ca_file(self):
        """The authority a client of this peer is told to trust."""
        with self._lock:
            self._authority("ca")
        return self.path("ca.pem")

    def context(self, name, highest="1.3"):
        """A server-side TLS context showing the leaf `name`, speaking at most TLS `highest`."""
        with self._lock:
            self._leaf(name)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = min(VERSIONS[highest], ssl.TLSVersion.TLSv1_2)
        context.maximum_version = VERSIONS[highest]
        context.load_cert_chain(self.path(name + ".chain.pem"), self.path(name + ".key"))
        return context

    def _openssl(self, *arguments):
        done = subprocess.run(["openssl", *arguments], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError("openssl %s failed: %s" % (arguments[0], done.stdout.strip()))

    def _write(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as file:
            file.write(text)

    def _authority(self, name):
        if os.path.exists(self.path(name + ".pem")):
            return
        self._openssl("req", "-x509", *_key_options("ec"), "-days", "3650",
                      "-subj", "/CN=Mailmedic test " + name,
                      "-addext", "basicConstraints=critical,CA:TRUE",
                      "-addext", "keyUsage=critical,keyCertSign,cRLSign",
                      "-keyout", self.path(name + ".key"), "-out", self.path(name + ".pem"))
        self._write(name + ".index", "")
        self._write(name + ".serial", "01\n")
        self._write(name + ".cnf", AUTHORITY_CONFIG.format(folder=self.folder, name=name))

    def _leaf(self, name):
        if os.path.exists(self.path(name + ".chain.pem")):
            return
        names, begins, ends, kind, signer = LEAVES[name]
        request = ["req", *_key_options(kind), "-subj", "/CN=" + name,
                   "-addext", "subjectAltName=" + names,
                   "-keyout", self.path(name + ".key")]
        if signer is None:
            self._openssl(*request, "-x509", "-days", "3650",
                          "-out", self.path(name + ".chain.pem"))
            return
        self._authority(signer)
        self._openssl(*request, "-addext", "extendedKeyUsage=serverAuth",
                      "-out", self.path(name + ".csr"))
        self._openssl("ca", "-batch", "-notext", "-config", self.path(signer + ".cnf"),
                      "-cert", self.path(signer + ".pem"), "-keyfile", self.path(signer + ".key"),
                      "-startdate", begins, "-enddate", ends,
                      "-in", self.path(name + ".csr"), "-out", self.path(name + ".crt"))
        os.rename(self.path(name + ".crt"), self.path(name + ".chain.pem"))
