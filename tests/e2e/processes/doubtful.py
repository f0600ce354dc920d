#!/usr/bin/env python3
"""Goal: what is unlikely is saved and pointed out, on whatever way it comes in; only nonsense is refused. Method: the
real program; add, set, together and import."""
import json

import township
from township import SharedTownshipTest


class Doubtful(SharedTownshipTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.invited("helper", "李秀英")
        cls.office.sync()

    def assert_pointed_out(self, ran, *words):
        self.assertIn("已保存，请核对：", ran.err)
        self.assertIn("Saved; please check: ", ran.err)
        for word in words:
            self.assertIn(word, ran.err)

    def test_a_child_too_young_for_the_grade_is_saved(self):
        added = self.office.run("add", "child", "name=韦小燕", "birth_date=2019-05-01", "grade=9")
        self.assert_pointed_out(added, "年级", "is rare in grade 9")
        child = added.out.strip()
        self.assertEqual([(child, 9)], [(each["id"], each["grade"]) for each in self.office.list("child")
                                        if each["name"] == "韦小燕"])
        self.assertNotIn("核对", self.office.run("set", child, "class=二班").err)

    def test_an_edit_that_ends_a_pairing_before_it_began_is_saved(self):
        child = self.office.add("child", name="龙小兰")
        pairing = self.office.run("add", "pairing", f"child={child}", f"helper={self.office.person('李秀英')}",
                                  "role=volunteer", "from=2026-09-01").out.strip()
        self.assert_pointed_out(self.office.run("set", pairing, "to=2026-08-01"), "早于")
        self.assertEqual(["2026-08-01"], [each["to"] for each in self.office.list("pairing") if each["id"] == pairing])

    def test_an_import_says_which_line(self):
        roster = self.office.folder.parent / "roster.jsonl"
        lines = [{"id": f"00000000-0000-4000-8000-00000000000{n}", "name": name, "birth_date": "2017-03-01", "class": room,
                  "updated_at": "2026-09-01T08:00:00+08:00"}
                 for n, (name, room) in enumerate((("覃一", "三年级2班"), ("覃二", "九年级1班")))]
        roster.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        ran = self.office.run("import", "children", roster)
        self.assertEqual("", ran.err)
        self.assertIn("请核对第 2 行：年级", ran.out)
        self.assertIn("please check line 2: grade", ran.out)
        self.assertNotIn("第 1 行", ran.out)
        self.assertIn("2 行新增或更新", ran.last)

    def test_nonsense_is_refused(self):
        for field in ("id_number=110105194912310021", "birth_date=2018-02-30", "grade=13"):
            refused = self.office.run("add", "child", "name=韦小燕", field, expect=1)
            self.assertIn(field.split("=")[0], refused.err)
            self.assertNotIn("请核对", refused.err)


if __name__ == "__main__":
    township.main()
