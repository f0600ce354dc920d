#!/usr/bin/env python3
"""Goal: a data folder copied with cp -r, or put back from an old copy, goes on by itself: each visit once, all replicas equal.
Method: the real programs; folders copied before, between and after syncs, both edited, synced in every order."""
import itertools
import shutil

import township
from township import Device, TownshipTest


class Copies(TownshipTest):
    def setUp(self):
        super().setUp()
        self.phone = self.town.invited("office", "李秀英")
        self.child = self.phone.add("child", name="韦小燕")
        self.phone.sync()
        self.notes = []

    def copy(self, device, name):
        shutil.copytree(device.folder, self.folder / name)
        return Device(self.folder / name)

    def talk(self, device, note):
        self.notes.append(note)
        return device.add("visit", child=self.child, kind="talk", mind=note)

    def put_back(self, device, copy):
        shutil.rmtree(device.folder)
        shutil.copytree(copy.folder, device.folder)

    def assert_all_there(self, *devices, lost=()):
        """After everybody has synced twice: equal, whole, nothing to do, and each visit once."""
        devices = (*devices, self.office)
        for _ in range(2):
            for device in devices:
                device.sync()
        self.assert_same(*devices)
        for device in devices:
            self.assertEqual(sorted(set(self.notes) - set(lost)), sorted(visit["mind"] for visit in device.list("visit")))
            told = [item for item in device.attention() if item["state"] == "copied"]
            self.assertEqual((0, len(told)), (device.status()["unsent"], device.status()["needs_attention"]))
        self.assert_whole(self.server.database(), *(device.database() for device in devices))

    def named(self):
        return [device for device in self.office.list("device") if "copied" in device]

    def test_both_go_on_in_every_order_of_syncs(self):
        for n, order in enumerate(itertools.product("PT", repeat=3)):
            with self.subTest(order="".join(order)):
                twin = self.copy(self.phone, f"twin {n}")
                who = {"P": self.phone, "T": twin}
                for step, name in enumerate(order):
                    for device in who.values():
                        self.talk(device, f"{n}.{step} {device.folder.name}")
                    who[name].sync()
                self.assert_all_there(self.phone, twin)

    def test_three_copies_and_a_copy_of_a_copy(self):
        twin, third = self.copy(self.phone, "twin"), self.copy(self.phone, "third")
        for device in (self.phone, twin, third):
            self.talk(device, f"一 {device.folder.name}")
            device.sync()
        fourth = self.copy(third, "fourth")
        for device in (fourth, third, twin, self.phone):
            self.talk(device, f"二 {device.folder.name}")
        self.assert_all_there(twin, fourth, self.phone, third)

    def test_unsent_work_that_was_copied_arrives_once(self):
        shared = self.talk(self.phone, "共有一")
        self.talk(self.phone, "共有二")
        twin = self.copy(self.phone, "twin")
        self.talk(self.phone, "手机")
        self.talk(twin, "平板")
        self.phone.sync()
        twin.sync()
        self.assert_all_there(self.phone, twin)
        self.assertEqual("共有一", self.office.show(shared)["mind"])
        self.assertEqual(0, twin.status()["clashes"])

    def test_a_copy_that_was_only_sent_by_the_other(self):
        self.talk(self.phone, "共有")
        twin = self.copy(self.phone, "twin")
        self.phone.sync()
        self.talk(twin, "平板")
        self.assert_all_there(twin, self.phone)

    def test_an_old_folder_put_back_gets_back_what_it_had_sent(self):
        old = self.copy(self.phone, "monday")
        sent = [self.talk(self.phone, f"星期{day}") for day in "二三四"]
        self.phone.sync()
        self.talk(self.phone, "没有上传")
        self.put_back(self.phone, old)
        self.talk(self.phone, "换机以后")
        self.assert_all_there(self.phone, lost=["没有上传"])
        self.assertLessEqual(set(sent), self.phone.ids("visit"))
        self.put_back(self.phone, old)
        self.talk(self.phone, "又换机")
        self.assert_all_there(self.phone, lost=["没有上传"])
        self.assertEqual([], self.named())

    def test_two_that_live_are_named_to_the_office_until_it_clears_that(self):
        twin = self.copy(self.phone, "twin")
        self.talk(self.phone, "手机一")
        self.phone.sync()
        self.talk(twin, "平板一")
        self.assert_all_there(self.phone, twin)
        self.assertEqual([], self.named())
        self.talk(self.phone, "手机二")
        self.assert_all_there(self.phone, twin)
        device, = self.named()
        self.assertEqual(self.phone.person("李秀英"), device["person"])
        item, = self.office.attention()
        self.assertEqual((device["id"], "copied", device["person"]), (item["id"], item["state"], item["by"]))
        self.assertIn(device["label"], item["reason"])
        self.assertIn("unset", self.office.run("attention").out)
        self.assertIn("发现被复制的时间", self.office.run("list", "device").out)
        self.office.run("unset", device["id"], "copied")
        self.assertEqual([], self.office.attention())
        self.assert_all_there(self.phone, twin)
        self.assertEqual([], self.named())
        self.talk(self.phone, "手机三")
        self.assert_all_there(self.phone, twin)
        self.assertEqual([device["id"]], [again["id"] for again in self.named()])

    def test_what_was_acknowledged_is_sent_again_when_a_copy_took_its_place(self):
        """The error this would show: sending again only what was not acknowledged."""
        twin = self.copy(self.phone, "twin")
        backup = self.folder / "monday.xqbackup"
        self.server.command("backup", backup)
        self.talk(self.phone, "手机")
        self.phone.sync()
        self.server.end()
        shutil.rmtree(self.server.folder)
        self.town.server = self.server = township.Server.restored(self.folder / "new machine", backup, self.server.port)
        self.server.start()
        self.talk(twin, "平板")
        twin.sync()
        self.assert_all_there(self.phone, twin)


if __name__ == "__main__":
    township.main()
