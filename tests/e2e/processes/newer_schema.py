#!/usr/bin/env python3
"""Goal: what a newer version writes survives storage, merge and edits on older devices and on an older server.
Method: xinqiao-next, the command line with a schema one version ahead (an extra field, part of a field, value and kind),
beside ordinary devices on the ordinary server."""
import os

import township
from township import ROOT, TownshipTest

NEXT = os.environ.get("XQ_NEXT", ROOT / "build/dev/tests/bin/xinqiao-next")


class NewerSchema(TownshipTest):
    def setUp(self):
        super().setUp()
        self.old = self.office
        self.next = self.town.invited("office", "王主任", program=NEXT)
        self.helper = self.town.invited("helper", "李秀英")
        self.next_helper = self.town.invited("helper", "陈志强", program=NEXT)
        self.next.sync()
        self.child = self.next.add("child", name="韦小燕", nickname="燕子", grade=3, location__lat=28.1,
                                   location__lon=110.5, location__altitude_m=640)
        self.other_child = self.next.add("child", name="覃大山", nickname="山子")
        self.check_in = self.next.add("check_in", child=self.child, result="in_danger", how="seen")
        self.outing = self.next.add("outing", child=self.child, day="2026-10-12", where="枫坡岭水库")
        self.next.pair(self.child, self.next.person("李秀英"))
        self.next.pair(self.child, self.next.person("陈志强"))
        self.next.sync()
        self.old.sync()

    def sync_all(self):
        for _ in range(2):
            for device in (self.old, self.helper, self.next_helper, self.next):
                device.sync()

    def assert_new_things_stand(self, device):
        child = device.show(self.child)
        self.assertEqual("燕子", child["nickname"])
        self.assertEqual(640, child["location"]["altitude_m"])
        self.assertEqual("in_danger", device.show(self.check_in)["result"])
        self.assertEqual(("outing", self.child, "枫坡岭水库"),
                         tuple(device.show(self.outing)[name] for name in ("record_kind", "child", "where")))

    def test_devices_agree_on_records_they_understand_differently(self):
        self.sync_all()
        self.assert_same(self.old, self.next)
        self.assert_same(self.helper, self.next_helper)
        self.assertEqual("韦小燕", self.old.show(self.child)["name"])
        self.assertNotIn("燕子", str(self.old.show(self.child).get("name")))
        for device in (self.next, self.next_helper):
            self.assert_new_things_stand(device)

    def test_edits_of_an_older_device_keep_what_it_does_not_know(self):
        self.old.set(self.child, home_address="兴沟坳8组11号", grade=4)
        self.old.set(self.child, location__lat=28.2)
        self.old.set(self.check_in, note="奶奶在家")
        self.sync_all()
        for device in (self.next, self.next_helper):
            self.assert_new_things_stand(device)
            child = device.show(self.child)
            self.assertEqual(("兴沟坳8组11号", 4, 28.2, 110.5),
                             (child["home_address"], child["grade"], child["location"]["lat"], child["location"]["lon"]))
            self.assertEqual("奶奶在家", device.show(self.check_in)["note"])
        self.assert_same(self.old, self.next)
        self.assert_same(self.helper, self.next_helper)
        self.assertEqual(0, self.next.status()["clashes"])

    def test_a_helper_holds_the_unknown_kind_by_its_child(self):
        of_another = self.next.add("outing", child=self.other_child, day="2026-10-13", where="镇上")
        self.next.sync()
        self.sync_all()
        self.assertEqual(self.outing, self.helper.show(self.outing)["id"])
        self.assertEqual({self.outing}, self.next_helper.ids("outing"))
        self.assertNotIn(of_another, self.next_helper.ids("outing"))
        self.helper.run("show", of_another, "--json", expect=1)

    def test_an_unknown_value_that_is_graver_stands_against_a_concurrent_known_one(self):
        self.sync_all()
        self.old.set(self.check_in, result="well")
        self.next.set(self.check_in, note="已报告派出所")
        self.sync_all()
        # The older device saw the unknown value and chose another: that is its right, and no clash.
        self.assertEqual("well", self.next.show(self.check_in)["result"])
        self.old.set(self.check_in, result="urgent")
        self.next.set(self.check_in, result="in_danger")
        self.sync_all()
        self.assertEqual("in_danger", self.next.show(self.check_in)["result"])
        self.assertEqual(self.old.list("check_in")[0]["result"], self.helper.list("check_in")[0]["result"])
        self.assertNotEqual("urgent", self.old.show(self.check_in)["result"])
        self.assertEqual(1, self.old.status()["clashes"])
        self.assert_same(self.old, self.next)

    def test_a_helper_one_version_ahead_writes_for_an_older_office(self):
        self.next_helper.sync()
        outing = self.next_helper.add("outing", child=self.child, day="2026-10-20", where="县城图书馆")
        self.next_helper.set(self.child, nickname="小燕子")
        report = self.next_helper.sync()
        self.assertEqual((2, 0, 0), (report["accepted"], report["quarantined"], report["rejected"]), report)
        self.sync_all()
        self.assertEqual("县城图书馆", self.next.show(outing)["where"])
        self.assertEqual("小燕子", self.next.show(self.child)["nickname"])
        self.assert_same(self.old, self.next)

    def test_an_older_device_says_to_upgrade_when_asked_to_edit_the_unknown_kind(self):
        refused = self.old.run("set", self.outing, "where=别处", expect=1)
        self.assertIn("升级", refused.err)
        self.old.run("list", "outing", expect=2)


if __name__ == "__main__":
    township.main()
