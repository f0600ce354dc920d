#!/usr/bin/env python3
"""Goal: the sample of a township arrives at every device that may see it, whole and once.
Method: an office imports and syncs; a second office and helpers pull; everything is compared with the files."""
import contextlib
import json
import sqlite3
import uuid

import township
from township import CHILDREN, NOTES, VISITS, SharedTownshipTest, read_jsonl


class Sample(SharedTownshipTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office.run("import", "children", CHILDREN)
        cls.office.run("import", "visits", VISITS)
        cls.imported = cls.office.sync()
        cls.children = read_jsonl(CHILDREN)
        cls.visits = read_jsonl(VISITS)

    def second_office(self, name):
        second = self.town.invited("office", name)
        second.sync()
        self.office.sync()
        return second

    def helpers_of_the_first_children(self, count, *names):
        """Helpers who are all paired to the same children."""
        helpers = [self.town.invited("helper", name) for name in names]
        self.office.sync()
        mine = [child["id"] for child in self.children[:count]]
        for name in names:
            person = self.office.person(name)
            for child in mine:
                self.office.pair(child, person)
        self.office.sync()
        for helper in helpers:
            helper.sync()
        return set(mine), helpers

    def test_every_record_of_the_files_is_there_once(self):
        self.assertEqual({child["id"] for child in self.children}, self.office.ids("child"))
        self.assertEqual({visit["id"] for visit in self.visits}, self.office.ids("visit"))
        self.assertEqual(self.imported["pushed"], self.imported["accepted"])
        status = self.office.status()
        self.assertEqual((0, 0, 0), (status["unsent"], status["needs_attention"], status["clashes"]))

    def test_a_second_office_holds_the_same_and_every_note_byte_for_byte(self):
        second = self.second_office("王主任")
        self.assert_same(self.office, second)
        held = {visit["id"]: visit for visit in second.list("visit")}
        for line in self.visits:
            for there, here in NOTES.items():
                self.assertEqual((line.get(there) or "").encode(), held[line["id"]].get(here, "").encode(), line["id"])
        remarks = {child["id"]: child.get("remark", "") for child in second.list("child")}
        self.assertEqual({child["id"]: child["remark"] for child in self.children}, remarks)
        self.assert_whole(self.office.database(), second.database())

    def test_phone_numbers_and_relatives_are_kept_as_written(self):
        second = self.second_office("覃干事")
        held = {(contact["child"], contact["relation"]): contact for contact in second.list("contact")}
        for child in self.children:
            for relation in ("father", "mother", "guardian"):
                contact = held[child["id"], relation]
                self.assertEqual(child[f"{relation}_name"], contact["name"])
                self.assertIn(child[f"{relation}_phone"], json.dumps(contact))
            self.assertEqual(child["guardian_relation"], held[child["id"], "guardian"]["kinship"])

    def test_helpers_hold_exactly_their_children(self):
        mine, (first, second) = self.helpers_of_the_first_children(7, "李秀英", "陈志强")
        self.assert_same(first, second)
        for helper in (first, second):
            self.assertEqual(mine, helper.ids("child"))
            self.assertEqual({visit["id"] for visit in self.visits if visit["child_id"] in mine}, helper.ids("visit"))
            self.assertEqual(mine, {contact["child"] for contact in helper.list("contact")})
            self.assertEqual(mine, {pairing["child"] for pairing in helper.list("pairing")})
        self.assertNotEqual(self.office.digest(), first.digest())

    def test_a_helper_holds_nothing_before_being_paired(self):
        helper = self.town.invited("helper", "潘老师")
        helper.sync()
        for kind in ("child", "contact", "visit", "pairing"):
            self.assertEqual([], helper.list(kind), kind)

    def test_a_second_import_writes_nothing(self):
        second = self.second_office("韦干事")
        before = self.office.digest()
        for device in (self.office, second):
            for what, file, lines in (("children", CHILDREN, 60), ("visits", VISITS, 600)):
                said = device.run("import", what, file).out
                self.assertIn("0 行新增或更新", said)
                self.assertIn(f"{lines} 行没有变化", said)
            self.assertEqual(0, device.status()["unsent"])
            self.assertEqual(0, device.sync()["pushed"])
        self.assertEqual(before, self.office.digest())
        self.assert_same(self.office, second)

    def test_an_import_on_a_device_that_has_not_pulled_makes_no_duplicate_and_no_clash(self):
        apart = self.town.invited("office", "赵干事")
        self.server.end()
        for what, file in (("children", CHILDREN), ("visits", VISITS)):
            self.assert_says_in_both_tongues(apart.run("import", what, file).err)
        self.server.start()
        apart.sync()
        self.office.sync()
        apart.sync()
        self.assert_same(self.office, apart)
        for device in (self.office, apart):
            for kind, lines in (("child", self.children), ("visit", self.visits)):
                ids = [record["id"] for record in device.list(kind)]
                self.assertEqual(sorted(line["id"] for line in lines), sorted(ids))
            self.assertEqual("", device.run("clashes", "--json").out)
            self.assertEqual(0, device.status()["needs_attention"])

    def test_an_import_on_a_new_device_leaves_what_was_edited_since(self):
        child = self.children[3]["id"]
        self.office.set(child, remark="已转到县一中", lives_with="姑姑")
        self.office.sync()
        new = self.town.invited("office", "钱干事")
        said = new.run("import", "children", CHILDREN).out
        self.assertIn("0 行新增或更新", said)
        new.sync()
        self.assertEqual("", new.run("clashes", "--json").out)
        self.assertEqual("姑姑", new.show(child)["lives_with"])
        self.office.set(child, lives_with=self.children[3]["lives_with"])
        self.office.sync()

    def test_nothing_new_is_one_request(self):
        self.office.sync()
        report = self.office.sync()
        self.assertEqual((1, 0, 0), (report["requests"], report["pushed"], report["pulled"]))
        self.assertLessEqual(report["bytes_up"], 200)
        self.assertLessEqual(report["bytes_down"], 200)

    def test_a_flipped_byte_of_a_sealed_body_is_found_and_not_shown(self):
        second = self.second_office("蒙干事")
        victim = self.visits[17]["id"]
        with contextlib.closing(sqlite3.connect(second.database())) as db, db:
            where = uuid.UUID(victim).bytes
            state = bytearray(db.execute("SELECT state FROM records WHERE id = ?", (where,)).fetchone()[0])
            state[len(state) // 2] ^= 1
            db.execute("UPDATE records SET state = ? WHERE id = ?", (bytes(state), where))
        shown = second.run("show", victim, "--json", expect=1)
        self.assertEqual("", shown.out)
        self.assert_says_in_both_tongues(shown.err)
        self.assertEqual("", second.run("digest", expect=1).out)

    def test_one_changed_byte_of_one_body_changes_the_digest(self):
        device = self.second_office("莫干事")
        visit = next(visit for visit in self.visits if visit.get("living_note"))
        digests = {device.digest()}
        for ending in ("a", "b"):
            device.set(visit["id"], living=visit["living_note"] + ending)
            digests.add(device.digest())
        self.assertEqual(3, len(digests))


if __name__ == "__main__":
    township.main()
