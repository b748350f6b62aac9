#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line against a made-up agent on a private bus, and a real keyring."""
import json
import os
import pty
import select
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from peers import ACCOUNT, BOUNCE, HOSTILE, WRONG_PASSWORD, Agent, Desktop, wait_for  # noqa: E402
from tap import Tap, need_environment  # noqa: E402

STAGE, PREFIX = need_environment("MM_STAGE", "MM_PREFIX")
COMMANDS = ("status", "check", "troubles", "show", "report", "accounts", "add", "remove", "password", "watch", "diagnose", "explain", "domain",
            "plugins")
CANARY = "cAn4ry-pässw0rd"


class Scene:
    def __init__(self, keyring=False, agent=True):
        self.desktop = Desktop(STAGE, PREFIX, keyring=keyring)
        self.agent = Agent(self.desktop) if agent else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.desktop.close()

    def run(self, *arguments, stdin=None):
        return self.desktop.mailmedic(*arguments, stdin=stdin)

    def json(self, *arguments):
        done = self.run(*arguments, "--json")
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    def items(self):
        """The keyring's items of ours: attributes and password."""
        code = ("import gi,json; gi.require_version('Secret','1'); from gi.repository import Secret as S\n"
                "service=S.Service.get_sync(S.ServiceFlags.OPEN_SESSION|S.ServiceFlags.LOAD_COLLECTIONS,None)\n"
                "items=service.search_sync(None,{'xdg:schema':'org.mailmedic.Password'},"
                "S.SearchFlags.ALL|S.SearchFlags.LOAD_SECRETS,None)\n"
                "print(json.dumps([[i.get_attributes(),i.get_secret().get_text()] for i in items]))")
        return json.loads(self.desktop.run("/usr/bin/python3", "-c", code).stdout)


def on_terminal(scene, *arguments, typed=b"", environment=None):
    """Runs the command on a terminal; exit code and what stood there."""
    master, slave = pty.openpty()
    env = dict(scene.desktop.env, TERM="xterm", **(environment or {}))

    def own_terminal():
        os.setsid()
        import fcntl
        import termios
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    process = subprocess.Popen([scene.desktop.bin + "/mailmedic", *arguments], stdin=slave, stdout=slave, stderr=slave, env=env,
                               preexec_fn=own_terminal)
    os.close(slave)
    text = b""
    while True:
        ready = select.select([master], [], [], 20)[0]
        try:
            piece = os.read(master, 65536) if ready else b""
        except OSError:
            piece = b""
        if not piece:
            break
        text += piece
        if typed and b": " in text:
            time.sleep(0.2)
            os.write(master, typed)
            typed = b""
    os.close(master)
    return process.wait(20), text.decode()


def test_usage_errors_say_what_to_do(tap):
    with Scene(agent=False) as scene:
        for arguments in ([], ["frobnicate"], ["show"], ["status", "more"], ["check", "--timeout", "0"], ["status", "--frob"],
                          ["add", "no-address"], ["add", "ann@example.org", "--imap", "http://x"],
                          ["add", "ann@example.org", "--imap", "smtps://x"], ["add", "ann@example.org", "--ca-file", "/nowhere"]):
            done = scene.run(*arguments)
            tap.ok(done.returncode == 2 and done.stderr.startswith("mailmedic: ") and not done.stdout,
                   "usage error: mailmedic " + " ".join(arguments), done.returncode, done.stderr)
        helps = [scene.run(command, "--help") for command in COMMANDS]
        tap.ok(all(h.returncode == 0 and "mailmedic " + c in h.stdout for h, c in zip(helps, COMMANDS)), "every command has its help")
        whole = scene.run("--help").stdout
        tap.ok(all("  %s" % command in whole for command in COMMANDS), "the program's help lists them all")


def test_words_copied_from_a_chinese_server_are_understood(tap):
    """请使用授权码登录 (use the authorization code), as the terminal hands it over: not UTF-8."""
    with Scene(agent=False) as scene:
        words = "535 请使用授权码登录"
        for name in ("utf-8", "gb18030"):
            done = subprocess.run([scene.desktop.bin + "/mailmedic", "explain", "--json", "--stage", "auth", words.encode(name)], env=scene.desktop.env,
                                  capture_output=True)
            tap.equal(json.loads(done.stdout)["cause"], "app-password-required", "read as " + name)


