#!/usr/bin/env python3
"""Goal: a server that burned down goes on from its last backup, on an empty machine, and no device notices more than it must.
Method: a backup beside a running server, more work after it, the folder gone, restore, the same devices sync on."""
import json
import os
import shutil
import stat

import township
from township import CHILDREN, VISITS, Server, TownshipTest


class Backup(TownshipTest):
    def setUp(self):
        super().setUp()
        self.phone = self.town.invited("helper", "李秀英")
        self.office.run("import", "children", CHILDREN)
        self.office.run("import", "visits", VISITS)
        self.office.sync()
        self.child = self.office.list("child")[0]["id"]
        self.office.pair(self.child, self.office.person("李秀英"))
        self.office.sync()
        self.phone.sync()
        self.file = self.folder / "monday.xqbackup"

    def back_up(self):
        return self.server.command("backup", self.file)

    def burn_down_and_restore(self):
        self.server.end(kill=True)
        shutil.rmtree(self.server.folder)
        self.town.server = self.server = Server.restored(self.folder / "new machine", self.file, self.server.port)
        self.server.start()

    def test_a_backup_beside_a_running_server_holds_everything_and_is_private(self):
        said = self.back_up()
        self.assertEqual(0o600, stat.S_IMODE(os.stat(self.file).st_mode))
        self.assertIn("not sealed", said.err)
        before = self.office.digest()
        self.burn_down_and_restore()
        for path in self.server.files():
            self.assertEqual(0o600, stat.S_IMODE(os.stat(path).st_mode))
        self.assert_whole(*self.server.files())
        self.office.sync()
        self.assertEqual(before, self.office.digest())
        newcomer = self.town.invited("office", "王主任")
        newcomer.sync()
        self.office.sync()
        self.assert_same(self.office, newcomer)

    def test_a_backup_takes_the_place_of_an_older_one(self):
        self.back_up()
        before = self.file.read_bytes()
        self.office.add("child", name="覃大山")
        self.office.sync()
        self.back_up()
        self.assertNotEqual(before, self.file.read_bytes())

    def test_a_backup_is_whole_while_devices_write(self):
        busy = [self.town.invited("office", name) for name in ("王主任", "覃干事")]
        for device in busy:
            device.run("import", "children", CHILDREN)
            device.run("import", "visits", VISITS)
        syncs = [device.start("sync") for device in busy]
        self.back_up()
        for sync in syncs:
            sync.communicate(timeout=township.PATIENCE_S)
            self.assertEqual(0, sync.returncode)
        self.burn_down_and_restore()
        self.assert_whole(*self.server.files())
        for device in (*busy, self.office, *busy):
            device.sync()

    def test_unsent_work_of_devices_arrives_at_the_restored_server(self):
        self.back_up()
        visit = self.phone.add("visit", child=self.child, kind="talk", mind="愿意说话了")
        self.burn_down_and_restore()
        waiting = self.phone.run("sync")
        self.assertIn("还在本机", waiting.out)
        self.assertIn("nothing is lost", waiting.out)
        self.assertEqual(1, self.phone.status()["unsent"], "the office has not brought back yet who looks after whom")
        self.office.sync()
        self.phone.sync()
        self.office.sync()
        self.assertEqual("愿意说话了", self.office.show(visit)["mind"])
        self.assertEqual(0, self.phone.status()["unsent"])

    def test_without_an_office_the_operator_says_go_on(self):
        self.back_up()
        self.phone.add("visit", child=self.child, kind="talk", mind="愿意说话了")
        self.burn_down_and_restore()
        self.assertTrue(json.loads(self.phone.run("sync", "--json").out)["later"])
        self.assert_says_in_both_tongues(self.server.command("go-on").out)
        self.assert_says_in_both_tongues(self.server.command("go-on").out)
        self.assertNotIn("later", json.loads(self.phone.run("sync", "--json").out))
        self.assertEqual(0, self.phone.status()["unsent"])

    def test_what_nobody_brings_back_is_listed_and_put_back(self):
        self.back_up()
        visit = self.phone.add("visit", child=self.child, kind="talk", mind="备份以后")
        self.phone.run("set", self.child, "remark=爱画画")
        self.phone.sync()
        self.office.sync()
        self.burn_down_and_restore()
        self.office.sync()  # the phone is gone
        lost = {item["record"]: item for item in self.office.attention()}
        self.assertEqual({visit, self.child}, set(lost))
        self.assertEqual({"lost"}, {item["state"] for item in lost.values()})
        self.assertEqual("备份以后", lost[visit]["fields"]["mind"])
        self.assertEqual(2, self.office.status()["needs_attention"])
        self.assertIn("put-back", self.office.run("attention").out)
        self.office.run("put-back", visit)
        self.office.run("let-go", self.child)
        self.assert_says_in_both_tongues(self.office.run("put-back", self.child, expect=1).err)
        self.office.sync()
        self.assertEqual("备份以后", self.office.show(visit)["mind"])
        self.assertEqual([], self.office.attention())
        self.phone.sync()  # it is not
        self.office.sync()
        self.assertEqual("爱画画", self.office.show(self.child)["remark"])
        self.assertEqual(0, self.office.status()["clashes"])
        self.phone.sync()
        self.assertEqual([], self.phone.attention())

    def test_what_was_acknowledged_after_the_backup_stays_on_the_phone_and_syncs_go_on(self):
        self.back_up()
        before = self.phone.add("visit", child=self.child, kind="talk", mind="备份以后")
        self.phone.sync()
        self.burn_down_and_restore()
        self.phone.sync()
        self.assertEqual("备份以后", self.phone.show(before)["mind"])
        self.office.sync()
        after = self.phone.add("visit", child=self.child, kind="talk", mind="恢复以后")
        self.phone.sync()
        self.assertEqual(0, self.phone.status()["unsent"])
        self.office.sync()
        for visit, note in ((before, "备份以后"), (after, "恢复以后")):
            self.assertEqual(note, self.phone.show(visit)["mind"])
            self.assertEqual(note, self.office.show(visit)["mind"])

    def test_a_device_that_enrolled_after_the_backup_is_let_in_again(self):
        self.back_up()
        late = self.town.invited("office", "覃干事")
        late.sync()
        visit = late.add("visit", child=self.child, kind="talk", mind="愿意说话了")
        self.burn_down_and_restore()
        late.sync()
        self.office.sync()
        self.assertEqual("愿意说话了", self.office.show(visit)["mind"])
        self.assertIn("覃干事", [person["name"] for person in self.office.list("person")])

    def test_what_is_no_backup_or_has_no_room_is_refused(self):
        self.back_up()
        whole = self.file.read_bytes()
        for name, content in (("empty", b""), ("text", b"not a backup"), ("cut", whole[:len(whole) // 2]),
                              ("flipped", whole[:9000] + bytes([whole[9000] ^ 1]) + whole[9001:])):
            file, data = self.folder / name, self.folder / f"from {name}"
            file.write_bytes(content)
            refused = township.run(township.programs() / "xinqiao-server", "restore", file, "--data", data, expect=1)
            self.assert_says_in_both_tongues(refused.err)
            self.assertFalse((data / "control.db").exists(), name)
        occupied = self.server.command("restore", self.file, expect=1)
        self.assert_says_in_both_tongues(occupied.err)
        self.office.sync()


if __name__ == "__main__":
    township.main()
