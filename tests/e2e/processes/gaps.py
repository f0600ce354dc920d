#!/usr/bin/env python3
"""Goal: what lies behind a damaged place of a phone is held, shown, and let in: by the phone's sync or by the office.
Method: the real programs; a sealed change overwritten in the phone's database."""
import contextlib
import sqlite3

import township
from township import TownshipTest

PLENTY = "长" * 2600  # two notes of this size close a batch


class Gaps(TownshipTest):
    def setUp(self):
        super().setUp()
        self.phone = self.town.invited("office", "李秀英")
        self.child = self.phone.add("child", name="韦小燕")
        self.phone.sync()
        self.visits = [self.phone.add("visit", child=self.child, kind="talk", mind=PLENTY) for _ in range(6)]
        self.file = self.folder / "work.xqrescue"

    def overwrite(self, sealed, seq):
        """Damages a change on the phone, or mends it; answers what stood there."""
        with contextlib.closing(sqlite3.connect(self.phone.database())) as db, db:
            before, = db.execute("SELECT sealed FROM changes WHERE seq = ?", (seq,)).fetchone()
            db.execute("UPDATE changes SET sealed = ? WHERE seq = ?", (sealed, seq))
            return before

    def damage(self):
        """The second of the batches that were not sent."""
        with contextlib.closing(sqlite3.connect(self.phone.database())) as db:
            batches = [row[0] for row in db.execute("SELECT first_seq FROM batches WHERE answered = 0 ORDER BY 1")]
        self.seq = batches[1]
        self.whole = self.overwrite(b"\0" * 64, self.seq)

    def take_in(self, expect):
        self.file.unlink(missing_ok=True)
        self.phone.run("rescue", self.file)
        return self.server.command("rescue", self.file, expect=expect)

    def gap(self):
        self.office.sync()
        item, = self.office.run("attention", "--json").objects
        return item

    def test_held_shown_and_released(self):
        self.damage()
        ran = self.take_in(1)
        self.assertIn("accepted=2 quarantined=0 rejected=0 repeated=1 unreadable=2 held=2 missing=0 refused=0", ran.last)
        self.assertIn("release", ran.err)
        self.assert_says_in_both_tongues(ran.err)
        item = self.gap()
        self.assertEqual(("gap", "gap", 2, 2), (item["record_kind"], item["state"], item["missing"], item["waiting"]))
        self.assertEqual(self.office.person("李秀英"), item["by"])
        self.assert_says_in_both_tongues(item["reason"])
        shown = self.office.run("attention").out
        self.assertIn("手机丢失了 2 项修改，后面还有 2 项在等", shown)
        self.assertIn("release", shown)
        self.assertEqual(1, self.office.status()["needs_attention"])
        self.office.run("release", item["id"])
        self.office.sync()
        self.assertEqual([], self.office.run("attention", "--json").objects)
        self.office.sync()
        self.assertEqual({*self.visits[:2], *self.visits[4:]}, self.office.ids("visit"))
        self.assertIn("repeated=5 unreadable=2 held=0", self.server.command("rescue", self.file, expect=1).last)

    def test_filled_by_the_phone_that_opens_again(self):
        self.damage()
        self.take_in(1)
        self.gap()
        self.overwrite(self.whole, self.seq)
        self.phone.sync()
        self.office.sync()
        self.assertEqual([], self.office.run("attention", "--json").objects)
        self.assertEqual(set(self.visits), self.office.ids("visit"))
        self.assert_same(self.office, self.phone)

    def test_found_after_the_release(self):
        self.damage()
        self.take_in(1)
        self.office.run("release", self.gap()["id"])
        self.office.sync()
        self.overwrite(self.whole, self.seq)
        self.assertIn("accepted=2 quarantined=0 rejected=0 repeated=5", self.take_in(0).last)
        self.phone.sync()
        self.office.sync()
        self.assertEqual(set(self.visits), self.office.ids("visit"))
        self.assert_same(self.office, self.phone)

    def test_a_damaged_phone_pulls_sends_what_it_can_and_goes_on_after_the_release(self):
        self.damage()
        self.office.sync()
        self.office.set(self.child, remark="新的备注")
        self.office.sync()
        ran = self.phone.run("sync", expect=1)
        self.assert_says_in_both_tongues(ran.err)
        self.assertIn("2 项修改读不出来", ran.err)
        self.assertIn("还有 2 项", ran.err)
        self.assertEqual("新的备注", self.phone.show(self.child)["remark"])
        self.assertEqual(5, len(self.phone.ids("visit")))
        items = self.phone.run("attention", "--json").objects
        self.assertEqual({"damaged"}, {item["state"] for item in items})
        self.assert_says_in_both_tongues(items[0]["reason"])
        self.assertIn("rescue", self.phone.run("attention").out)
        self.phone.run("status")
        self.take_in(1)
        self.office.run("release", self.gap()["id"])
        self.office.sync()
        for _ in range(2):
            self.phone.sync()
        self.office.sync()
        self.assertEqual([], self.phone.run("attention", "--json").objects)
        self.assertEqual(0, self.phone.status()["unsent"])
        self.assertEqual(set(self.visits) - {self.visits[2]}, self.office.ids("visit"), "its neighbour is written anew")
        self.assert_same(self.office, self.phone)

    def test_the_last_batch_lost_is_told_and_released(self):
        with contextlib.closing(sqlite3.connect(self.phone.database())) as db:
            last, = db.execute("SELECT max(first_seq) FROM batches").fetchone()
        self.overwrite(b"\0" * 64, last)
        self.assertIn("unreadable=2 held=0", self.take_in(1).last)
        item = self.gap()
        self.assertEqual(("gap", 2), (item["state"], item["missing"]))
        self.assert_says_in_both_tongues(item["reason"])
        self.office.run("release", item["id"])
        self.office.sync()
        self.assertEqual([], self.office.run("attention", "--json").objects)

    def test_damaged_pages_are_passed_and_counted(self):
        with contextlib.closing(sqlite3.connect(self.phone.database())) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            size, = db.execute("PRAGMA page_size").fetchone()
            roots = dict(db.execute("SELECT name, rootpage FROM sqlite_master"))
        whole = self.phone.database().read_bytes()
        for name, code, taken in (("changes_by_record", 0, 7), ("batches_unanswered", 0, 7), ("changes", 1, 0)):
            at = (roots[name] - 1) * size
            self.phone.database().write_bytes(whole[:at] + b"\xff" * size + whole[at + size:])
            self.file.unlink(missing_ok=True)
            ran = self.phone.run("rescue", self.file, expect=code)
            self.assertIn(f"已把 {taken} 项修改", ran.out, name)
            if code:
                self.assert_says_in_both_tongues(ran.err)
                self.assertIn("7 项读不出来", ran.err)
        self.assertIn("unreadable=6", self.server.command("rescue", self.file, expect=1).last)
        self.phone.database().write_bytes(whole)
        self.take_in(0)

    def test_who_may_not_and_what_is_not_there(self):
        helper = self.town.invited("helper", "张大山")
        self.damage()
        self.take_in(1)
        gap = self.gap()["id"]
        for device, words, code in ((helper, ("release", gap), 1), (self.office, ("release", self.child), 1),
                                    (self.office, ("accept", gap), 1), (self.office, ("release", "7"), 2)):
            ran = device.run(*words, expect=code)
            self.assertEqual("", ran.out)
            self.assert_says_in_both_tongues(ran.err)


if __name__ == "__main__":
    township.main()