def test_no_agent_is_exit_3(tap):
    with Scene(agent=False) as scene:
        os.remove(scene.desktop.path("services", "org.mailmedic.Mailmedic.service"))
        scene.desktop.gdbus("/org/freedesktop/DBus", "org.freedesktop.DBus.ReloadConfig", destination="org.freedesktop.DBus")
        for arguments in (["status"], ["check"], ["troubles"], ["show", "x"], ["report", "x"], ["accounts"], ["remove", "x"], ["password", "x"],
                          ["watch"], ["add", "ann@example.org", "--imap", "imaps://imap.example.org"]):
            done = scene.run(*arguments)
            tap.ok(done.returncode == 3 and "systemctl --user start mailmedic-agent" in done.stderr,
                   "no agent: mailmedic %s tells how to start it" % arguments[0], done.returncode, done.stderr)
        scene.desktop.env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=" + scene.desktop.path("nobody")
        tap.equal(scene.run("status").returncode, 3, "no bus at all: the same")


def test_status_tells_each_account_and_the_whole(tap):
    with Scene() as scene:
        done = scene.run("status")
        tap.ok(done.returncode == 0 and "mailmedic add ADDRESS" in done.stdout, "without accounts it says how to add one", done.stdout)
        scene.agent.account(Id="bea-1", Address="bea@example.org", State="ok")
        done = scene.run("status")
        tap.ok(done.returncode == 0 and "bea@example.org  works" in done.stdout, "all well is exit 0", done.stdout)
        scene.agent.account()
        scene.agent.put(WRONG_PASSWORD)
        done = scene.run("status")
        tap.ok(done.returncode == 1 and "1 trouble" in done.stdout and "Confinement: full" in done.stdout, "a trouble is exit 1",
               done.stdout)
        scene.agent.account(MayTryNow=False, NextTry=1795395540, WhyNot="It is locked.")
        done = scene.run("status")
        tap.ok("  It is locked.\n  Next try at" in done.stdout, "where nothing may be tried, why and until when", done.stdout)
        scene.agent.account()
        tap.ok("Next try" not in scene.run("status").stdout, "and else nothing of it")
        scene.agent.account(Id="cyd", Address="", State="broken", Services=[
            {"protocol": "", "ok": False, "asked": False, "stage": "file", "causes": [], "said": "cyd.account:3: this key is not known"}])
        broken = scene.run("status").stdout
        tap.ok("cyd  its file has a mistake" in broken and "cyd.account:3: this key" in broken, "a broken file is told with its line", broken)
        scene.agent.order(remove=["account", "cyd"])
        tap.ok("\x1b" not in done.stdout + done.stderr, "no colours without a terminal")
        code, lines = scene.json("status")
        tap.equal((code, lines[0]["schema"], lines[0]["troubles"], [a["state"] for a in lines[0]["accounts"]]),
                  (1, 1, 1, ["trouble", "ok"]), "the same as JSON")


def test_troubles_and_show(tap):
    with Scene() as scene:
        code, lines = scene.json("troubles")
        tap.equal((code, lines), (0, [{"schema": 1, "troubles": []}]), "no trouble is an empty list")
        scene.agent.put(WRONG_PASSWORD)
        scene.agent.put(BOUNCE)
        code, lines = scene.json("troubles")
        wanted = {"id": "t1a2b3c4", "cause": "wrong-password", "causes": ["wrong-password", "app-password-required"], "subject": "",
                  "fixer": "user", "title": WRONG_PASSWORD["Title"], "steps": WRONG_PASSWORD["Steps"], "heals_within": "PT1M",
                  "since": "2026-11-22T23:59:00Z", "state": "open"}
        got = lines[0]["troubles"][0]
        tap.equal({k: got.get(k) for k in wanted}, wanted, "a trouble has the fields of the contract")
        tap.equal(got["evidence"][0]["said"], "[AUTHENTICATIONFAILED] Authentication failed.", "and the evidence")
        done = scene.run("show", "t1")
        place = [done.stdout.find(piece) for piece in (
            WRONG_PASSWORD["Title"], "Who fixes it: You", WRONG_PASSWORD["Explanation"], "1. Log in", "2. Store it", "3. Wait",
            "The server imap.example.org said: “[AUTHENTICATIONFAILED] Authentication failed.”")]
        tap.ok(done.returncode == 0 and -1 not in place and place == sorted(place),
               "show: title, whose job, explanation, numbered steps, the quotation", done.stdout)
        scene.agent.account()
        lately = int(time.time()) - 3600
        scene.agent.account(Timeline=[dict(stretch, since=lately) if not stretch["until"] else stretch for stretch in ACCOUNT["Timeline"]])
        day = time.strftime("%A, %H:%M", time.localtime(lately))
        done = scene.run("show", "t1")
        tap.ok(done.stdout.endswith("Since when\n  IMAP has been refused since %s: The password was not accepted.\n"
                                    "  SMTP has worked since %s.\n" % (day, day)),
               "and since when what works, of a trouble's account as it is now", done.stdout)
        done = scene.run("show", "ann@example.org")
        tap.ok(done.returncode == 0 and "993, tls" in done.stdout and "  IMAP worked from 11 November 2026, " in done.stdout.split("Since when")[1],
               "show of an account: its servers, and what was before", done.stdout)
        code, lines = scene.json("show", "ann@example.org")
        tap.equal((code, lines[0]["account"], [(s["protocol"], s["state"], s["cause"], s["until"]) for s in lines[0]["timeline"]]),
                  (0, ACCOUNT["Id"], [("imap", "works", "", "2026-11-22T23:59:00Z"), ("smtp", "works", "", ""), ("imap", "refused", "wrong-password", "")]),
                  "the same as JSON")
        tap.equal(len(scene.json("show", "t1")[1][0]["timeline"]), 3, "and with a trouble")
        tap.equal(scene.run("show", "zz").returncode, 1, "an unknown id is exit 1")
        done = scene.run("report", "t1")
        tap.ok(done.returncode == 0 and done.stdout.count("\n") > 1, "report: the agent's text with its lines", done.stdout, done.stderr)
        tap.ok("\x1b" not in done.stdout and "\\u{1b}" in done.stdout, "and nothing a terminal would obey", done.stdout)
        scene.agent.put(BOUNCE, Id="t9")
        done = scene.run("show", "t")
        tap.ok(done.returncode == 1 and "More than one" in done.stderr, "a prefix that is not unique is told", done.stderr)


