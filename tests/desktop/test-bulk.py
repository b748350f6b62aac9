#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`mailmedic diagnose` in bulk: whatever it is given it reads as a stream, in order, and no mail stops the others."""
import json
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "harness"), os.path.join(HERE, "..", "malice")]

from rig import Tree  # noqa: E402
from tap import Tap, need_environment  # noqa: E402

(BIN,) = need_environment("MM_BIN")
MAILMEDIC = BIN + "/mailmedic"
MAILS = pathlib.Path(HERE, "..", "mail")
BOUNCE = (MAILS / "postfix-unknown-recipient.eml").read_bytes()
LETTER = b"From: ann@example.org\nTo: bob@example.net\nSubject: lunch %d\nDate: Mon, 23 Nov 2026 10:00:00 +0000\n\nAt noon.\n"
SEPARATOR = b"From ann@example.org Mon Nov 23 10:00:00 2026\n"


class Folder:
    def __enter__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="mm-bulk-"))
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path)


def run(*arguments, stdin=b"", program=MAILMEDIC, timeout=120):
    done = subprocess.run([program, "diagnose", "--json", *map(str, arguments)], input=stdin, capture_output=True, timeout=timeout,
                          check=False)
    done.lines = [json.loads(line) for line in done.stdout.decode("utf-8").split("\n") if line]
    return done


def subjects(done):
    return [line["subject"] for line in done.lines]


def sanitized():
    with open(os.path.join(os.environ["MM_BUILD"], "config.h"), encoding="ascii") as file:
        return "#define MM_SANITIZERS" in file.read()


def letters(count, first=0):
    return [LETTER % number for number in range(first, first + count)]


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_an_mbox_of_mixed_line_ends_is_split(tap):
    first, second, third = letters(3)
    quoted = LETTER % 3 + b">From the sea\n>>From afar\nFrom here on there is no date\n"
    looks_like_one = LETTER % 4 + b"\nFrom ann@example.org Mon Nov 23 10:00:00 2026\nno field follows this one\n" \
        b"From ann@example.org Mon Nov 23 10:00:00 2026\nSubject: no empty line stands before this one\n"
    mixed = b"".join([SEPARATOR + first + b"\n",
                      (SEPARATOR + second + b"\n").replace(b"\n", b"\r\n"),
                      (SEPARATOR + third + b"\n").replace(b"\n", b"\r"),
                      SEPARATOR + quoted + b"\n", SEPARATOR + looks_like_one + b"\n",
                      b"From MAILER-DAEMON Mon Nov 23 10:00:00 2026 +0100\n" + BOUNCE])
    with Folder() as folder:
        write(folder / "mixed", mixed)
        done = run(folder / "mixed")
    tap.equal(subjects(done)[:5], ["lunch %d" % n for n in range(5)], "LF, CRLF, CR, quoted and look-alike lines", done.stdout)
    tap.equal([line["index"] for line in done.lines], list(range(6)), "numbered")
    tap.equal(done.lines[-1]["kind"], "bounce", "a separator with a time zone")
    tap.equal(done.returncode, 0, "all were read")


