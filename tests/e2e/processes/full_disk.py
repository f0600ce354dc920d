#!/usr/bin/env python3
"""Goal: a full disk says so, loses nothing, and is forgotten once there is room again.
Method: the data folder of a phone, or of the server, on a real file system of some megabytes (tmpfs in a mount namespace
of its own), which a file of zeros fills. Left out (77) where such a namespace cannot be made."""
import contextlib
import os
import subprocess
import sys

import township
from township import Assertions, Device, Server, Township

SIZE_KIB = 8 * 1024
STEP = 4096
LONG = "他想妈妈，夜里睡不好。" * 60
NAMES = ("韦小燕", "想妈妈")
CANNOT = 77


def in_own_namespace():
    """Starts this script again where it may mount, unless it is there already."""
    if os.environ.get("XQ_MAY_MOUNT"):
        return
    unshare = ["unshare", "--map-root-user", "--mount"]
    if subprocess.run([*unshare, "true"], capture_output=True).returncode != 0:
        print("no mount namespace can be made here")
        sys.exit(CANNOT)
    os.environ["XQ_MAY_MOUNT"] = "1"
    os.execvp(unshare[0], [*unshare, sys.executable, *sys.argv])


class SmallDisk:
    """A file system of its own below `folder`."""

    def __init__(self, folder):
        self.folder = folder
        self.ballast = folder / "ballast"
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_KIB}k", "tmpfs", folder], check=True)

    def fill(self, leaves=0):
        """Until not even a page goes in, or only `leaves` bytes do."""
        with contextlib.suppress(OSError), open(self.ballast, "ab", buffering=0) as file:
            while os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_bsize > leaves:
                file.write(bytes(STEP))

    def free(self):
        self.ballast.unlink()

    def close(self):
        subprocess.run(["umount", "--lazy", self.folder], check=True)


class FullDisk(Assertions):
    def setUp(self):
        self.town = Township()
        self.addCleanup(self.town.close)
        self.office, self.server, self.folder = self.town.office, self.town.server, self.town.folder
        self.child = self.office.add("child", name="韦小燕")
        self.office.sync()

    def disk(self, name):
        disk = SmallDisk(self.folder / name)
        self.addCleanup(disk.close)
        return disk

    def phone_on(self, disk):
        return Device(disk.folder / "phone").enroll(self.server.invite("office", "李干事"))

    def assert_says_that_it_is_full(self, ran):
        self.assertEqual(1, ran.code)
        self.assertEqual("", ran.out)
        self.assertIn("存储空间已满", ran.err)
        self.assert_says_in_both_tongues(ran.err)
        for name in NAMES:
            self.assertNotIn(name, ran.err)

    def save_until_full(self, phone):
        """The ids of what was said to be saved."""
        saved = []
        while True:
            ran = phone.run("add", "visit", f"child={self.child}", "kind=talk", f"mind={len(saved)}{LONG}", expect=None)
            if ran.code != 0:
                self.assert_says_that_it_is_full(ran)
                return saved
            saved.append(ran.last)

    def test_a_phone_that_fills_up_while_somebody_writes(self):
        disk = self.disk("disk")
        phone = self.phone_on(disk)
        phone.sync()
        disk.fill(leaves=200 * 1024)
        saved = self.save_until_full(phone)
        self.assertGreater(len(saved), 3)
        disk.fill()
        self.assert_says_that_it_is_full(phone.run("set", saved[0], "mind=更改", expect=None))
        self.assertEqual(set(saved), phone.ids("visit"), "what was saved is shown while it is full")
        self.assertEqual(len(saved), phone.status()["unsent"])
        due = phone.run("due", "--json").out
        self.assertIn(self.child, due, "what is due is told while it is full")
        disk.free()
        self.assertEqual(due, phone.run("due", "--json").out)
        saved.append(phone.add("visit", child=self.child, kind="talk"))
        self.assertEqual(len(saved), phone.sync()["accepted"])
        self.office.sync()
        self.assertEqual(set(saved), self.office.ids("visit"))
        self.assert_same(phone, self.office)
        self.assert_whole(phone.database())

    def test_a_phone_that_fills_up_while_it_syncs(self):
        disk = self.disk("disk")
        phone = self.phone_on(disk)
        phone.sync()
        own = phone.add("visit", child=self.child, kind="talk", mind="自己的")
        theirs = {self.office.add("visit", child=self.child, kind="talk", mind=f"{i}{LONG}") for i in range(60)}
        self.office.sync()
        disk.fill(leaves=24 * 1024)
        ran = phone.run("sync", expect=None)
        self.assert_says_that_it_is_full(ran)
        self.assertIn(own, phone.ids("visit"))
        disk.free()
        phone.sync()
        self.office.sync()
        self.assertEqual(theirs | {own}, phone.ids("visit"))
        self.assert_same(phone, self.office)
        self.assert_whole(phone.database())

    def test_a_server_that_fills_up(self):
        disk = self.disk("disk")
        self.server.end()
        small = Server(disk.folder / "server").start()
        self.addCleanup(small.end)
        office = Device(self.folder / "its office").enroll(small.office_code)
        phone = Device(self.folder / "its phone").enroll(small.invite("office", "李干事"))
        child = office.add("child", name="韦小燕")
        office.sync()
        phone.sync()
        before = phone.add("visit", child=child, kind="talk", mind="之前")
        phone.sync()
        saved = {phone.add("visit", child=child, kind="talk", mind=f"{i}{LONG}") for i in range(40)}
        disk.fill()
        ran = phone.run("sync", expect=None)
        self.assertEqual(1, ran.code)
        self.assertIn("服务器的存储空间已满", ran.err)
        self.assert_says_in_both_tongues(ran.err)
        self.assertEqual(len(saved), phone.status()["unsent"], "nothing is taken for sent")
        self.assertEqual(0, office.run("sync", expect=None).code, "what asks for no room is served")
        log = small.log.read_text()
        self.assertIn("not served: store: database or disk is full", log)
        for name in NAMES:
            self.assertNotIn(name, log)
        disk.free()
        phone.sync()
        office.sync()
        self.assertEqual(saved | {before}, office.ids("visit"))
        self.assert_same(phone, office)
        self.assertEqual(0, small.end())
        self.assert_whole(*small.files())


if __name__ == "__main__":
    in_own_namespace()
    township.main()
