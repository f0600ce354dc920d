"""Loops over a part of a temporary: `for (x : *find(...))`, `for (x : list()->records)`.

Before C++23's P2718, which g++ 12 lacks, the temporary is gone before the first round, silently. The cure: give it a
name, then loop over its part. A function that answers with a list itself is fine.
"""
import re

from .coroutines import closing

FOR = re.compile(r"\bfor\s*\(")
RANGE = re.compile(r"(?<!:):(?!:)(.*)", re.S)
CALL_OF_A_NAME = r"[A-Za-z_][\w.>:\-]*\(.*\)"
PART = re.compile(rf"^(\*\s*{CALL_OF_A_NAME}|.*\)\s*->\s*\w+(\(\))?|{CALL_OF_A_NAME}\.\w+)$", re.S)
# A pointer or a reference is handed out here, no temporary.
HANDED_OUT = re.compile(r"\bmutable_\w+\(\)$|\.at\([^()]*\)\.\w+$")


def check(tree):
    for file in tree.code():
        text = tree.bare(file)
        for match in FOR.finditer(text):
            inside = text[match.end():closing(text, match.end() - 1)]
            if ";" in inside or not (found := RANGE.search(inside)):
                continue
            over = found.group(1).strip()
            if PART.match(over) and not HANDED_OUT.search(over):
                yield f"{file}:{text.count(chr(10), 0, match.start()) + 1}", "a loop over a part of a temporary: give it a name first"
