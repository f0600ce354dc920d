"""The shapes of co_await that g++ 12 miscompiles without a warning.

The cure is always the same: `const auto value = co_await call(argument);`, every argument built before with a name,
then the condition over `value`.
"""
import re

OPEN, CLOSE = "([{", ")]}"
LAMBDA = re.compile(r"(\)|\]|\bmutable|\bnoexcept|->\s*[\w:<>,&*\s]+)\s*$")


def closing(text, at):
    """Index of the bracket that closes the one at `at`."""
    depth = 0
    for i in range(at, len(text)):
        if text[i] in OPEN:
            depth += 1
        elif text[i] in CLOSE:
            depth -= 1
            if depth == 0:
                return i
    return len(text)


def conditions(text):
    for match in re.finditer(r"\b(if|switch|while)\s*(?:constexpr\s*)?\(", text):
        inside = text[match.end():closing(text, match.end() - 1)]
        # In `if (auto v = co_await f(); v > 3)` the first half is a statement, and right.
        condition = inside.rsplit(";", 1)[-1]
        if re.search(r"\bco_await\b", condition):
            yield match.start(), f"co_await inside the condition of {match.group(1)}: bind it to a name first"


def statements(text):
    start = 0
    for match in re.finditer(r"[;{}]", text):
        yield start, text[start:match.start()]
        start = match.end()


def ternaries(text):
    for start, statement in statements(text):
        if "?" in statement and (found := re.search(r"\bco_await\b", statement)):
            yield start + found.start(), "co_await and ?: in one statement: bind it to a name first"


def braced_arguments(text):
    for match in re.finditer(r"\bco_await\b", text):
        i, depth = match.end(), 0
        while i < len(text):
            c = text[i]
            if c == "{":
                if LAMBDA.search(text[max(0, i - 200):i]) and depth > 0:
                    i = closing(text, i)
                elif depth > 0:
                    yield i, "brace-built temporary as an argument of an awaited call: give it a name and move it"
                    break
                else:
                    i = closing(text, i)
            elif c in "([":
                depth += 1
            elif c in ")]}":
                depth -= 1
                if depth < 0:
                    break
            elif c == ";" and depth == 0:
                break
            i += 1


def check(tree):
    for file in tree.code():
        text = tree.bare(file)
        if "co_await" not in text:
            continue
        for rule in (conditions, ternaries, braced_arguments):
            for at, what in rule(text):
                yield f"{file}:{text.count(chr(10), 0, at) + 1}", what
