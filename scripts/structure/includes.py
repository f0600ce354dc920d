"""Includes against the order of dependency (cmake/parts.txt), and outside libraries where they do not belong."""
import posixpath
import re

ROOTS = ("core/src", "core/include", "sync-server/src", "mobile-bindings", "tests")

# What an include begins with, and the folders or files of the product that may have it.
LIBRARIES = (
    ("boost/", ("sync-server/src/http/", "sync-server/src/main.cpp")),
    ("sqlite3.h", ("core/src/storage/", "sync-server/src/store/")),
    ("curl/", ("core/src/net/",)),
    ("CLI/", ("sync-server/", "mobile-bindings/")),
    ("spdlog/", ("sync-server/", "mobile-bindings/")),
    ("fmt/", ("sync-server/", "mobile-bindings/")),
    ("nlohmann/", ("sync-server/", "mobile-bindings/")),
    ("google/protobuf/", ("core/src/model/", "core/src/merge/", "core/src/wire/", "core/src/storage/", "core/src/sync/",
                          "core/src/client/", "sync-server/", "mobile-bindings/")),
)


def parts(tree):
    """{part: (folder, parts it may know)}"""
    found = {}
    for line in tree.text("cmake/parts.txt").splitlines():
        if match := re.match(r"([a-z-]+)\s+(\S+)\s*:(.*)", line):
            found[match.group(1)] = (match.group(2) + "/", {match.group(1), *match.group(3).split()})
    return found


def part_of(file, table):
    """The part with the longest folder that holds the file."""
    held = [(len(folder), part) for part, (folder, _) in table.items() if file.startswith(folder)]
    return max(held)[1] if held else None


def resolve(tree, file, include):
    """The file of the repository that an include names, or None for one from outside."""
    own = [r for r in ROOTS if file.startswith(r + "/")]
    for base in (*own, posixpath.dirname(file), *ROOTS, posixpath.dirname(file).split("/")[0]):
        path = posixpath.normpath(posixpath.join(base, include))
        if path in _known(tree):
            return path
    return None


def _known(tree):
    if not hasattr(tree, "known"):
        tree.known = set(tree.files)
    return tree.known


def check(tree):
    table = parts(tree)
    for file in tree.code(under=("core/", "sync-server/", "mobile-bindings/")):
        part = part_of(file, table)
        if part is None:
            yield file, "belongs to no part of cmake/parts.txt"
            continue
        for line, include in tree.includes(file):
            if re.match(r"xinqiao/v1/.*\.pb\.h$", include):
                known = "proto"
            else:
                target = resolve(tree, file, include)
                known = part_of(target, table) if target else None
                if target and known is None:
                    yield f"{file}:{line}", f"includes {include}, which belongs to no part"
            if known and known not in table[part][1]:
                yield f"{file}:{line}", f"{part} may not know {known} (cmake/parts.txt): {include}"
            for prefix, allowed in LIBRARIES:
                if include.startswith(prefix) and not file.startswith(allowed):
                    yield f"{file}:{line}", f"{include} belongs to {', '.join(allowed)} only"
