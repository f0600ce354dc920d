#!/usr/bin/env python3
"""Goal: what a helper may not write waits, is decided by the office whole, and can be mended; all others flow.
Method: the real programs; a helper without a pairing, two offices."""
import township
from township import TownshipTest


class Decisions(TownshipTest):
    def setUp(self):
        super().setUp()
        self.helper = self.town.invited("helper", "李秀英")
        self.second = self.town.invited("office", "王主任")
        self.child = self.office.add("child", name="韦小燕")
        self.office.sync()
        self.helper.sync()

    def attention(self, device):
        return device.run("attention", "--json").objects

    def stray(self, **fields):
        """A child's archive is the office's to open: what a helper adds is held."""
        return self.helper.add("child", **fields)

    def waiting(self):
        self.helper.sync()
        self.office.sync()
        return self.attention(self.office)

    def after(self, *words):
        self.office.run(*words)
        for device in (self.office, self.helper, self.second):
            device.sync()

    def test_accepted_it_is_on_all_devices(self):
        child = self.stray(name="覃大山", grade=3)
        item, = self.waiting()
        self.assertEqual(("child", child, "held"), (item["record_kind"], item["record"], item["state"]))
        self.assertEqual(("覃大山", 3), (item["fields"]["name"], item["fields"]["grade"]))
        self.assertEqual(self.office.person("李秀英"), item["by"])
        self.assert_says_in_both_tongues(item["reason"])
        self.assertIn("覃大山", self.office.run("attention").out)
        mine, = self.attention(self.helper)
        self.assertEqual((item["id"], "quarantined"), (mine["id"], mine["state"]))
        self.assertEqual(1, self.office.status()["needs_attention"])
        self.after("accept", item["id"])
        for device in (self.office, self.helper, self.second):
            self.assertEqual("覃大山", device.show(child)["name"])
            self.assertEqual([], self.attention(device))
            self.assertEqual(0, device.status()["needs_attention"])
        self.assert_same(self.office, self.second)

    def test_returned_it_says_why_and_is_sent_again(self):
        visit = self.stray(name="覃大山")
        item, = self.waiting()
        self.after("return", item["id"], "--why", "已有档案，名字写错")
        mine, = self.attention(self.helper)
        self.assertEqual("returned", mine["state"])
        self.assertIn("已有档案，名字写错", mine["reason"])
        self.assertEqual([], self.attention(self.office))
        self.helper.set(visit, name="覃大川")
        self.assertEqual([], self.attention(self.helper))
        item, = self.waiting()
        self.assertEqual("覃大川", item["fields"]["name"])
        self.after("accept", item["id"])
        self.assertEqual("覃大川", self.second.show(visit)["name"])
        self.assertEqual([], self.attention(self.helper))

    def test_what_was_returned_is_let_go_and_can_still_be_read(self):
        check = self.office.add("check_in", child=self.child, result="well", note="在家")
        pairing = self.office.pair(self.child, self.office.person("李秀英"))
        for device in (self.office, self.helper, self.office):
            device.sync()
        self.after("delete", pairing)
        self.helper.set(check, note="不在家")
        own = self.stray(name="覃大山")
        for item in self.waiting():
            self.office.run("return", item["id"], "--why", "请再看看")
        self.office.sync()
        self.helper.sync()
        for item in self.attention(self.helper):
            self.helper.run("let-go", item["id"])
        self.assertEqual([], self.attention(self.helper))
        self.assertEqual("在家", self.helper.show(check)["note"])
        self.helper.sync()
        self.assertEqual(0, self.helper.status()["unsent"])
        for record, text in ((check, "不在家"), (own, "覃大山")):
            self.assertIn(text, self.helper.run("history", record).out)
        for device in (self.office, self.helper):
            device.sync()
            self.assertEqual([], self.attention(device))

    def test_what_comes_later_waits_with_it_and_all_else_flows(self):
        self.office.pair(self.child, self.office.person("李秀英"))
        self.office.sync()
        self.helper.sync()
        child = self.stray(name="覃大山")
        self.helper.set(child, remark="怕黑")
        visit = self.helper.add("visit", child=self.child, kind="talk")
        item, = self.waiting()
        self.assertEqual([{"remark": "怕黑"}], [later["fields"] for later in item["behind"]])
        self.assertEqual("talk", self.office.show(visit)["kind"])
        self.after("accept", item["id"])
        self.assertEqual("怕黑", self.second.show(child)["remark"])
        self.assertEqual([], self.attention(self.helper))

    def test_who_may_not_and_what_is_not_there(self):
        self.stray(name="覃大山")
        item, = self.waiting()
        for device, words, code in ((self.helper, ("accept", item["id"]), 1), (self.office, ("accept", self.child), 1),
                                    (self.office, ("return", item["id"], "--why", ""), 1),
                                    (self.office, ("return", item["id"], "--why", "长" * 342), 1),
                                    (self.office, ("return", item["id"], "--why", "\udcff"), 2),
                                    (self.office, ("return", item["id"]), 2), (self.office, ("accept", "7"), 2)):
            ran = device.run(*words, expect=code)
            self.assertEqual("", ran.out)
            self.assert_says_in_both_tongues(ran.err)
        self.assertEqual(1, len(self.attention(self.office)))


if __name__ == "__main__":
    township.main()
