#!/usr/bin/env python3
"""Goal: other tools can call the two programs: exit codes, the last line, the keys of JSON, ids.
Method: every command once rightly and in its wrong ways, by table."""
import json
import re
import time

import township
from township import CHILDREN, VISITS, Server, SharedTownshipTest, TownshipTest, free_port, programs, run

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CODE = re.compile(r"XQ1-[A-Za-z0-9_-]+")
NOBODY = "00000000-0000-4000-8000-000000000000"
GIVES_UP_WITHIN_S = 30

SYNC_KEYS = ["pushed", "accepted", "clashed", "quarantined", "rejected", "pulled", "requests", "bytes_up", "bytes_down", "ms"]
STATUS_KEYS = ["unsent", "needs_attention", "clashes", "clock_offset_ms", "last_sync", "offset_known"]
CLASH_KEYS = ["id", "record_kind", "record", "field", "values"]
CLASH_VALUE_KEYS = ["value", "by", "at", "shown", "saw"]


class Contract(SharedTownshipTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.child = cls.office.add("child", name="韦小燕", grade=3)
        cls.visit = cls.office.add("visit", child=cls.child, kind="talk", location__lat=28.1, location__lon=110.5)
        cls.office.sync()

    def check_all(self, call, table):
        for code, *arguments in table:
            with self.subTest(arguments=arguments):
                ran = call(*arguments, expect=code)
                if code == 0:
                    self.assertEqual("", ran.err)
                else:
                    self.assertEqual("", ran.out)
                    self.assert_says_in_both_tongues(ran.err)

    def test_exit_codes_of_the_client(self):
        self.check_all(self.office.run, (
            (0, "--help"), (0, "add", "--help"), (0, "status"), (0, "clashes"), (0, "digest"), (0, "list", "child"),
            (0, "show", self.child), (0, "history", self.child), (0, "sync"), (0, "rescue", self.folder / "exit codes"),
            (0, "import", "children", CHILDREN), (0, "import", "visits", VISITS),
            (0, "set", self.child, "grade=4", "class=二班"), (0, "unset", self.child, "class"),
            (2,), (2, "nonsense"), (2, "status", "extra"), (2, "status", "--nonsense"),
            (2, "add"), (2, "add", "child"), (2, "add", "nonsense", "name=甲"), (2, "add", "child", "name"),
            (2, "add", "child", "nonsense=1"), (2, "add", "visit", f"child={self.child}", "location.nonsense=1"),
            (2, "set"), (2, "set", self.child), (2, "set", "nonsense", "grade=4"), (2, "set", self.child, "nonsense=1"),
            (2, "unset", self.child), (2, "unset", self.child, "nonsense"), (2, "delete"), (2, "delete", "nonsense"),
            (2, "list"), (2, "list", "nonsense"), (2, "show"), (2, "show", "nonsense"), (2, "history", "nonsense"),
            (2, "import", "nonsense", CHILDREN), (2, "import", "children"), (2, "rescue"), (2, "enroll"),
            (1, "show", NOBODY), (1, "history", NOBODY), (1, "set", NOBODY, "grade=4"), (1, "unset", NOBODY, "grade"),
            (1, "delete", NOBODY), (1, "add", "child", "grade=3"), (1, "add", "child", "name=甲", "grade=99"),
            (1, "add", "child", "name=甲", "birth_date=2018-02-30"),
            (1, "add", "child", "name=甲", "id_number=110101201801010000"),
            (1, "add", "visit", "child=nonsense", "kind=talk"), (1, "add", "visit", f"child={self.child}", "kind=nonsense"),
            (1, "import", "children", self.folder / "no such file"), (1, "enroll", self.server.office_code),
            (1, "rescue", self.folder / "no such folder" / "file")))

    def test_a_folder_that_is_not_enrolled(self):
        stranger = self.town.device("stranger")
        self.check_all(stranger.run, (
            (1, "status"), (1, "sync"), (1, "add", "child", "name=甲"), (1, "rescue", self.folder / "x"), (1, "digest"),
            (1, "list", "child"), (1, "enroll", "XQ1-nonsense")))
        self.assertEqual(2, run(programs() / "xinqiao", "status", expect=2).code)  # --data is missing

    def test_exit_codes_of_the_server(self):
        def call(*arguments, expect):
            return run(programs() / "xinqiao-server", *arguments, expect=expect)

        data, fresh = ("--data", self.server.data), ("--data", self.folder / "fresh")
        url = f"https://127.0.0.1:{self.server.port}"
        self.check_all(call, (
            (0, "--help"), (0, "run", "--help"),
            (2,), (2, "nonsense"), (2, "init"), (2, "init", *fresh, "--org", "兴沟镇"), (2, "init", *fresh, "--url", url),
            (2, "init", *fresh, "--org", "兴沟镇", "--url", "http://127.0.0.1:1"), (2, "run", *data),
            (2, "run", *data, "--listen", "nonsense"), (2, "invite", *data, "--role", "helper"),
            (2, "invite", *data, "--name", "甲"), (2, "invite", *data, "--role", "nonsense", "--name", "甲"),
            (2, "backup", *data), (2, "restore", self.folder / "x"), (2, "rescue", *data),
            (1, "init", *data, "--org", "兴沟镇", "--url", url), (1, "run", *fresh, "--listen", "127.0.0.1:0"),
            (1, "run", *data, "--listen", f"127.0.0.1:{free_port()}"),  # it runs already
            (1, "invite", *fresh, "--role", "helper", "--name", "甲"), (1, "backup", *fresh, self.folder / "x"),
            (1, "restore", self.folder / "no such file", *fresh), (1, "rescue", *data, self.folder / "no such file")))

    def test_the_last_line_of_init_invite_and_add_is_a_code_or_an_id_alone(self):
        other = Server(self.folder / "other")
        self.assertRegex(other.office_code, rf"\A{CODE.pattern}\Z")
        for role in ("office", "helper", "class_teacher", "school_lead", "village_lead", "auditor"):
            code = self.server.invite(role, "覃大山", "--school", "中心小学", "--grade", "3", "--class", "二班",
                                      "--village", "枫坡岭")
            self.assertRegex(code, rf"\A{CODE.pattern}\Z")
        for arguments in (("child", "name=甲"), ("organisation", "name=中心小学", "kind=school"),
                          ("child", "name=乙", "school=永坡塘小学"), ("check_in", f"child={self.child}", "result=well")):
            self.assertRegex(self.office.run("add", *arguments).out, rf"\A{UUID.pattern}\n\Z")

    def test_keys_of_sync_status_and_clashes(self):
        self.assertEqual(SYNC_KEYS, list(self.office.sync()))
        self.assertEqual(STATUS_KEYS, list(self.office.status()))
        self.assertEqual(1, len(self.office.run("sync", "--json").out.splitlines()))
        second = self.town.invited("office", "王主任")
        second.sync()
        contested = second.add("child", name="覃大山", grade=1)
        second.sync()
        self.office.sync()
        second.set(contested, grade=2)
        self.office.set(contested, grade=3)
        second.sync()
        self.office.sync()
        clash, = (clash for clash in self.office.run("clashes", "--json").objects if clash["record"] == contested)
        self.assertEqual(CLASH_KEYS, list(clash))
        self.assertEqual(("child", contested, "grade"), (clash["record_kind"], clash["record"], clash["field"]))
        self.assertEqual([2, 3], sorted(value["value"] for value in clash["values"]))
        self.assertEqual([False, True], sorted(value["shown"] for value in clash["values"]))
        for value in clash["values"]:
            self.assertEqual(CLASH_VALUE_KEYS, list(value))
            self.assertRegex(value["by"], rf"\A{UUID.pattern}\Z")
            self.assertRegex(value["at"], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
        self.assertIn("韦小燕", self.office.run("show", self.child).out)

    def test_records_as_json(self):
        visit = self.office.show(self.visit)
        self.assertEqual(["id", "record_kind"], list(visit)[:2])
        self.assertEqual((self.visit, "visit", "talk", self.child),
                         tuple(visit[key] for key in ("id", "record_kind", "kind", "child")))
        self.assertEqual({"lat": 28.1, "lon": 110.5}, visit["location"])
        self.assertIn(visit, self.office.list("visit"))
        for kind in ("child", "contact", "visit", "check_in", "concern", "concern_step", "pairing", "person",
                     "organisation", "device"):
            for record in self.office.list(kind):
                self.assertEqual(kind, record["record_kind"])
                self.assertRegex(record["id"], rf"\A{UUID.pattern}\Z")

    def test_history_and_digest(self):
        lines = self.office.run("history", self.child, "--json").objects
        self.assertIn(("name", "韦小燕"), [(line["field"], line["value"]) for line in lines])
        for line in lines:
            self.assertEqual(self.child, line["id"])
            self.assertRegex(line["by"], rf"\A{UUID.pattern}\Z")
            self.assertTrue(line["at"])
        self.assertRegex(self.office.run("digest").out, r"\A[0-9a-f]{64}\n\Z")

    def test_ids_are_taken_in_any_case_and_given_in_lower_case(self):
        self.assertEqual(self.child, self.office.show(self.child.upper())["id"])

    def test_a_bad_line_is_named_and_the_others_are_imported(self):
        lines = CHILDREN.read_text("utf-8").splitlines()[:3]
        lines[1] = lines[1][:40]
        lines.append(json.dumps({**json.loads(lines[2]), "id": NOBODY.replace("4000", "4001"), "sex": "X"}))
        path = self.folder / "three.jsonl"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        device = self.town.invited("office", "陈志强")
        device.sync()
        others = device.ids("child")
        ran = device.run("import", "children", path, expect=1)
        self.assertEqual(others | {json.loads(lines[at])["id"] for at in (0, 2)}, device.ids("child"))
        for said in ("第 2 行：", "Line 2: ", "第 4 行：", "Line 4: ", "sex"):
            self.assertIn(said, ran.err)
        self.assert_says_in_both_tongues(ran.err)

    def test_invited_people_reach_the_office_at_its_next_sync(self):
        self.server.invite("helper", "莫新来")
        self.office.sync()
        self.assertIn("莫新来", {person["name"] for person in self.office.list("person")})

    def test_deleted_is_gone_from_lists_on_every_device(self):
        second = self.town.invited("office", "覃干事")
        gone = self.office.add("child", name="甲")
        self.office.sync()
        second.sync()
        self.assertIn(gone, second.ids("child"))
        self.office.run("delete", gone)
        self.office.sync()
        second.sync()
        for device in (self.office, second):
            self.assertNotIn(gone, device.ids("child"))
        self.assert_same(self.office, second)


class Stopping(TownshipTest):
    def test_sigterm_stops_gracefully_and_the_log_has_no_complaint(self):
        self.office.sync()
        self.assertEqual(0, self.server.end())
        log = self.server.log.read_text()
        self.assertIn("stopped", log)
        self.assertNotRegex(log, " (warning|error) ")

    def test_sigterm_answers_what_is_in_flight(self):
        self.office.run("import", "children", CHILDREN)
        syncing = self.office.start("sync", "--json")
        self.server.end()
        self.server.start()
        said, complained = syncing.communicate(timeout=township.PATIENCE_S)
        self.assertEqual(0, syncing.returncode, complained)
        self.assertEqual(0, self.office.status()["unsent"])
        self.assert_whole(self.office.database())


class GivingUp(TownshipTest):
    """Slow: half a minute each."""

    def give_up(self):
        began = time.monotonic()
        ran = self.office.run("sync", "--json", expect=1)
        self.assertLess(time.monotonic() - began, GIVES_UP_WITHIN_S)
        self.assertEqual("", ran.out)
        self.assert_says_in_both_tongues(ran.err)

    def test_nobody_listens(self):
        child = self.office.add("child", name="韦小燕")
        self.server.end()
        self.give_up()
        self.assertEqual(1, self.office.status()["unsent"])
        self.server.start()
        self.assertEqual(1, self.office.sync()["accepted"])
        self.assertEqual({child}, self.office.ids("child"))

    def test_somebody_listens_and_never_answers(self):
        self.server.end()
        with township.SilentServer(self.server.port):
            self.give_up()


if __name__ == "__main__":
    township.main()
