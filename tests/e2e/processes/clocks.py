#!/usr/bin/env python3
"""Goal: a device that believes any date enrols, saves and syncs, and what people see has a sane order.
Method: the ordinary programs under faketime, at 1970 and at 2099, against a server whose clock is right."""
import datetime
import os
import pathlib
import shutil
import sys

import township
from township import TownshipTest

PAST, FUTURE, LATER = "1970-01-02 03:04:05", "2099-12-31 12:00:00", "2100-01-02 12:00:00"
SKIPPED = 77


def at(date):
    # Monotonic time keeps its pace: a wrong calendar does not change how long a second is.
    return "faketime", "--exclude-monotonic", date


def is_now(time):
    age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(time)
    return abs(age) < datetime.timedelta(minutes=10)


def forget_the_dead():
    """faketime refuses to start under the process id of one that was killed: its semaphore is still there."""
    for left in pathlib.Path("/dev/shm").glob("*faketime_*"):
        if not pathlib.Path("/proc", left.name.rsplit("_", 1)[-1]).exists():
            left.unlink(missing_ok=True)


class Clocks(TownshipTest):
    def setUp(self):
        forget_the_dead()
        super().setUp()
        self.past = self.town.invited("office", "一九七零", prefix=at(PAST))
        self.future = self.town.invited("office", "二零九九", prefix=at(FUTURE))
        self.all = [self.office, self.past, self.future]

    def sync_all(self):
        for device in (*self.all, *self.all):
            report = device.sync()
            self.assertEqual((0, 0), (report["quarantined"], report["rejected"]))

    def test_all_enrol_save_and_sync_and_nothing_is_refused(self):
        children = [device.add("child", name="韦小燕", remark=device.folder.name) for device in self.all]
        self.sync_all()
        for device in self.all:
            self.assertEqual(set(children), device.ids("child"))
            self.assertEqual((0, 0, 0), tuple(device.status()[name] for name in ("unsent", "needs_attention", "clashes")))
        self.assert_same(*self.all)

    def test_after_a_sync_times_come_from_the_corrected_clock(self):
        child = self.office.add("child", name="韦小燕")
        self.sync_all()
        for device in self.all:
            self.assertTrue(is_now(device.show(device.add("visit", child=child, kind="talk"))["started"]), device.folder.name)
            offset_s = device.status()["clock_offset_ms"] / 1000
            self.assertEqual(device is self.office, abs(offset_s) < 600, offset_s)

    def test_whoever_saw_the_last_value_writes_over_it(self):
        child = self.office.add("child", name="韦小燕", grade=1)
        self.sync_all()
        for grade, device in enumerate((self.future, self.past, self.office, self.past, self.future, self.office), 2):
            device.set(child, grade=grade)
            self.sync_all()
            self.assertEqual([grade] * 3, [each.show(child)["grade"] for each in self.all])
        self.assertEqual(0, self.office.status()["clashes"])
        self.assert_same(*self.all)

    def test_values_saved_before_the_first_sync_do_not_stand_for_ever(self):
        """The one from 2099 was saved with a stamp that no later one would reach."""
        mine = {device: device.add("child", name=device.folder.name, grade=1) for device in (self.past, self.future)}
        self.sync_all()
        for device, child in mine.items():
            self.office.set(child, grade=2)
            self.sync_all()
            self.assertEqual([2] * 3, [each.show(child)["grade"] for each in self.all])

    def test_of_two_that_did_not_see_each_other_the_later_stands(self):
        child = self.office.add("child", name="韦小燕", grade=1)
        self.sync_all()
        self.future.set(child, grade=2)
        self.future.sync()
        self.office.set(child, grade=3)
        self.sync_all()
        self.assertEqual([3] * 3, [each.show(child)["grade"] for each in self.all])
        self.past.set(child, remark="先写")
        self.past.sync()
        # A clock that begins at the same moment with each program stands still between them: it jumps, so that what it
        # says is beyond any doubt later, and counts as written when it arrives.
        self.future.prefix = at(LATER)
        self.future.set(child, remark="后写")
        self.sync_all()
        self.assertEqual(["后写"] * 3, [each.show(child)["remark"] for each in self.all])
        self.assert_same(*self.all)


if __name__ == "__main__":
    if shutil.which("faketime") is None:
        print("skipped: faketime is not installed (apt-get install faketime)")
        sys.exit(SKIPPED)
    if os.environ.get("XQ_SANITIZE"):
        print("skipped: faketime and a sanitizer both want to be loaded first")
        sys.exit(SKIPPED)
    township.main()
