#!/usr/bin/env python3
"""Goal: whoever sees a clash decides it from the command line, it is over for everybody, and a slip of the hand decides nothing.
Method: the real programs; two helpers with the same pairing, an office."""
import township
from township import SharedTownshipTest

NO_CLASH = "0000000000000000"


class Clashes(SharedTownshipTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone, cls.other = (cls.town.invited("helper", name) for name in ("李秀英", "张大山"))
        cls.all = [cls.phone, cls.other, cls.office]
        cls.office.sync()

    def setUp(self):
        self.child = self.office.add("child", name="韦小燕", lives_with="奶奶", household_size=1)
        self.records = {self.child}
        for name in ("李秀英", "张大山"):
            self.office.pair(self.child, self.office.person(name))
        self.sync(self.office, self.phone, self.other)

    def sync(self, *devices):
        for device in devices:
            device.sync()

    def sync_all(self):
        """Twice, but for who has seen all the first time."""
        self.sync(*self.all, *self.all[:2])

    def clashes(self, device):
        """Of this test's own records."""
        return [clash for clash in device.run("clashes", "--json").objects if clash["record"] in self.records]

    def clash(self, **fields):
        """Two values of a field; the clash as every device lists it."""
        (field, (mine, theirs)), = fields.items()
        self.phone.set(self.child, **{field: mine})
        self.other.set(self.child, **{field: theirs})
        self.sync(self.phone, self.other, self.office, self.phone)
        clash, = self.clashes(self.phone)
        for device in self.all:
            self.assertEqual([clash], self.clashes(device))
        self.assertEqual(field, clash["field"])
        self.assertEqual({mine, theirs}, {value["value"] for value in clash["values"]})
        return clash

    def resolve(self, device, clash, *how):
        ran = device.run("resolve", clash["id"], *how)
        self.assertIn("已决定", ran.out)
        self.assertEqual("", ran.err)
        self.assertEqual([], self.clashes(device), "over here at once")

    def assert_settled(self, field, value, by):
        self.sync(by, *(device for device in self.all if device is not by))
        for device in self.all:
            self.assertEqual(value, device.show(self.child).get(field), device.folder.name)
            self.assertEqual([], self.clashes(device))
            self.assertEqual(0, device.status()["unsent"])
        self.assertIn("没有冲突", by.run("clashes").out)
        self.assertNotIn("有冲突", by.run("show", self.child).out)
        self.assert_same(self.phone, self.other)

    def test_a_decision_that_is_refused_creates_no_organisation(self):
        second = self.town.invited("office", "王主任")
        second.sync()
        second.set(self.child, school="永坡塘小学")
        self.office.set(self.child, school="兴沟小学")
        self.sync(second, self.office, second)
        clash, = self.office.run("clashes", "--json").objects
        second.run("resolve", clash["id"], "value", "新小学", expect=1)  # not listed there
        self.assertEqual(0, second.status()["unsent"])
        self.office.run("resolve", clash["id"], "value", "新小学")
        self.sync(self.office, second)
        self.assertEqual(0, second.status()["clashes"])

    def test_keep_keeps_what_is_shown(self):
        for device, values in ((self.phone, ("外婆", "姑姑")), (self.office, ("外公", "爷爷"))):
            clash = self.clash(lives_with=values)
            shown, = (value["value"] for value in clash["values"] if value["shown"])
            self.resolve(device, clash, "keep")
            self.assert_settled("lives_with", shown, device)

    def test_take_takes_the_value_of_that_number(self):
        for device, number, sizes in ((self.other, 1, (2, 3)), (self.office, 2, (4, 5))):
            clash = self.clash(household_size=sizes)
            taken = clash["values"][number - 1]["value"]
            self.assertRegex(device.run("clashes").out, rf"(?m)^ *▶? *{number}\. {taken} ")
            self.resolve(device, clash, "take", number)
            self.assert_settled("household_size", taken, device)

    def test_value_writes_another(self):
        self.resolve(self.phone, self.clash(lives_with=("外婆", "姑姑")), "value", "爸爸 刚回来")
        self.assert_settled("lives_with", "爸爸 刚回来", self.phone)
        self.resolve(self.other, self.clash(household_size=(2, 3)), "value", "4")
        self.assert_settled("household_size", 4, self.other)

    def test_of_a_text_nothing_is_decided_for_with_an_empty_value(self):
        self.resolve(self.phone, self.clash(lives_with=("外婆", "姑姑")), "value", "")
        self.assert_settled("lives_with", None, self.phone)

    def test_two_who_empty_a_text_do_not_clash(self):
        self.office.set(self.child, remark="怕黑")
        self.sync_all()
        self.phone.run("set", self.child, "remark= ")
        self.other.run("unset", self.child, "remark")
        self.sync_all()
        for device in self.all:
            self.assertEqual([], self.clashes(device))
            self.assertNotIn("remark", device.show(self.child))

    def test_a_form_is_saved_where_it_was_opened(self):
        form = self.town.folder / "form"
        self.phone.run("open", self.child, "--form", form)
        before = self.other.status()
        ran = self.other.run("set", self.child, "--form", form, "household_size=5", expect=1)
        self.assertIn("另一个数据目录", ran.err)
        self.assertEqual(before["unsent"], self.other.status()["unsent"])
        self.phone.run("set", self.child, "--form", form, "household_size=5")
        self.assertEqual(5, self.phone.show(self.child)["household_size"])
        self.sync_all()

    def test_a_decision_is_one_change_that_all_see_in_the_history(self):
        clash = self.clash(lives_with=("外婆", "姑姑"))
        self.resolve(self.phone, clash, "value", "爸爸")
        self.assertEqual(1, self.phone.status()["unsent"])
        report = self.phone.sync()
        self.assertEqual((1, 1, 0), (report["pushed"], report["accepted"], report["clashed"]))
        self.assert_settled("lives_with", "爸爸", self.phone)
        for device in self.all:
            told = {line["value"] for line in device.run("history", self.child, "--json").objects}
            self.assertLessEqual({"外婆", "姑姑", "爸爸"}, told)

    def test_of_a_deletion_take_decides_and_text_does_not(self):
        for number in (1, 2):
            check_in = self.phone.add("check_in", child=self.child, result="well")
            self.records.add(check_in)
            self.sync(self.phone, self.other, self.office)
            self.phone.run("delete", check_in)
            self.other.set(check_in, note="愿意说话了")
            self.sync_all()
            clash, = self.clashes(self.office)
            self.assertEqual("deleted", clash["field"])
            ran = self.office.run("resolve", clash["id"], "value", "true", expect=1)
            self.assert_says_in_both_tongues(ran.err)
            gone = clash["values"][number - 1]["value"]
            self.resolve(self.office, clash, "take", number)
            self.sync_all()
            for device in self.all:
                self.assertEqual(not gone, check_in in device.ids("check_in"), device.folder.name)
                self.assertEqual([], self.clashes(device))

    def test_two_that_decide_differently_have_a_new_clash_of_the_same_id(self):
        clash = self.clash(lives_with=("外婆", "姑姑"))
        self.resolve(self.phone, clash, "value", "爸爸")
        self.resolve(self.other, clash, "value", "妈妈")
        self.sync_all()
        for device in self.all:
            again, = self.clashes(device)
            self.assertEqual(clash["id"], again["id"])
            self.assertEqual({"爸爸", "妈妈"}, {value["value"] for value in again["values"]})
        self.resolve(self.office, again, "keep")
        shown, = (value["value"] for value in again["values"] if value["shown"])
        self.assert_settled("lives_with", shown, self.office)

    def test_a_slip_of_the_hand_says_what_is_right_and_writes_nothing(self):
        clash = self.clash(household_size=(2, 3))
        id_, wants_number, wants_verb = clash["id"], "take 2", "keep、take N 或 value"
        before = self.phone.status()
        for code, words, said in (
                (2, (), "CLASH"), (2, (id_,), "HOW"), (2, (id_, "nonsense"), wants_verb), (2, (id_, "KEEP"), wants_verb),
                (2, (id_, "keep", "1"), wants_verb), (2, (id_, "take"), wants_verb), (2, (id_, "take", "1", "2"), wants_verb),
                (2, (id_, "value"), wants_verb), (2, (id_, "value", "4", "5"), wants_verb),
                (2, (id_, "take", "0"), wants_number), (2, (id_, "take", "x"), wants_number),
                (2, (id_, "take", "-1"), wants_number), (2, (id_, "take", "1.0"), wants_number),
                (2, (id_, "take", str((1 << 32) + 1)), wants_number), (1, (id_, "take", "9"), "只有 2 个值"),
                (1, (id_, "take", "3"), "只有 2 个值"), (1, (id_, "value", "many"), "不是整数"),
                (1, (id_, "value", "99"), "1 到 30"), (1, (id_, "value", "--", "-5"), "不能小于 0"), (1, (id_, "value", ""), "不是整数"), (1, (NO_CLASH, "keep"), "没有这处冲突"),
                (1, (NO_CLASH, "take", "1"), "没有这处冲突"), (1, (NO_CLASH, "value", "4"), "没有这处冲突"),
                (2, ("7", "keep"), "不是冲突编号"), (2, ("x" * 16, "keep"), "不是冲突编号"), (2, ("", "keep"), "不是冲突编号"),
                (2, (id_[:-1], "keep"), "不是冲突编号"), (2, (f"{id_}0", "keep"), "不是冲突编号"),
                (2, (self.child, "keep"), "不是冲突编号"), (2, (id_, "keep", "--nonsense"), "--nonsense")):
            with self.subTest(words=words):
                ran = self.phone.run("resolve", *words, expect=code)
                self.assertEqual("", ran.out)
                zh, en = ran.err.splitlines()
                self.assertIn(said, zh)
                self.assertRegex(zh, "[\u4e00-\u9fff]")
                self.assertNotRegex(en, "[\u4e00-\u9fff]")
                self.assertEqual(before, {**self.phone.status(), "clock_offset_ms": before["clock_offset_ms"]})
        for device in self.all:
            device.sync()
            self.assertEqual([clash], self.clashes(device))
        self.resolve(self.phone, clash, "take", "2")
        self.assert_settled("household_size", clash["values"][1]["value"], self.phone)

    def test_what_is_over_already_says_so(self):
        clash = self.clash(lives_with=("外婆", "姑姑"))
        self.resolve(self.office, clash, "take", "1")
        self.sync_all()
        for device in self.all:
            ran = device.run("resolve", clash["id"], "keep", expect=1)
            self.assertIn("可能已经解决", ran.err)
            self.assertEqual(0, device.status()["unsent"])


if __name__ == "__main__":
    township.main()
