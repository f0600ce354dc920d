#!/usr/bin/env python3
"""Goal: a device that believes any date enrols, saves and syncs, and what people see has a sane order.
Method: the ordinary programs under faketime, at 1970 and at 2099, against a server whose clock is right."""
import datetime
import re

import faked_time
from faked_time import at, away
from township import TownshipTest

PAST, FUTURE, LATER = "1970-01-02 03:04:05", "2099-12-31 12:00:00", "2100-01-02 12:00:00"
MINUTE = r"\d{4}-\d\d-\d\d \d\d:\d\d"


def is_now(time):
    age = datetime.datetime.now(datetime.timezone.utc) - datetime.datetime.fromisoformat(time)
    return abs(age) < datetime.timedelta(minutes=10)


class Clocks(TownshipTest):
    def setUp(self):
        faked_time.forget_the_dead()
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

    def test_a_clock_that_is_set_anew_between_two_syncs_changes_no_time(self):
        child = self.office.add("child", name="韦小燕")
        self.sync_all()
        for by in ("+90d", "-90d", "+300d", "-5y", "+60y"):
            self.office.prefix = away(by)
            self.assertTrue(is_now(self.office.show(self.office.add("visit", child=child, kind="talk"))["started"]), by)
        self.office.prefix = ()
        self.sync_all()
        self.assert_same(*self.all)

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


class Told(TownshipTest):
    """What `status` says to people about the clock."""

    def setUp(self):
        faked_time.forget_the_dead()
        super().setUp()

    def clock(self, by=None, sync=True):
        self.office.prefix = away(by) if by else ()
        if sync:
            self.office.sync()
        line, = (line for line in self.office.run("status").out.splitlines() if line.startswith("时钟"))
        return line.removeprefix("时钟").strip()

    def test_a_clock_that_is_right_is_told_in_seconds(self):
        self.assertRegex(self.clock(), r"\A本机比服务器[快慢] \d+\.\d 秒\Z")

    def test_a_clock_that_is_hours_ahead_or_behind_is_told_with_its_direction(self):
        for by, said in (("+3h", "快"), ("-3h", "慢"), ("+20h", "快"), ("-20h", "慢")):
            self.assertEqual(f"本机比服务器{said} {by[1:-1]}.0 小时（不影响记录）", self.clock(by))
            self.assertEqual(by[0] == "+", self.office.status()["clock_offset_ms"] < 0, "what is to be added")
        self.assertRegex(self.clock(), r" \d+\.\d 秒\Z")

    def test_of_a_clock_that_is_days_away_both_times_are_told(self):
        for by, days in (("+40d", 40), ("-40d", 40), ("+10y", 3650)):
            told = re.fullmatch(rf"本机（({MINUTE})）和服务器（({MINUTE})）相差 {days} 天，其中一个不对；不影响记录", self.clock(by))
            self.assertTrue(told, by)
            self.assertEqual(by[0] == "+", told[1] > told[2], told[0])

    def test_a_clock_that_was_put_back_since_the_last_sync_is_told_before_the_next(self):
        self.clock()
        self.assertEqual("本机比服务器慢 3.0 小时（不影响记录）", self.clock("-3h", sync=False))
        self.assertRegex(self.clock("-40d", sync=False), "相差 40 天")
        self.assertRegex(self.clock(sync=False), r" \d+\.\d 秒\Z")


if __name__ == "__main__":
    faked_time.main()
