#!/usr/bin/env python3
"""Goal: search, the pairing check and reports as a teacher or an office calls them: what they print, in which form, and
what they say when asked for something that is not there. Method: the real programs; two devices through a sync."""
import csv
import io
import json

import township
from township import TownshipTest

DAY = "2026-10-15"


class Lists(TownshipTest):
    def setUp(self):
        super().setUp()
        self.helper = self.town.invited("helper", "李秀英")
        self.office.sync()
        self.child = self.office.add("child", name="覃小燕", birth_date="2009-01-13", village="大湾村",
                                     entered_at="2026-09-01T08:00")
        self.office.add("contact", child=self.child, relation="mother", name="田春梅", phone="138 0000-1234")
        self.office.run("add", "pairing", f"child={self.child}", f"helper={self.office.person('李秀英')}",
                        "role=volunteer", "from=2026-09-01")
        self.office.sync()
        self.helper.sync()
        self.helper.add("visit", child=self.child, kind="home_visit", started="2026-10-12T10:00")
        self.helper.add("concern", child=self.child, kind="abuse_or_neglect", severity="high",
                        opened="2026-10-12T10:00", confidential="true")
        self.helper.sync()
        self.office.sync()

    def report(self, device, name, *more):
        return json.loads(device.run("report", name, "--day", DAY, "--format", "json", *more).out)

    def test_a_child_is_found_on_every_device_that_holds_it(self):
        for device in (self.office, self.helper):
            for words in (("小燕",), ("qxy",), ("TXY",), ("大湾",), ("1234",), ("大湾", "xy")):
                found = device.run("search", *words, "--json").objects
                self.assertEqual([("child", self.child, "大湾村")],
                                 [(each["kind"], each["id"], each["village"]) for each in found], words)
        self.assertEqual([], self.helper.run("search", "没有这个人", "--json").objects)
        self.helper.run("search", expect=2)
        self.helper.run("search", " ", expect=1)

    def test_the_pairing_check_says_who_lacks_one_and_which_end(self):
        check = json.loads(self.office.run("check", "pairings", "--day", DAY, "--json").out)
        self.assertEqual(DAY, check["day"])
        self.assertTrue(check["complete"])
        self.assertEqual(0, check["unsent"])
        sections = check["sections"]
        self.assertEqual([], sections["children_without_helper"])
        self.assertEqual([self.child], [each["child"] for each in sections["children_without_buddy"]])
        self.assertEqual(["2027-01-12"], [each["last_day"] for each in sections["ending"]])
        self.assertEqual([("李秀英", 1)],
                         [(each["person_name"], each["interactions"]) for each in sections["commendation"]])
        self.office.run("check", "nonsense", expect=2)

    def test_what_is_confided_is_on_the_lists_of_its_author_and_of_case_workers(self):
        second = self.town.invited("office", "王主任")
        second.sync()
        for device, expected in ((self.helper, 1), (self.office, 1), (second, 0)):
            concerns = self.report(device, "concerns")["sections"]["concerns"]
            self.assertEqual(expected, len(concerns), device.folder.name)
            for concern in concerns:
                self.assertEqual(("office", "open", True),
                                 tuple(concern[name] for name in ("escalated_to", "mandatory_report", "confidential")))
            self.assertEqual(expected * 2, len(device.list("concern")) + len(device.list("concern_step")))

    def test_every_report_is_json_csv_and_a_page(self):
        for name in ("overview", "pairings", "visits", "festival", "concerns", "plans", "cards", "progress"):
            more = ("--child", self.child) if name == "progress" else ()
            self.assertEqual(name, self.report(self.office, name, *more)["report"])
            rows = list(csv.reader(io.StringIO(
                self.office.run("report", name, "--format", "csv", *more).out.removeprefix("\ufeff"))))
            self.assertIn("范围：", rows[0][1], name)
            page = self.office.run("report", name, "--format", "html", *more).out
            self.assertTrue(page.startswith("<!DOCTYPE html>"), name)
            self.assertIn("size:A4", page)
            self.assertIn("截至", self.office.run("report", name, *more).out)

    def test_a_register_is_of_its_period(self):
        for first, last, visits in (("2026-10-12", "2026-10-12", 1), ("2026-10-13", "2026-10-31", 0)):
            report = self.report(self.office, "visits", "--from", first, "--to", last)
            self.assertEqual(visits, len(report["sections"]["visits"]), first)

    def test_what_cannot_be_made_is_said_in_both_tongues(self):
        another = "11111111-1111-7111-8111-111111111111"
        for words, said in ((("report", "nonsense"), "overview"), (("report", "progress"), "--child"),
                            (("report", "progress", "--child", another), "没有这个儿童"),
                            (("report", "visits", "--from", "2026-10-12", "--to", "2026-10-11"), "之后"),
                            (("report", "visits", "--day", "2026-02-30"), "")):
            ran = self.office.run(*words, expect=None)
            self.assertIn(ran.code, (1, 2), words)
            self.assertEqual("", ran.out)
            self.assertIn(said, ran.err)
            self.assertRegex(ran.err, "[\u4e00-\u9fff]")


if __name__ == "__main__":
    township.main()