def test_hostile_words_reach_no_terminal(tap):
    with Scene() as scene:
        scene.agent.account(Address="a\x1b[2Jnn@example.org")
        scene.agent.put(WRONG_PASSWORD, Title="T\x1b]0;x\x07", Steps=["one\rtwo\x9b31m"], Summary="s\u202e",
                        Evidence=[dict(WRONG_PASSWORD["Evidence"][0], said=HOSTILE, host="h\x1b[1m")])
        text = ""
        for arguments in (["status"], ["accounts"], ["troubles"], ["show", "t1"], ["troubles", "--json"]):
            text += scene.run(*arguments).stdout
        text += on_terminal(scene, "show", "t1", environment={"NO_COLOR": "1"})[1].replace("\r\n", "\n").replace("\r\x1b[K", "")
        bad = [c for c in "\x1b\x07\r\x9b\u202e" if c in text]
        tap.equal(bad, [], "no control or direction character comes out", repr(text))
        tap.ok("“<a href=" in text and "%s%n”" in text, "the words are a quotation, as they are otherwise")


def test_colours_only_where_wanted(tap):
    with Scene() as scene:
        scene.agent.put(WRONG_PASSWORD)
        code, text = on_terminal(scene, "show", "t1")
        tap.ok(code == 0 and "\x1b[1m" in text, "a terminal gets colours")
        tap.ok("\x1b[1m" not in on_terminal(scene, "show", "t1", environment={"NO_COLOR": "1"})[1], "NO_COLOR is respected")


def test_check_waits_for_its_job(tap):
    with Scene() as scene:
        scene.agent.account(State="checking", Services=[])
        scene.agent.order(on_check=[{"put": ["account", ACCOUNT["Id"], {"State": "trouble", "Services": ACCOUNT["Services"]}]},
                                    {"put": ["trouble", "t1a2b3c4", WRONG_PASSWORD]}])
        code, lines = scene.json("check", "ann@example.org")
        got = lines[0]
        tap.equal((code, got["account"], got["address"], got["services"][0], [t["id"] for t in got["troubles"]]),
                  (1, ACCOUNT["Id"], "ann@example.org",
                   {"protocol": "imap", "ok": False, "asked": True, "causes": ["wrong-password"], "stage": "auth",
                    "said": "[AUTHENTICATIONFAILED] Authentication failed."}, ["t1a2b3c4"]),
                  "check prints what the agent knows after its job, and exits 1")
        tap.equal(scene.agent.calls("Check")[0]["arguments"], [ACCOUNT["Id"], {}], "the agent is asked for that account")
        code, text = on_terminal(scene, "check")
        tap.ok("logging in at imap.example.org" in text, "a terminal shows what is being done", text)
        scene.agent.order(on_check=[{"remove": ["trouble", "t1a2b3c4"]}, {"put": ["account", ACCOUNT["Id"], {"State": "ok"}]}])
        done = scene.run("check")
        tap.ok(done.returncode == 0 and "logging in" not in done.stderr, "all well is exit 0; no progress without a terminal", done.stderr)


