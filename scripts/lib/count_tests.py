"""Prints "passed failed skipped" of a ctest report in JUnit form."""
import sys
import xml.etree.ElementTree as xml

suite = xml.parse(sys.argv[1]).getroot()
number = lambda name: int(suite.get(name, "0"))
skipped = number("skipped") + number("disabled")
print(number("tests") - number("failures") - skipped, number("failures"), skipped)
