#!/usr/bin/env python3
"""Goal: a data folder has one program at a time, opens only to its PIN, and gives up its unsent work without it.
Method: a process held in mid-sync by a silent server; wrong PINs, a lost key, a damaged database; rescue."""
import os
import stat
import time

import township
from township import PATIENCE_S, SilentServer, TownshipTest, integrity_of

BRIEFLY_S = 20  # far below the half minute after which a sync gives up, far above the pause of a busy machine


class OneProgramAtATime(TownshipTest):
    def test_the_second_waits_briefly_and_says_so(self):
        self.server.end()
        with SilentServer(self.server.port) as silent:
            first = self.office.start("sync")
            silent.wait_for_a_device()
            began = time.monotonic()
            for command in (("status",), ("add", "child", "name=韦小燕"), ("rescue", self.folder / "work")):
                second = self.office.run(*command, expect=1)
                self.assertEqual("", second.out)
                self.assertIn("另一个程序", second.err)
                self.assertIn("another program", second.err)
            self.assertLess(time.monotonic() - began, 3 * BRIEFLY_S)
            first.kill()
            first.communicate(timeout=PATIENCE_S)
        self.assertEqual(0, self.office.status()["unsent"])

    def test_the_second_gets_its_turn_when_the_first_is_done(self):
        children = [self.office.start("add", "child", f"name=第{n}个") for n in range(6)]
        ids = set()
        for child in children:
            said, complained = child.communicate(timeout=PATIENCE_S)
            self.assertEqual(0, child.returncode, complained)
            ids.add(said.strip())
        self.assertEqual(ids, self.office.ids("child"))
        self.assertEqual(6, len(ids))


class Rescue(TownshipTest):
    """Each way in which a phone does not open any more; its work gets away all the same."""

    def setUp(self):
        super().setUp()
        self.phone = self.town.invited("office", "李秀英", pin="2580")
        self.child = self.phone.add("child", name="韦小燕")
        self.phone.sync()
        self.visit = self.phone.add("visit", child=self.child, kind="talk", mind="愿意说话了")
        self.phone.set(self.visit, living="灶边的电线老化了")

    def rescue_and_take_in(self):
        file = self.folder / "work.xqrescue"
        self.phone.run("rescue", file)
        self.assertEqual(0o600, stat.S_IMODE(os.stat(file).st_mode))
        self.assertNotIn("愿意说话了".encode(), file.read_bytes())
        self.assertIn("accepted=2 quarantined=0 rejected=0 repeated=1 unreadable=0", self.server.command("rescue", file).last)
        self.assertIn("accepted=0 quarantined=0 rejected=0 repeated=3 unreadable=0", self.server.command("rescue", file).last)
        self.office.sync()
        shown = self.office.show(self.visit)
        self.assertEqual(("愿意说话了", "灶边的电线老化了"), (shown["mind"], shown["living"]))
        return file

    def test_a_wrong_pin_opens_nothing_and_says_so(self):
        for wrong in ("0000", "25800", None):
            self.phone.pin = wrong
            for command in (("list", "child"), ("digest",), ("sync",), ("add", "child", "name=甲")):
                refused = self.phone.run(*command, expect=1)
                self.assertEqual("", refused.out)
                self.assertIn("PIN", refused.err)
                self.assert_says_in_both_tongues(refused.err)
        self.phone.pin = "2580"
        self.assertEqual({self.child}, self.phone.ids("child"))

    def test_work_leaves_without_the_pin_and_the_phone_syncs_on(self):
        self.phone.pin = None
        self.rescue_and_take_in()
        self.phone.pin = "2580"
        self.phone.sync()
        self.office.sync()
        self.assertEqual({self.visit}, self.office.ids("visit"))
        self.assertEqual(0, self.phone.status()["unsent"])
        self.assert_same(self.office, self.phone)

    def test_work_is_taken_in_by_a_server_that_does_not_run(self):
        file = self.folder / "work.xqrescue"
        self.phone.run("rescue", file)
        self.server.end()
        self.assertIn("accepted=2", self.server.command("rescue", file).last)
        self.server.start()
        self.office.sync()
        self.assertEqual({self.visit}, self.office.ids("visit"))
        self.assertEqual("ok", integrity_of(self.phone.database()))

    def test_work_leaves_a_folder_whose_key_is_lost(self):
        keyed = self.town.invited("office", "陈志强")
        keyed.sync()
        lost = keyed.add("child", name="覃大山")
        (keyed.folder / "key").unlink()
        self.assert_says_in_both_tongues(keyed.run("list", "child", expect=1).err)
        file = self.folder / "of a lost key.xqrescue"
        keyed.run("rescue", file)
        self.assertIn("accepted=1", self.server.command("rescue", file).last)
        self.office.sync()
        self.assertEqual("覃大山", self.office.show(lost)["name"])

    def test_a_damaged_rescue_file_is_refused_and_changes_nothing(self):
        file = self.rescue_and_take_in()
        before = self.office.digest()
        whole = file.read_bytes()
        for damaged in (b"", b"not a bundle", whole[:len(whole) // 2]):
            file.write_bytes(damaged)
            ran = self.server.command("rescue", file, expect=None)
            self.assertEqual(1, ran.code)
            self.assertTrue("accepted=0" in ran.out or "Could not take in" in ran.err, ran.out + ran.err)
        # A flipped byte in what the server has already is no loss.
        at = len(whole) * 2 // 3
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
        self.assertIn("accepted=0", self.server.command("rescue", file, expect=None).out)
        self.office.sync()
        self.assertEqual(before, self.office.digest())

    def test_an_older_rescue_file_is_left_as_it_is(self):
        file = self.rescue_and_take_in()
        before = file.read_bytes()
        self.assert_says_in_both_tongues(self.phone.run("rescue", file, expect=1).err)
        self.assertIn("no backup", self.server.command("backup", file, expect=1).err)
        self.assertEqual(before, file.read_bytes())

    def test_a_folder_that_was_never_enrolled_has_nothing_to_rescue(self):
        stranger = self.town.device("stranger")
        self.assert_says_in_both_tongues(stranger.run("rescue", self.folder / "nothing", expect=1).err)


if __name__ == "__main__":
    township.main()
