#!/usr/bin/env python3
"""Goal: the commands for what waits, is lost or lies behind a gap say what is wrong with how they were written, and do nothing.
Method: by table, on an office's device with a change that waits; `go-on` beside the server that runs."""
import township
from township import SharedTownshipTest, programs, run

NOBODY = "00000000-0000-4000-8000-000000000000"
OF_AN_ID = "accept", "release", "put-back", "let-go"
CHINESE = "[\u4e00-\u9fff]"


class Usage(SharedTownshipTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        helper = cls.town.invited("helper", "李秀英")
        helper.add("child", name="覃大山")  # which an office may do
        helper.sync()
        cls.office.sync()
        cls.item, = cls.office.attention()
        cls.before = cls.office.status()

    def tearDown(self):
        """It waits as it did, and nothing was written."""
        self.assertEqual([self.item], self.office.attention())
        self.assertEqual(self.before, {**self.office.status(), "clock_offset_ms": self.before["clock_offset_ms"]})

    def refused(self, code, said, *words):
        """`said` stands in both languages, Chinese first."""
        with self.subTest(words=words):
            ran = self.office.run(*words, expect=code)
            self.assertEqual("", ran.out)
            zh, en = ran.err.splitlines()
            self.assertRegex(zh, CHINESE)
            self.assertNotRegex(en, CHINESE)
            for line in (zh, en):
                self.assertIn(said, line)
            return zh

    def wrong(self, said, *words):
        self.assertIn("--help", self.refused(2, said, *words))

    def test_too_few(self):
        for command in (*OF_AN_ID, "return"):
            self.assertIn("缺少 ID", self.refused(2, "ID", command))
        self.wrong("--why", "return", self.item["id"])
        self.wrong("--why", "return", self.item["id"], "--why")
        self.wrong("ID", "return", "--why", "请写明")

    def test_too_many(self):
        for command in OF_AN_ID:
            self.wrong("extra", command, self.item["id"], "extra")
            self.wrong("--why", command, self.item["id"], "--why", "请写明")
        self.wrong("extra", "return", self.item["id"], "--why", "请写明", "extra")
        self.wrong("--why", "return", self.item["id"], "--why", "请写明", "--why", "哪天")
        self.wrong(self.item["id"], "attention", self.item["id"])
        self.wrong("extra", "attention", "--json", "extra")

    def test_an_unknown_option(self):
        for command in OF_AN_ID:
            self.wrong("--nonsense", command, self.item["id"], "--nonsense")
            self.wrong("--json", command, self.item["id"], "--json")
        self.wrong("--nonsense", "return", self.item["id"], "--why", "请写明", "--nonsense")
        self.wrong("--nonsense", "attention", "--nonsense")

    def test_what_is_no_id_and_what_is_not_there(self):
        for command, *more in (*((each,) for each in OF_AN_ID), ("return", "--why", "请写明")):
            for word in ("7", "覃大山", "", self.item["id"][:-1], f"{self.item['id']}0"):
                with self.subTest(command=command, word=word):
                    ran = self.office.run(command, word, *more, expect=2)
                    self.assertEqual("", ran.out)
                    self.assertIn("不是记录编号", ran.err.splitlines()[0])
                    self.assertIn("is no record's id", ran.err.splitlines()[1])
            self.assert_says_in_both_tongues(self.office.run(command, NOBODY, *more, expect=1).err)
        self.assert_says_in_both_tongues(self.office.run("return", self.item["id"], "--why", "", expect=1).err)

    def test_help_names_what_each_takes(self):
        for command, usage in (*((each, "ID") for each in OF_AN_ID), ("return", "ID"), ("attention", "--json")):
            said = self.office.run(command, "--help").out
            self.assertIn(f"Usage: xinqiao {command} [OPTIONS]", said)
            self.assertIn(usage, said)
            self.assert_says_in_both_tongues(said)
        self.assertRegex(self.office.run("return", "--help").out, "--why TEXT REQUIRED")

    def test_go_on_of_the_server(self):
        data, fresh = ("--data", self.server.data), self.folder / "fresh"
        for code, said, *words in (
                (2, "--data"), (2, "--data", "--data"), (2, "extra", *data, "extra"), (2, "--nonsense", *data, "--nonsense"),
                (2, "--data", *data, *data), (2, "--listen", *data, "--listen", "127.0.0.1:1"),
                (1, str(fresh), "--data", fresh)):
            with self.subTest(words=words):
                ran = run(programs() / "xinqiao-server", "go-on", *words, expect=code)
                self.assertEqual("", ran.out)
                self.assertRegex(ran.err, rf"\A{CHINESE}")
                self.assertIn(said, ran.err)
                self.assertEqual(code == 2, "--help" in ran.err)
        self.assertFalse(fresh.exists())
        self.assertIn("没有在等", self.server.command("go-on").out)


if __name__ == "__main__":
    township.main()