def test_check_ends_in_time(tap):
    with Scene() as scene:
        scene.agent.account(State="ok")
        scene.agent.order(job_ms=30000)
        started = time.monotonic()
        done = scene.run("check", "--timeout", "1")
        tap.ok(done.returncode == 1 and "--timeout" in done.stderr and time.monotonic() - started < 15, "--timeout ends the waiting",
               done.stderr)
        tap.equal(len(scene.agent.calls("Cancel")), 1, "and cancels the job")
        scene.agent.order(refuse={"Check": ["LimitsExceeded", "Two checks are running: wait for one."]})
        done = scene.run("check")
        tap.ok(done.returncode == 1 and "mailmedic: Two checks are running: wait for one." in done.stderr, "a refusal is told", done.stderr)
        tap.equal(scene.run("check", "nobody").returncode, 1, "an unknown account is exit 1")


def test_watch_prints_the_state_and_every_change(tap):
    with Scene() as scene:
        scene.agent.account()
        with open(scene.desktop.path("watched"), "w", encoding="utf-8") as out:
            process = scene.desktop.start("watch", scene.desktop.bin + "/mailmedic", "watch", "--json", stdout=out)

        def lines():
            with open(scene.desktop.path("watched"), encoding="utf-8") as file:
                return [json.loads(line) for line in file.read().splitlines()]
        wait_for(lines, 10, "the first line")
        scene.agent.put(WRONG_PASSWORD)
        scene.agent.change("t1a2b3c4", State="healed")
        scene.agent.order(remove=["trouble", "t1a2b3c4"])
        wait_for(lambda: len(lines()) >= 4, 10, "the changes")
        tap.equal([(e["schema"], e["change"], "account" in e, e.get("trouble", {}).get("state")) for e in lines()],
                  [(1, "present", True, None), (1, "added", False, "open"), (1, "changed", False, "healed"),
                   (1, "removed", False, "healed")], "one line for what is there and each change")
        scene.agent.end()
        tap.equal(process.wait(10), 3, "the agent's end is exit 3")


def test_add_stores_the_password_in_the_keyring_only(tap):
    with Scene(keyring=True) as scene:
        scene.desktop.start_monitor()
        done = scene.run("add", "ann@example.org", "--imap", "imaps://imap.example.org", "--smtp", "smtp://smtp.example.org:2587",
                         "--password-stdin", "--json", stdin=CANARY + "\nmore\n")
        answer = json.loads(done.stdout or "{}")
        tap.equal((done.returncode, answer.get("account"), [s["port"] for s in answer.get("servers", [])]), (0, "ann-1", [993, 2587]),
                  "the id and the servers are printed", done.stderr)
        tap.equal(scene.items(), [[{"account": "ann-1", "service": "all", "host": "imap.example.org", "port": "993",
                                    "user": "ann@example.org", "xdg:schema": "org.mailmedic.Password"}, CANARY]],
                  "one item, bound to the account, its first server and the user")
        tap.equal(scene.agent.calls("AddAccount")[0]["arguments"],
                  ["ann@example.org", {"imap": "imaps://imap.example.org:993", "smtp": "smtp://smtp.example.org:2587"}],
                  "the agent gets the servers and no password")
        again = scene.run("add", "Ann@example.org", "--imap", "imaps://x.example.org", "--password-stdin", stdin="other\n")
        tap.ok(again.returncode == 1 and "mailmedic password ann-1" in again.stderr, "adding it again points to “password”", again.stderr)
        done = scene.run("password", "ann@example.org", "--password-stdin", stdin="second\n")
        tap.equal((done.returncode, [item[1] for item in scene.items()]), (0, ["second"]), "password replaces it", done.stderr)
        tap.equal(len(scene.agent.calls("Check")), 1, "and the account is checked")
        done = scene.run("remove", "ann-1")
        tap.equal((done.returncode, scene.items(), len(scene.agent.calls("RemoveAccount"))), (0, [], 1),
                  "remove takes the password along", done.stderr)
        traffic = scene.desktop.read_log("bus-traffic")
        tap.ok("AddAccount" in traffic and CANARY not in traffic + json.dumps(scene.agent.events), "no bus message held the password")


