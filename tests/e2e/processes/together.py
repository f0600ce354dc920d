#!/usr/bin/env python3
"""Goal: a form that stays open and several records of one save keep their promises from the command line; what people are
told fits what they can do.
Method: the real programs; a helper with pairings, an office."""
import township
from township import TownshipTest


class Together(TownshipTest):
    def setUp(self):
        super().setUp()
        self.helper = self.town.invited("helper", "李秀英")
        self.office.sync()
        self.children = [self.office.add("child", name=name) for name in ("韦小燕", "覃大山")]
        self.pairings = [self.office.pair(child, self.office.person("李秀英")) for child in self.children]
        self.sync(self.office, self.helper)

    def sync(self, *devices):
        for device in devices:
            device.sync()

    def lines(self, device, *lines):
        path = self.folder / "lines"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return device.run("together", path).out.split()

    def visits_of_both(self):
        """One save of two visits, of a child that is paired and of one that is not any more."""
        self.office.run("delete", self.pairings[1])
        self.office.sync()
        return self.lines(self.helper, *(f"add visit child={child} kind=home_visit living='房顶漏雨'" for child in self.children))

    def test_a_save_of_two_children_waits_and_is_accepted_as_a_whole(self):
        visits = self.visits_of_both()
        report = self.helper.sync()
        self.assertEqual((0, 2), (report["accepted"], report["quarantined"]))
        self.office.sync()
        self.assertEqual(set(), self.office.ids("visit"))
        item, = self.office.attention()
        self.assertEqual(set(visits), {change["record"] for change in item["changes"]})
        said = self.office.run("accept", item["id"]).out
        self.assertIn("同步", said)
        self.sync(self.office, self.helper)
        for device in (self.office, self.helper):
            self.assertEqual(set(visits), device.ids("visit"))
            self.assertEqual([], device.attention())

    def test_one_save_of_what_is_paired_is_taken_as_a_whole(self):
        visits = self.lines(self.helper, f"add visit child={self.children[0]} kind=talk",
                            f"set {self.children[0]} lives_with=外婆", f"add visit child={self.children[1]} kind=talk")
        self.assertEqual(3, self.helper.sync()["accepted"])
        self.office.sync()
        self.assertEqual({visits[0], visits[2]}, self.office.ids("visit"))
        self.assertEqual("外婆", self.office.show(self.children[0])["lives_with"])

    def test_a_form_that_was_open_has_not_seen_what_came_in(self):
        check = self.helper.add("check_in", child=self.children[0], result="needs_attention")
        self.sync(self.helper, self.office)
        form = self.folder / "form"
        self.helper.run("open", check, "--form", form)
        self.office.set(check, result="urgent")
        self.sync(self.office, self.helper)
        self.assertEqual("urgent", self.helper.show(check)["result"])
        self.helper.run("set", check, "--form", form, "result=well")
        self.assertFalse(form.exists())
        self.assertEqual(1, self.helper.sync()["clashed"])
        self.assertIn("1 处新的冲突", self.office.run("sync").out)
        self.assertNotIn("新的冲突", self.office.run("sync").out)
        for device in (self.office, self.helper):
            clash, = device.run("clashes", "--json").objects
            self.assertEqual({"urgent": True, "well": False}, {value["value"]: value["shown"] for value in clash["values"]})
            self.assertEqual("urgent", device.show(check)["result"])
            self.assertIn("有冲突", device.run("show", check).out)
            self.assertIn("冲突", device.run("list", "check_in").out)

    def test_a_deletion_through_an_open_form_has_not_seen_what_came_in(self):
        visit = self.helper.add("visit", child=self.children[0], kind="talk")
        self.sync(self.helper, self.office)
        form = self.folder / "form"
        self.helper.run("open", visit, "--form", form)
        self.office.set(visit, mind="愿意说话了")
        self.sync(self.office, self.helper)
        self.helper.run("delete", visit, "--form", form)
        self.sync(self.helper, self.office)
        self.assertEqual({visit}, self.office.ids("visit"))
        self.assertEqual("deleted", self.office.run("clashes", "--json").objects[0]["field"])

    def test_nobody_decides_a_clash_their_device_has_not_listed(self):
        child = self.children[0]
        self.helper.set(child, lives_with="外婆")
        self.office.set(child, lives_with="姑姑" + "很长" * 40 + "一")
        self.sync(self.helper, self.office, self.helper)
        clash, = self.office.run("clashes", "--json").objects
        for how in (("keep",), ("take", "1"), ("value", "-5")):
            refused = self.helper.run("resolve", clash["id"], *how, expect=1)
            self.assert_says_in_both_tongues(refused.err)
            self.assertIn("clashes", refused.err)
        self.assertIn("姑姑" + "很长" * 40 + "一", self.helper.run("clashes").out)
        self.helper.run("resolve", clash["id"], "value", "--", "-5")
        self.assertEqual("-5", self.helper.show(child)["lives_with"])

    def test_what_needs_attention_is_told_with_what_can_be_done(self):
        visits = self.visits_of_both()
        said = self.helper.run("sync").out
        self.assertIn("有 2 项新的需要处理", said)
        self.assertIn("不用处理", self.helper.run("attention").out)
        self.assertNotIn("改好再送", self.helper.run("attention").out)
        self.office.sync()
        item, = self.office.attention()
        self.assertIn("退回", self.office.run("return", item["id"], "--why", "请分开写").out)
        self.office.sync()
        self.assertIn("退回", self.helper.run("sync").out.split("新的需要处理")[1])
        self.assertIn("改好再送", self.helper.run("attention").out)
        told = self.helper.run("history", visits[0]).out
        self.assertIn("乡镇办公室退回：请分开写", told)
        self.assertNotIn("被办公室退回：", told)
        self.assertNotIn("新的需要处理", self.helper.run("sync").out)


if __name__ == "__main__":
    township.main()
