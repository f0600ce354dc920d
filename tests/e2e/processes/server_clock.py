#!/usr/bin/env python3
"""Goal: a server whose clock is wrong for a time, and then right again, refuses nothing and spoils nothing.
Method: the real server under faketime, a day ahead, a day behind, ten years ahead, and started again without; two helpers with
pairings, an office, all with clocks that are right."""
import functools

import faked_time
from faked_time import away, environment_away
from township import SharedTownshipTest

DAY_S = 24 * 3600
MINUTES_S = 600
AHEAD, BEHIND, FAR_AHEAD = ("+1d", 1), ("-1d", -1), ("+10y", 3650)


def wrong(*clocks):
    """A test for each of these; the clock is right before and after. At last all must hold the same."""
    def of(test):
        @functools.wraps(test)
        def run(self):
            for by, days in clocks:
                with self.subTest(by):
                    test(self, by, days)
            self.sync_all()
            self.assert_same(self.phone, self.other)
        return run
    return of


class ServerClock(SharedTownshipTest):
    @classmethod
    def setUpClass(cls):
        faked_time.forget_the_dead()
        super().setUpClass()
        cls.phone, cls.other = (cls.town.invited("helper", name) for name in ("李秀英", "张大山"))
        cls.all = [cls.phone, cls.other, cls.office]
        cls.office.sync()

    def setUp(self):
        self.restart()

    def restart(self, by=None):
        self.assertEqual(0, self.server.end())
        self.server.start(**(environment_away(by) if by else {}))

    def sync(self, device):
        report = device.sync()
        self.assertEqual((0, 0), (report["quarantined"], report["rejected"]), device.folder.name)

    def sync_all(self, writer=None):
        """What the last of them sends the others have not seen yet; there is nothing when only `writer` has written."""
        order = (writer, *(device for device in self.all if device is not writer)) if writer else (*self.all, *self.all[:2])
        for device in order:
            self.sync(device)

    def pair(self, child, name="李秀英"):
        return self.office.pair(child, self.office.person(name))

    def new_child(self, **fields):
        child = self.office.add("child", name="韦小燕", **fields)
        for name in ("李秀英", "张大山"):
            self.pair(child, name)
        self.sync_all(self.office)
        return child

    def clashes(self, device, record):
        return [clash for clash in device.run("clashes", "--json").objects if clash["record"] == record]

    def assert_all_show(self, record, **fields):
        for device in self.all:
            shown = device.show(record)
            self.assertEqual(fields, {name: shown[name] for name in fields}, device.folder.name)

    @wrong(AHEAD, BEHIND)
    def test_nothing_is_refused_and_all_show_the_same(self, by, _):
        child = self.new_child(household_size=1)
        visits = [self.phone.add("visit", child=child, kind="talk", mind=f"{by} 之前")]
        self.restart(by)
        visits.append(self.phone.add("visit", child=child, kind="talk", mind=f"{by} 当时"))
        self.other.set(child, lives_with="外婆")
        self.office.set(child, household_size=2)
        self.sync_all()
        visits.append(self.other.add("visit", child=child, kind="talk", mind=f"{by} 还没有上传"))
        self.assert_all_show(child, lives_with="外婆", household_size=2)
        self.restart()
        self.phone.set(child, lives_with="姑姑")
        self.sync_all()
        self.assert_all_show(child, lives_with="姑姑", household_size=2)
        for device in self.all:
            self.assertLessEqual(set(visits), device.ids("visit"))
            self.assertEqual([[], []], [self.clashes(device, child), device.attention()])
            self.assertEqual(0, device.status()["unsent"])

    @wrong(AHEAD, BEHIND, FAR_AHEAD)
    def test_what_was_written_meanwhile_gives_way_to_what_is_written_later_unseen(self, by, _):
        child = self.new_child(lives_with="奶奶")
        self.restart(by)
        self.phone.set(child, lives_with="外婆")
        self.sync(self.phone)
        self.restart()
        self.other.set(child, lives_with="姑姑")
        self.sync_all()
        self.assert_all_show(child, lives_with="姑姑")
        for device in self.all:
            clash, = self.clashes(device, child)
            self.assertEqual({"外婆": False, "姑姑": True}, {value["value"]: value["shown"] for value in clash["values"]})

    @wrong(AHEAD, FAR_AHEAD)
    def test_what_a_phone_writes_that_still_believes_it_gives_way_too(self, by, _):
        child = self.new_child(lives_with="奶奶")
        self.restart(by)
        self.sync(self.phone)
        self.restart()
        self.phone.set(child, lives_with="外婆")
        self.sync(self.phone)
        # It jumps, so that what it says is beyond any doubt later, and counts as written when it arrives.
        self.other.prefix = away("+1h")
        self.other.set(child, lives_with="姑姑")
        self.other.prefix = ()
        self.sync_all()
        self.assert_all_show(child, lives_with="姑姑")

    @wrong(AHEAD, BEHIND)
    def test_the_edits_of_one_author_keep_their_order(self, by, _):
        child = self.new_child(remark="零")
        self.phone.set(child, remark="一")
        self.sync(self.phone)
        self.restart(by)
        for remark in ("二", "三"):
            self.phone.set(child, remark=remark)
            self.sync_all(self.phone)
            self.assert_all_show(child, remark=remark)
        self.phone.set(child, remark="四")
        self.restart()
        for remark in ("四", "五", "六"):
            self.phone.set(child, remark=remark)
            self.sync_all(self.phone)
            self.assert_all_show(child, remark=remark)
        self.assertEqual([], self.clashes(self.office, child))

    @wrong(BEHIND, FAR_AHEAD)
    def test_whoever_saw_it_writes_over_it(self, by, _):
        child = self.new_child(household_size=1)
        self.restart(by)
        self.phone.set(child, household_size=2)
        self.sync_all(self.phone)
        self.restart()
        for household_size, device in enumerate((self.other, self.office, self.phone), 3):
            device.set(child, household_size=household_size)
            self.sync_all(device)
            self.assert_all_show(child, household_size=household_size)
        self.assertEqual([], self.clashes(self.office, child))

    @wrong(AHEAD, BEHIND, FAR_AHEAD)
    def test_the_offset_that_a_phone_tells_follows_the_server(self, by, days):
        for wrong_by, days_away in ((by, days), (None, 0)):
            self.restart(wrong_by)
            self.sync(self.phone)
            status = self.phone.status()
            self.assertTrue(status["offset_known"])
            self.assertAlmostEqual(days_away * DAY_S, status["clock_offset_ms"] / 1000, delta=MINUTES_S)

    def test_a_clock_beyond_reason_teaches_no_offset_and_refuses_nothing(self):
        child = self.new_child(household_size=1)
        for household_size, by in enumerate(("+100y", "-5y"), 2):
            self.restart(by)
            self.phone.set(child, household_size=household_size)
            self.sync_all(self.phone)
            self.assertAlmostEqual(0, self.phone.status()["clock_offset_ms"] / 1000, delta=MINUTES_S)
            self.restart()
            self.other.set(child, remark=by)
            self.sync_all(self.other)
            self.assert_all_show(child, household_size=household_size, remark=by)

    @wrong(FAR_AHEAD)
    def test_a_pairing_made_meanwhile_holds_until_it_is_deleted(self, by, _):
        child = self.office.add("child", name="覃大山")
        self.restart(by)
        pairing = self.pair(child)
        self.sync_all(self.office)
        for wrong_by in (by, None):
            self.restart(wrong_by)
            self.phone.add("visit", child=child, kind="talk")
            self.sync_all(self.phone)
        self.office.run("delete", pairing)
        self.office.sync()
        self.phone.add("visit", child=child, kind="talk")
        self.assertEqual(1, self.phone.sync()["quarantined"])
        self.office.sync()
        for item in self.office.attention():
            self.office.run("accept", item["id"])
        self.pair(child)  # both hold the same at the end
        self.pair(child, "张大山")

    def test_own_edits_stand_in_the_history_in_their_order(self):
        child = self.office.add("child", name="韦小燕", remark="一")
        self.sync(self.office)
        self.restart("-1d")
        self.office.set(child, remark="二")
        self.sync(self.office)
        self.restart()
        self.office.set(child, remark="三")
        self.sync(self.office)
        lines = self.office.run("history", child, "--json").objects
        self.assertEqual(["一", "二", "三"], [line["value"] for line in lines if line["field"] == "remark"])

    def test_a_clock_beyond_reason_tells_no_last_sync_and_ends_no_code(self):
        code = self.server.invite("office", "王主任")
        self.restart("+100y")
        self.office.sync()
        self.assertLess(self.office.status()["last_sync"][:4], "2100")
        self.town.device("another", code).sync()


if __name__ == "__main__":
    faked_time.main()
