"""A township of real processes: xinqiao-server on a loopback port and devices that run xinqiao, over real TLS.

Everything lies in a temporary folder that goes away with the test; every process is ended by its own id, and nothing
sleeps: a test waits for a line that a process prints, or for its end.
"""
import argparse
import contextlib
import json
import os
import pathlib
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
DATA = ROOT / "tests/data/township"
CHILDREN = DATA / "children.jsonl"
VISITS = DATA / "visits.jsonl"

PATIENCE_S = 120  # for one command; sanitizers and a busy machine make it slow
READY = "listening on "

# What an import calls differently than the schema.
NOTES = {"living_note": "living", "learning_note": "learning", "psych_note": "mind", "health_note": "health"}


def programs():
    return pathlib.Path(os.environ.get("XQ_BIN_DIR", ROOT / "build/release/bin")).resolve()


def read_jsonl(path):
    return [json.loads(line) for line in pathlib.Path(path).read_text("utf-8").splitlines() if line.strip()]


def free_port():
    """A port nobody listens on, below those the system gives to outgoing connections, so that none of them takes it
    while the server is down between two runs."""
    while True:
        port = random.SystemRandom().randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def environment(**extra):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XINQIAO_")}
    return {**kept, "LANG": "C.UTF-8", **extra}


class Ran:
    """What a finished command said."""

    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def last(self):
        lines = self.out.splitlines()
        return lines[-1] if lines else ""

    @property
    def objects(self):
        return [json.loads(line) for line in self.out.splitlines()]


class CommandFailed(AssertionError):
    pass


