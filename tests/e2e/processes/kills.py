#!/usr/bin/env python3
"""Goal: whatever dies at whatever moment, nothing saved and nothing acknowledged is lost, and nothing is there twice.
Method: SIGKILL at random moments, seeded; after each round the files as they lie on the disk are held against the ledger
of what the programs had promised.

The full run, 500 of the client and 500 of the server: tests/e2e/processes/kills.py --kills 500 --bin build/release/bin
"""
import json
import random
import subprocess
import time
import uuid

import township
from township import CHILDREN, VISITS, PATIENCE_S, TownshipTest, opened_copy, read_jsonl, settings

IMPORTED_AT_ONCE = 20
UUID_LINE = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n"


class Moments:
    """Draws moments within a command's usual life."""

    def __init__(self, rng):
        self.rng = rng
        self.usual = {}
        self.hit = self.missed = 0

    def learn(self, what, seconds):
        self.usual[what] = 0.7 * self.usual.get(what, seconds) + 0.3 * seconds

    def strike(self, what, process, kill):
        """Lets the process live for a random while, then calls `kill`; true when it was still alive."""
        try:
            process.wait(self.rng.uniform(0, self.usual[what]))
        except subprocess.TimeoutExpired:
            self.hit += 1
            kill()
            return True
        self.missed += 1
        kill()
        return False


class Ledger:
    """What was promised: the notes any of which a saved visit may show, who saved it, and what may be there besides."""

    def __init__(self):
        self.notes = {}  # by visit
        self.of = {}  # visit -> device that saved it
        self.unsure_notes = set()  # of adds that printed no id
        self.unsure_imports = {}  # visit -> note, of imports that were broken off

    def save(self, device, notes):
        for record, note in notes.items():
            self.notes[record] = {note}
            self.of[record] = device

    def faults(self, visits, device=None):
        """What is wrong with the visits shown: those of one device must all be there, or those of all."""
        shown = {visit["id"]: visit.get("mind") for visit in visits}
        faults = [] if len(shown) == len(visits) else ["an id twice"]
        faults += [f"{record} is lost" for record, of in self.of.items()
                   if device in (None, of) and record not in shown]
        faults += [f"{record} shows something else" for record, note in shown.items()
                   if record in self.notes and note not in self.notes[record]]
        besides = {record: note for record, note in shown.items() if record not in self.notes}
        if len(set(besides.values())) != len(besides):
            faults.append("a visit twice")
        faults += [f"{record} comes from nowhere" for record, note in besides.items()
                   if note not in self.unsure_notes and self.unsure_imports.get(record) != note]
        return faults