def test_add_on_a_terminal_asks_without_echo(tap):
    with Scene(keyring=True) as scene:
        code, text = on_terminal(scene, "add", "ann@example.org", "--imap", "imaps://imap.example.org", typed=CANARY.encode() + b"\n")
        tap.ok(code == 0 and "Password of ann@example.org: " in text and "ann-1" in text, "it asks and prints the id", text)
        tap.ok(CANARY not in text, "what is typed does not appear", text)
        tap.equal([item[1] for item in scene.items()], [CANARY], "and is stored")


def test_accounts_whose_servers_differ_in_user_get_an_item_each(tap):
    with Scene(keyring=True) as scene:
        scene.agent.account(Servers=[["imap", "i.example.org", "tls", 993, "ann"], ["smtp", "s.example.org", "tls", 465, "ann@example.org"]])
        scene.run("password", ACCOUNT["Id"], "--password-stdin", stdin="pw\n")
        tap.equal(sorted([i["service"], i["host"], i["port"], i["user"]] for i, _ in scene.items()),
                  [["imap", "i.example.org", "993", "ann"], ["smtp", "s.example.org", "465", "ann@example.org"]], "one for each server")


def test_what_cannot_be_added_leaves_nothing_behind(tap):
    servers = ["--imap", "imaps://imap.example.org", "--password-stdin"]
    with Scene() as scene:
        done = scene.run("add", "ann@example.org", *servers, stdin="pw\n")
        tap.ok(done.returncode == 1 and "keyring" in done.stderr and not scene.agent.calls("AddAccount"),
               "without a keyring nothing is added, and it says what to do", done.stderr)
    with Scene(keyring=True) as scene:
        scene.agent.order(refuse={"AddAccount": ["LimitsExceeded", "There are 64 accounts already."]})
        done = scene.run("add", "ann@example.org", *servers, stdin="pw\n")
        tap.ok(done.returncode == 1 and "There are 64 accounts already." in done.stderr and scene.items() == [],
               "a refusal of the agent leaves no password behind", done.stderr)
        scene.agent.order(refuse={}, hide=True)
        done = scene.run("add", "ann@example.org", *servers, stdin="pw\n")
        tap.equal((done.returncode, scene.items(), [c["arguments"][0] for c in scene.agent.calls("RemoveAccount")]), (1, [], ["ann-1"]),
                  "an account whose password cannot be stored is removed again", done.stderr)
        for name, words in (("empty", "\n"), ("too long", "x" * 20000 + "\n"), ("with a control character", "a\x01b\n")):
            done = scene.run("add", "ann@example.org", *servers, stdin=words)
            tap.ok(done.returncode == 1 and scene.items() == [], "a password that is %s is refused" % name, done.stderr)
        scene.desktop.gdbus("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock",
                            "['/org/freedesktop/secrets/collection/login']", destination="org.freedesktop.secrets")
        done = scene.run("add", "ann@example.org", *servers, stdin="pw\n")
        tap.ok(done.returncode == 1 and "locked" in done.stderr, "a locked keyring is told, with what to do", done.stderr)
        tap.equal(len(scene.agent.calls("AddAccount")), 2, "and the agent not asked")


def test_add_knows_the_servers_of_known_providers(tap):
    with Scene(keyring=True) as scene:
        done = scene.run("add", "ann@gmail.com", "--password-stdin", "--json", stdin="pw\n")
        hosts = [s["host"] for s in json.loads(done.stdout or "{}").get("servers", [])]
        tap.ok(done.returncode == 0 and "imap.gmail.com" in hosts and "smtp.gmail.com" in hosts, "a known provider's servers are used and shown",
               done.stdout, done.stderr)
        done = scene.run("add", "ann@nobody.example", "--password-stdin", stdin="pw\n")
        tap.ok(done.returncode == 2 and "--imap" in done.stderr and "--smtp" in done.stderr, "an unknown one's have to be given", done.stderr)
        done = scene.run("add", "ann@proton.me", "--password-stdin", stdin="pw\n")
        tap.ok(done.returncode == 2 and "do not reach Proton Mail directly" in done.stderr and "--imap" in done.stderr,
               "what is reached through a program in between is told so", done.stderr)


def test_plugins_are_described_by_the_worker(tap):
    with Scene(agent=False) as scene:
        code, lines = scene.json("plugins")
        tap.ok(code == 0 and {"login", "inbox", "bounce"} <= {line["plugin"]["id"] for line in lines}, "the installed plugins are listed",
               code, lines)
        done = scene.run("plugins")
        tap.ok("login" in done.stdout and "cause" in done.stdout, "as text, too", done.stdout)


if __name__ == "__main__":
    TAP = Tap()
    TAP.run(*[function for name, function in list(globals().items()) if name.startswith("test_")])
    TAP.done()