def run(*arguments, expect=0, env=None, cwd=None):
    """Runs a command to its end. `expect` is the exit code it must have, None for any."""
    arguments = [str(argument) for argument in arguments]
    done = subprocess.run(arguments, env=env or environment(), cwd=cwd, text=True, encoding="utf-8",
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S)
    if expect is not None and done.returncode != expect:
        raise CommandFailed(f"{' '.join(arguments)}\nexit {done.returncode}, not {expect}\n"
                            f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return Ran(done)


@contextlib.contextmanager
def opened_copy(path):
    """A database as it lies on the disk, with its write-ahead log: opening it would mend what the program should."""
    with tempfile.TemporaryDirectory(prefix="xq-e2e-copy-") as folder:
        for part in (path, path.with_name(path.name + "-wal")):
            if part.exists():
                shutil.copy(part, folder)
        with contextlib.closing(sqlite3.connect(pathlib.Path(folder) / path.name)) as db:
            yield db


def integrity_of(path):
    """SQLite's own answer for a file that no process holds, "ok" when nothing is wrong."""
    with opened_copy(path) as db:
        return "\n".join(row[0] for row in db.execute("PRAGMA integrity_check"))


class Server:
    """One data folder of xinqiao-server and the process that serves it. Its log grows over all its runs."""

    def __init__(self, folder, organisation="兴沟镇", port=None):
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.port = port or free_port()
        self.process = None
        self.folder.mkdir(parents=True)
        url = f"https://127.0.0.1:{self.port}"
        self.office_code = self.command("init", "--org", organisation, "--url", url).last

    @classmethod
    def restored(cls, folder, backup, port):
        """A server made of a backup, where the old one stood."""
        server = cls.__new__(cls)
        server.folder = pathlib.Path(folder)
        server.data, server.log = server.folder / "data", server.folder / "log"
        server.port, server.process = port, None
        server.folder.mkdir(parents=True)
        server.command("restore", backup)
        return server

    def command(self, name, *arguments, expect=0):
        return run(programs() / "xinqiao-server", name, "--data", self.data, *arguments, expect=expect)

    def invite(self, role, name, *arguments):
        return self.command("invite", "--role", role, "--name", name, *arguments).last

    def start(self, *arguments, **more):
        """`more` stands in its environment."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [programs() / "xinqiao-server", "run", "--data", self.data, "--listen", f"127.0.0.1:{self.port}",
                 "--log-level", "debug", *arguments],
                env=environment(**more), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        if not line.startswith(READY):
            self.process.wait(PATIENCE_S)
            raise CommandFailed(f"the server did not start: {line}\n{self.log.read_text()[-3000:]}")
        return self

    def end(self, kill=False):
        """SIGTERM, or SIGKILL; answers the exit code."""
        process, self.process = self.process, None
        if process is None:
            return None
        process.kill() if kill else process.terminate()
        try:
            return process.wait(PATIENCE_S)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            process.stdout.close()

    def files(self):
        return sorted(path for path in self.data.iterdir() if path.suffix == ".db")

    def sql(self, statement, *values):
        """On the organisation's file, also beside a running server."""
        with contextlib.closing(sqlite3.connect(self.database(), timeout=30)) as db, db:
            return db.execute(statement, values).fetchall()

    def database(self):
        return self.data / "org-1.db"


class SilentServer:
    """Takes connections on a server's port and never says a word: a device that syncs stays in mid-sync."""

    def __init__(self, port):
        self.listener = socket.create_server(("127.0.0.1", port))
        self.listener.settimeout(PATIENCE_S)
        self.connections = []

    def __enter__(self):
        return self

    def wait_for_a_device(self):
        self.connections.append(self.listener.accept()[0])

    def __exit__(self, *_):
        for each in (*self.connections, self.listener):
            each.close()


def assignments(fields):
    """location__lat=28.1 stands for location.lat=28.1."""
    return [f"{name.replace('__', '.')}={value}" for name, value in fields.items()]


class Device:
    """One data folder of xinqiao. `program` may be another build; `prefix` stands before the program (faketime)."""

    def __init__(self, folder, program=None, prefix=(), pin=None):
        self.folder = pathlib.Path(folder)
        self.program = pathlib.Path(program or programs() / "xinqiao")
        self.prefix = list(prefix)
        self.pin = pin

    def arguments(self, *arguments):
        return [str(part) for part in (*self.prefix, self.program, "--data", self.folder, *arguments)]

    def environment(self):
        return environment(**({"XINQIAO_PIN": self.pin} if self.pin is not None else {}))

    def run(self, *arguments, expect=0):
        return run(*self.arguments(*arguments), expect=expect, env=self.environment())

    def start(self, *arguments):
        """Begins a command; the caller ends it."""
        return subprocess.Popen(self.arguments(*arguments), env=self.environment(), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")

    def enroll(self, code):
        self.run("enroll", code)
        return self

    def sync(self):
        return json.loads(self.run("sync", "--json").out)

    def status(self):
        return json.loads(self.run("status", "--json").out)

    def attention(self):
        return self.run("attention", "--json").objects

    def add(self, record_kind, /, **fields):
        return self.run("add", record_kind, *assignments(fields)).last

    def set(self, record, /, **fields):
        self.run("set", record, *assignments(fields))

    def list(self, kind):
        return self.run("list", kind, "--json").objects

    def ids(self, kind):
        return {record["id"] for record in self.list(kind)}

    def show(self, record):
        return json.loads(self.run("show", record, "--json").out)

    def digest(self):
        return self.run("digest").last

    def person(self, name):
        return next(person["id"] for person in self.list("person") if person["name"] == name)

    def pair(self, child, helper):
        return self.add("pairing", child=child, helper=helper, role="volunteer")

    def database(self):
        return self.folder / "xinqiao.db"


class Township:
    """A server that runs, its first office, and whoever is invited."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="xq-e2e-"))
        self.server = None
        try:
            self.server = Server(self.folder / "server").start()
            self.office = self.device("office", self.server.office_code)
        except BaseException:
            self.close()
            raise

    def close(self):
        if self.server:
            self.server.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def device(self, name, code=None, **options):
        device = Device(self.folder / name, **options)
        return device.enroll(code) if code else device

    def invited(self, role, name, **options):
        """A device of a person invited now."""
        return self.device(f"of {name}", self.server.invite(role, name), **options)


class Assertions(unittest.TestCase):
    def assert_whole(self, *paths):
        for path in paths:
            self.assertEqual("ok", integrity_of(path), path)

    def assert_same(self, *devices):
        digests = {device.folder.name: device.digest() for device in devices}
        self.assertEqual(1, len(set(digests.values())), digests)

    def assert_says_in_both_tongues(self, text):
        self.assertRegex(text, "[\u4e00-\u9fff]")
        self.assertRegex(text, "[A-Za-z]{3}")


class TownshipTest(Assertions):
    """A township of its own for each test."""

    def setUp(self):
        self.town = Township()
        self.addCleanup(self.town.close)
        self.server, self.office, self.folder = self.town.server, self.town.office, self.town.folder


class SharedTownshipTest(Assertions):
    """One township for all tests of a class, which therefore leave alone what the others look at."""

    @classmethod
    def setUpClass(cls):
        cls.town = Township()
        cls.addClassCleanup(cls.town.close)
        cls.server, cls.office, cls.folder = cls.town.server, cls.town.office, cls.town.folder


def main(**options):
    """As unittest.main, with --bin DIR for the folder of the programs, and `options` (name, default) as whole numbers;
    answers their values to `settings`."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--bin", help="folder of xinqiao and xinqiao-server (else XQ_BIN_DIR, else build/release/bin)")
    for name, default in options.items():
        parser.add_argument(f"--{name}", type=int, default=os.environ.get(f"XQ_{name.upper()}", default))
    known, rest = parser.parse_known_args()
    if known.bin:
        os.environ["XQ_BIN_DIR"] = known.bin
    settings.update({name: getattr(known, name) for name in options})
    if "-h" in rest or "--help" in rest:
        parser.print_help()
    sys.stdout.reconfigure(line_buffering=True)
    unittest.main(module="__main__", argv=[sys.argv[0], *rest], verbosity=2)


settings = {}