class Kills(TownshipTest):
    def setUp(self):
        super().setUp()
        self.seed = settings["seed"] or random.SystemRandom().randrange(1 << 32)
        self.rng = random.Random(self.seed)
        self.moments = Moments(self.rng)
        self.ledger = Ledger()
        self.broken_imports = []
        self.began = time.monotonic()
        print(f"{settings['kills']} kills, --seed {self.seed}", end=" ... ", flush=True)
        self.office.run("import", "children", CHILDREN)
        self.office.sync()
        self.child = read_jsonl(CHILDREN)[0]["id"]
        self.templates = read_jsonl(VISITS)
        self.observer = self.town.invited("office", "观察")
        self.observer.sync()

    def kills(self):
        """Numbers the rounds until so many have struck a process in mid-work."""
        for kill in range(10 * settings["kills"]):
            if self.moments.hit >= settings["kills"]:
                return
            yield kill
        self.fail("hardly any kill struck in mid-work")

    # What a round does.

    def note(self):
        return f"第{self.rng.getrandbits(64):016x}次：愿意说话了" + "，奶奶腿脚不便" * self.rng.randrange(60)

    def add_arguments(self, note):
        return "add", "visit", f"child={self.child}", "kind=talk", f"mind={note}"

    def save_some(self, device, count=2):
        for _ in range(count):
            note = self.note()
            began = time.monotonic()
            self.ledger.save(device, {device.run(*self.add_arguments(note)).last: note})
            self.moments.learn("add", time.monotonic() - began)

    def import_file(self):
        """Sample visits under new ids, and what they say."""
        lines = []
        for template in self.rng.sample(self.templates, IMPORTED_AT_ONCE):
            record = uuid.UUID(int=self.rng.getrandbits(128), version=4)
            lines.append({**template, "id": str(record), "psych_note": self.note()})
        path = self.folder / f"{lines[0]['id']}.jsonl"
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
        return path, {line["id"]: line["psych_note"] for line in lines}

    def import_whole(self, device):
        path, notes = self.import_file()
        began = time.monotonic()
        device.run("import", "visits", path)
        self.moments.learn("import", time.monotonic() - began)
        self.ledger.save(device, notes)

    def sync_whole(self, device):
        began = time.monotonic()
        device.run("sync")
        self.moments.learn("sync", time.monotonic() - began)

    def kill_add(self, device):
        note = self.note()
        process = device.start(*self.add_arguments(note))
        self.moments.strike("add", process, process.kill)
        said, _ = process.communicate(timeout=PATIENCE_S)
        if said.endswith("\n") and said.strip():
            self.assertRegex(said, UUID_LINE)
            self.ledger.save(device, {said.strip(): note})
        else:
            self.ledger.unsure_notes.add(note)

    def kill_set(self, device):
        record = self.rng.choice([record for record, of in self.ledger.of.items() if of is device])
        note = self.note()
        process = device.start("set", record, f"mind={note}")
        self.moments.strike("add", process, process.kill)
        process.communicate(timeout=PATIENCE_S)
        may_show = {note} if process.returncode == 0 else self.ledger.notes[record] | {note}
        shown = device.show(record)["mind"]
        self.assertIn(shown, may_show)
        self.ledger.notes[record] = {shown}

    def kill_import(self, device):
        path, notes = self.import_file()
        process = device.start("import", "visits", path)
        self.moments.strike("import", process, process.kill)
        process.communicate(timeout=PATIENCE_S)
        if process.returncode == 0:
            self.ledger.save(device, notes)
        else:
            self.ledger.unsure_imports.update(notes)
            self.broken_imports.append((path, notes))

    def kill_sync(self, device):
        """While it sends and receives."""
        self.import_whole(self.observer)
        self.observer.sync()
        process = device.start("sync")
        self.moments.strike("sync", process, process.kill)
        process.communicate(timeout=PATIENCE_S)

    # What must hold.

    def server_log(self):
        """Ids of all changes as they lie in the server's file, which a live server may be writing on."""
        changes = [row[0] for row in self.server.sql("SELECT change FROM log")]
        self.assertEqual(len(changes), len(set(changes)), "twice")
        return set(changes)

    def server_log_of_the_dead(self):
        with opened_copy(self.server.database()) as db:
            return {row[0] for row in db.execute("SELECT change FROM log")}

    def check_device(self, device, server_log):
        self.assert_whole(device.database())
        with opened_copy(device.database()) as db:
            acknowledged = {row[0] for row in db.execute("SELECT id FROM own WHERE state <> 0")}
        self.assertEqual(set(), acknowledged - server_log, "acknowledged and lost")
        self.assertEqual([], self.ledger.faults(device.list("visit"), device))

    def check_end(self, *devices):
        for path, notes in self.broken_imports:
            devices[0].run("import", "visits", path)
            self.ledger.save(devices[0], notes)
        for _ in range(2):
            for device in (*devices, self.observer):
                device.sync()
        for device in (*devices, self.observer):
            status = device.status()
            self.assertEqual((0, 0, 0), (status["unsent"], status["needs_attention"], status["clashes"]))
            self.assertEqual([], self.ledger.faults(device.list("visit")))
        self.assert_same(self.observer, *devices)
        log = self.server_log()
        self.assertEqual(0, self.server.end())
        self.assert_whole(*self.server.files(), *(device.database() for device in (*devices, self.observer)))
        self.report(devices[0], len(log))

    def report(self, device, changes):
        print(f"{self.moments.hit} in mid-work and {self.moments.missed} after it; {len(self.ledger.notes)} saved visits, "
              f"{changes} changes on the server, {time.monotonic() - self.began:.0f} s", end=" ... ", flush=True)

    def test_the_client_dies_in_add_set_import_and_sync(self):
        self.save_some(self.office)
        self.import_whole(self.office)
        self.sync_whole(self.office)
        ways = [self.kill_add, self.kill_set, self.kill_import, self.kill_sync]
        for kill in self.kills():
            way = ways[kill % len(ways)]
            with self.subTest(kill=kill, way=way.__name__):
                way(self.office)
                self.check_device(self.office, self.server_log())
        self.check_end(self.office)

    def test_the_server_dies_while_devices_sync(self):
        second = self.town.invited("office", "王主任")
        second.sync()
        self.import_whole(self.office)
        self.sync_whole(self.office)
        for kill in self.kills():
            with self.subTest(kill=kill):
                self.kill_server(both_die=kill % 2 == 0, devices=(self.office, second))
        self.check_end(self.office, second)

    def kill_server(self, both_die, devices):
        self.import_whole(devices[0])
        self.save_some(devices[1], 1)
        processes = [device.start("sync") for device in devices]
        self.moments.strike("sync", processes[0], lambda: self.server.end(kill=True))
        if both_die:
            # Nobody is left to send again what the server might have lost.
            for process in processes:
                process.kill()
                process.communicate(timeout=PATIENCE_S)
        self.assert_whole(*self.server.files())
        log = self.server_log_of_the_dead()
        if both_die:
            for device in devices:
                self.check_device(device, log)
        self.server.start()
        for device, process in zip(devices, processes):
            if both_die:
                began = time.monotonic()
                device.run("sync")
                self.moments.learn("sync", time.monotonic() - began)
            else:
                said, complained = process.communicate(timeout=PATIENCE_S)
                self.assertEqual(0, process.returncode, complained)
            self.assertEqual(0, device.status()["unsent"])
            self.check_device(device, self.server_log())


if __name__ == "__main__":
    township.main(kills=5, seed=0)
