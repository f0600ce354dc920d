"""Prints "passed failed skipped" of a ctest report in JUnit form; to stderr what each failed test said last."""
import sys
import xml.etree.ElementTree as xml

suite = xml.parse(sys.argv[1]).getroot()
number = lambda name: int(suite.get(name, "0"))
skipped = number("skipped") + number("disabled")
for test in suite.iter("testcase"):
    if test.get("status") == "fail":
        print(f"      FAILED {test.get('name')}", file=sys.stderr)
        for line in (test.findtext("system-out") or "").splitlines()[-30:]:
            print("        " + line, file=sys.stderr)
print(number("tests") - number("failures") - skipped, number("failures"), skipped)
