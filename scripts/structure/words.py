"""Words that have no place in a source: paths of one machine, and notes to do something later."""
import re

RULES = (
    (re.compile(r"(?<![\w.}\])/])/(?:work|root)/"), "a path of one machine"),
    (re.compile(r"\.\./" r"shared\b"), "names a folder outside the repository"),
    (re.compile(r"\b(?:TO" r"DO|FIX" r"ME)\b"), "a note for later: do it now, or file an issue"),
)
BINARY = (".png", ".jpg", ".ico", ".gz", ".zst", ".bin", ".db", ".sqlite", ".woff2", ".pdf", ".xlsx", ".jar")
LIMIT = 1 << 20  # a larger file is data


def check(tree):
    for file in tree.files:
        if file.endswith(BINARY) or file.startswith("tests/data/") or (tree.root / file).stat().st_size > LIMIT:
            continue
        for number, line in enumerate(tree.text(file).splitlines(), 1):
            for pattern, what in RULES:
                if pattern.search(line):
                    yield f"{file}:{number}", f"{what}: {line.strip()[:80]}"
