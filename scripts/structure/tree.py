"""The files of the repository, and C++ text without its comments and literals."""
import pathlib
import re
import subprocess

CODE = {".h", ".cpp", ".cc", ".c", ".mm", ".m"}
PRODUCT = ("core", "sync-server", "mobile-bindings")

_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'""",
    re.S)


def _blank(match, keep_strings):
    text = match.group()
    if keep_strings and text[0] != "/":
        return text
    return re.sub(r"[^\n]", " ", text)


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self._texts = {}
        self.files = sorted(f for f in self._list() if (self.root / f).is_file())

    def _list(self):
        try:
            out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=self.root,
                                 capture_output=True, check=True).stdout.decode()
            return [f for f in out.split("\0") if f]
        except (OSError, subprocess.CalledProcessError):  # a tree without git: an unpacked archive, a planted sample
            found = (p.relative_to(self.root) for p in self.root.rglob("*"))
            return [str(f) for f in found if f.parts[0] not in ("build", ".git")]

    def code(self, under=("",), suffixes=CODE):
        return [f for f in self.files if pathlib.PurePath(f).suffix in suffixes and f.startswith(tuple(under))
                and not f.startswith("tests/data/")]

    def text(self, file):
        if file not in self._texts:
            self._texts[file] = (self.root / file).read_text(encoding="utf-8", errors="replace")
        return self._texts[file]

    def bare(self, file, keep_strings=False):
        """The text with comments blanked, and strings too unless kept; every line keeps its number."""
        return _TOKEN.sub(lambda m: _blank(m, keep_strings), self.text(file))

    def includes(self, file):
        """(line number, path) of every #include."""
        text = self.bare(file, keep_strings=True)
        for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', text, re.M):
            yield text.count("\n", 0, match.start()) + 1, match.group(1)