def test_an_mbox_larger_than_any_buffer_streams_by(tap):
    """A message of 3 MB in the middle of 60 MB: it is cut, its neighbours are whole, and memory stays where it was."""
    with Folder() as folder:
        with open(folder / "large", "wb") as file:
            for number in range(20000):
                body = b"x" * 76 + b"\n"
                file.write(SEPARATOR + LETTER % number + body * (40000 if number == 7 else 35) + b"\n")
        script = "import resource, subprocess, sys; subprocess.run(sys.argv[1:]); " \
                 "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)"
        done = subprocess.run([sys.executable, "-c", script, MAILMEDIC, "diagnose", "--json", "--jobs", "2", str(folder / "large")],
                              capture_output=True, timeout=300, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    tap.equal([line["subject"] for line in lines], ["lunch %d" % n for n in range(20000)], "every message once and in order")
    if sanitized():
        tap.skip("in less than 16 MB", "sanitizers take memory of their own")
    else:
        tap.ok(int(done.stderr.split()[-1]) < 16 * 1024, "in less than 16 MB", done.stderr)


def test_an_mbox_comes_through_a_pipe(tap):
    mbox = b"".join(SEPARATOR + letter + b"\n" for letter in letters(300))
    done = subprocess.run(["bash", "-c", '"$0" diagnose --json <(cat)', MAILMEDIC], input=mbox, capture_output=True, check=False, timeout=60)
    tap.equal([json.loads(line)["subject"] for line in done.stdout.splitlines()], ["lunch %d" % n for n in range(300)], "all of it",
              done.stderr)
    tap.equal(len(run("-", stdin=mbox).lines), 1, "standard input is one message")


def test_a_maildir_is_walked(tap):
    with Folder() as folder:
        for name, number in (("cur/2:2,S", 0), ("new/1", 1), (".Sub.Deep/cur/1:2,", 2), (".Sub.Deep/new/2", 3), ("Plain/cur/9", 4)):
            write(folder / "md" / name, LETTER % number)
        for name in ("tmp/half", "dovecot-uidlist", ".Sub.Deep/tmp/half", ".Sub.Deep/maildirfolder", ".hidden/secret"):
            write(folder / "md" / name, b"not a mail")
        for name in ("new", "tmp"):
            (folder / "md" / "Plain" / name).mkdir()
        write(folder / "md/new/5", SEPARATOR + LETTER % 5 + b"\n" + SEPARATOR + LETTER % 9)
        done = run(folder / "md")
    tap.equal(sorted(subjects(done)), ["lunch %d" % n for n in range(6)], "cur, new and nested folders, but not tmp nor the server's files",
              done.stdout)
    tap.equal([line["file"] for line in done.lines], sorted(line["file"] for line in done.lines), "in the order of the names")


def test_plain_folders_links_and_what_cannot_be_read(tap):
    with Folder() as folder:
        write(folder / "in/b/two", LETTER % 2)
        write(folder / "in/a.eml", LETTER % 1)
        write(folder / "in/tmp/three", LETTER % 3)
        write(folder / "in/.hidden", LETTER % 9)
        os.symlink("..", folder / "in/b/loop")
        os.symlink("two", folder / "in/b/zlink")
        os.symlink("nowhere", folder / "in/broken")
        os.mkfifo(folder / "in/fifo")
        done = run(folder / "in", "/nowhere/at-all", folder / "in/a.eml")
    tap.equal(subjects(done), ["lunch 1", "lunch 2", "lunch 2", "", "lunch 3", "", "lunch 1"], "links to files, no loop, no pipe", done.stdout)
    tap.ok("o such file" in done.lines[3]["problem"] and "o such file" in done.lines[5]["problem"], "what is missing is said", done.stdout)
    tap.equal(done.returncode, 1, "and the exit code tells")


def test_empty_and_forbidden_files_are_marked(tap):
    with Folder() as folder:
        write(folder / "1-empty", b"")
        write(folder / "2-binary\x1b[31m", bytes(range(256)) * 40)
        write(folder / "3-good", LETTER % 3)
        done = run(folder)
        text = subprocess.run([MAILMEDIC, "diagnose", str(folder)], capture_output=True, check=False, timeout=60)
        tap.equal([bool(line["problem"]) for line in done.lines][::2], [True, False], "an empty file is a problem, its neighbour is not",
                  done.stdout)
        tap.equal(done.lines[1]["file"], str(folder / "2-binary\x1b[31m"), "a strange name is kept for programs")
        tap.ok(b"\x1b" not in text.stdout, "and cleaned for people", text.stdout)
        if os.geteuid() == 0:
            tap.skip("a file nobody may read is a problem", "root may read all")
        else:
            (folder / "3-good").chmod(0)
            tap.ok(run(folder).lines[2]["problem"], "a file nobody may read is a problem")


def test_the_order_is_kept_by_many_workers(tap):
    with Folder() as folder:
        for number in range(3000):
            write(folder / ("%05d" % number), BOUNCE.replace(b"bobb@", b"bob%d@" % number) if number % 3 else LETTER % number)
        one, four = run("--jobs", 1, folder), run("--jobs", 4, folder)
    tap.equal(one.stdout, four.stdout, "one worker and four say the same, in the same order")
    tap.equal(len(one.lines), 3000, "of every mail")
    tap.equal([line["recipients"][0]["address"].split("@")[0] for line in one.lines if line["recipients"]],
              ["bob%d" % n for n in range(3000) if n % 3], "each about its own")


def test_a_list_of_files_is_read_as_it_comes(tap):
    """Given a list that is still being written, what stands in it is answered before it ends."""
    with Folder() as folder:
        write(folder / "a", LETTER % 1)
        write(folder / "b", LETTER % 2)
        process = subprocess.Popen([MAILMEDIC, "diagnose", "--json", "--from-lines", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        process.stdin.write(b"%s\n" % bytes(folder / "a"))
        process.stdin.flush()
        answer = []
        reader = threading.Thread(target=lambda: answer.append(process.stdout.readline()))
        reader.start()
        reader.join(10)
        tap.ok(answer and json.loads(answer[0])["subject"] == "lunch 1", "the first is answered while the list is open", answer)
        process.stdin.write(b"\n" + b"y" * 100000 + b"\n%s" % bytes(folder / "b"))
        process.stdin.close()
        rest = [json.loads(line) for line in process.stdout.read().splitlines()]
        tap.ok(rest[0]["problem"] and rest[-1]["subject"] == "lunch 2", "an endless name is a problem, the last line needs no end", rest)
        tap.equal(process.wait(20), 1, "exit code")
    tap.equal(run("--from-lines", "/nowhere").returncode, 2, "a list that is not there is a wrong usage")


def moody(tree, moods):
    """One mail for each mood, each between two of an even temper."""
    folder = tree.root / "moods"
    shutil.rmtree(folder, ignore_errors=True)
    for number, mood in enumerate(moods):
        write(folder / ("%04d" % (2 * number)), LETTER % number)
        write(folder / ("%04d" % (2 * number + 1)), b"X-Mood: %s\n" % mood.encode() + LETTER % number)
    write(folder / "9999", LETTER % 0)
    return folder


def with_moody_reader(story):
    def told(tap):
        tree = Tree()
        try:
            tree.add_plugin("moody", "bounce")
            story(tap, tree, str(tree.worker.parents[2] / "bin/mailmedic"))
        finally:
            tree.remove()
    told.__name__ = story.__name__
    return told


@with_moody_reader
def test_a_mail_that_takes_the_reader_over_costs_itself_only(tap, tree, program):
    moods = {"crash": "crash", "escape": "broke the sandbox", "usage": "did not understand", "unconfined": "could not be confined",
             "spin": "over a limit", "sleep": "took too long", "deaf": "killed", "shout": "over a limit", "silent": "said nothing",
             "garbled": "breaks the rules", "latin": "breaks the rules", "terminal": "breaks the rules", "turned": "breaks the rules",
             "twice": "breaks the rules", "ahead": "killed"}
    quick = {mood: problem for mood, problem in moods.items() if mood not in ("spin", "sleep", "deaf", "shout")}
    for jobs, moods in ((1, quick), (4, moods)):
        done = run("--jobs", jobs, moody(tree, moods), program=program)
        tap.equal([line["problem"] for line in done.lines[::2]], [""] * (len(moods) + 1), "%d: every other mail is answered" % jobs, done.stderr)
        for (mood, problem), line in zip(moods.items(), done.lines[1::2]):
            tap.ok(problem in line["problem"], "%d: %s is marked: %s" % (jobs, mood, problem), line)
        tap.ok(done.returncode == 1 and b"\x1b" not in done.stdout, "%d: exit code" % jobs)


@with_moody_reader
def test_the_first_mails_may_be_the_bad_ones(tap, tree, program):
    folder = tree.root / "first"
    for number in range(2):
        write(folder / str(number), b"X-Mood: usage\n" + LETTER % number)
    write(folder / "9", LETTER % 9)
    done = run(folder, program=program)
    tap.equal([bool(line["problem"]) for line in done.lines], [True, True, False], "the third is answered", done.stdout, done.stderr)


@with_moody_reader
def test_hard_work_and_a_chatty_log_are_no_crime(tap, tree, program):
    """80 mails of 0.1 s each are more than one reader may use: it is replaced in time. A log nobody reads does not stop it."""
    done = run("--jobs", 1, moody(tree, ["work"] * 80 + ["grumble"] * 2), program=program)
    tap.equal([line["problem"] for line in done.lines if line["problem"]], [], "none is lost", done.stderr)
    tap.equal(len(done.lines), 165, "all are there")


@with_moody_reader
def test_a_hung_mail_does_not_let_the_window_grow(tap, tree, program):
    """While one mail hangs the others are read only so far ahead."""
    folder = tree.root / "window"
    write(folder / "00000", b"X-Mood: sleep\n" + LETTER % 0)
    for number in range(1, 6000):
        write(folder / ("%05d" % number), LETTER % number)
    process = subprocess.Popen([program, "diagnose", "--json", "--jobs", "2", str(folder)], stdout=subprocess.PIPE)
    time.sleep(4)
    with open("/proc/%d/io" % process.pid, encoding="ascii") as file:
        read = int(file.read().split("rchar: ")[1].split()[0])
    out = process.communicate(timeout=60)[0]
    tap.ok(2000 * 120 < read < 3500 * 400, "it stops reading ahead", read)
    tap.equal(len(out.splitlines()), 6000, "and goes on when it has ended")


def children_of(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def is_gone(pid):
    try:
        with open("/proc/%d/stat" % pid, encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@with_moody_reader
def test_a_signal_ends_everything_on_a_whole_line(tap, tree, program):
    for number in (signal.SIGINT, signal.SIGTERM):
        folder = moody(tree, [""] * 30 + ["sleep"])
        process = subprocess.Popen([program, "diagnose", "--json", "--jobs", "2", str(folder)], stdout=subprocess.PIPE)
        time.sleep(2)
        workers = children_of(process.pid)
        process.send_signal(number)
        out = process.communicate(timeout=5)[0]
        tap.equal(process.returncode, -number, "%s: it dies of the signal" % number.name)
        tap.ok(workers and all(is_gone(pid) for pid in workers), "%s: and its workers with it" % number.name, workers)
        tap.ok(len([json.loads(line) for line in out.splitlines()]) == 61 and out.endswith(b"\n"), "%s: what was ready is there" % number.name, out)


def test_a_closed_output_ends_it(tap):
    with Folder() as folder:
        for number in range(2000):
            write(folder / ("%05d" % number), LETTER % number)
        began = time.monotonic()
        done = subprocess.run(["bash", "-c", '"$0" diagnose --json "$1" "$1" "$1" "$1" | head -n 1; echo "${PIPESTATUS[0]}"', MAILMEDIC,
                               str(folder)], capture_output=True, check=False, timeout=60)
        words = done.stdout.split(b"\n")
        tap.ok(json.loads(words[0])["subject"] == "lunch 0" and words[1] == b"141" and not done.stderr, "as any filter, without a word",
               done.stdout, done.stderr)
        tap.ok(time.monotonic() - began < 10, "at once")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([MAILMEDIC, "diagnose", "--json", str(folder)], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
        tap.ok(done.returncode == 1 and b"could not be written" in done.stderr, "a full disk is said", done.stderr)


def test_progress_is_for_terminals(tap):
    with Folder() as folder:
        for number in range(12000):
            write(folder / ("%05d" % number), LETTER % number)
        master, slave = pty.openpty()
        process = subprocess.Popen([MAILMEDIC, "diagnose", "--json", "--jobs", "1", str(folder)], stdout=subprocess.DEVNULL, stderr=slave,
                                   env=dict(os.environ, LC_ALL="C.UTF-8"))
        os.close(slave)
        seen = b""
        while True:
            try:
                piece = os.read(master, 4096)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        process.wait(60)
        os.close(master)
        tap.ok(b"mails examined (" in seen and seen.endswith(b"\r\x1b[K"), "how many and how fast, and the line is cleared", seen[-200:])
        tap.equal(run("--jobs", 1, folder).stderr, b"", "none into a pipe")


if __name__ == "__main__":
    TAP = Tap()
    TAP.run(*[value for name, value in list(globals().items()) if name.startswith("test_")])
    TAP.done()
