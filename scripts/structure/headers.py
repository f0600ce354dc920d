"""Every header compiles alone. One that a source of the product includes first shows that in the release build, which
goes without precompiled headers; the others are compiled here. An answer is kept until the header, what it includes
or the flags change."""
import concurrent.futures
import hashlib
import json
import os
import posixpath
import re
import shlex
import subprocess
import tempfile

from .tree import PRODUCT

SHIPPED = (*PRODUCT, "proto/plugin", "tests/simulation")  # what the release build compiles
COMPILER = "clang++-22"
PRESETS = ("dev", "release", "asan", "tsan", "gcc")


def commands(tree):
    """{folder: flags}: include roots, definitions and language of its sources, from the first configured build of PRESETS
    that compiles it; no build compiles every folder."""
    builds = [p for name in PRESETS if (p := tree.root / "build" / name / "compile_commands.json").exists()]
    flags = {}
    for build in builds:
        for folder, kept in flags_in(build, tree.root).items():
            flags.setdefault(folder, kept)
    return flags if builds else None


def flags_in(build, root):
    flags = {}
    for entry in json.loads(build.read_text()):
        file = os.path.relpath(entry["file"], root)
        if file.startswith("build/") or not file.endswith(".cpp"):
            continue
        words, kept = shlex.split(entry["command"]), []
        for word, following in zip(words, words[1:] + [""]):
            if word == "-isystem":
                kept += [word, following]
            elif re.match(r"-(I|D|std=|fno-exceptions)", word):
                kept.append(word)
        folder = flags.setdefault(posixpath.dirname(file), [])
        folder += [] if all(k in folder for k in kept) else kept
    return flags


def flags_for(header, table):
    """Those of the nearest folder with sources: its own, then above it, then below."""
    folder = posixpath.dirname(header)
    while folder:
        if folder in table:
            return table[folder]
        below = [flags for other, flags in sorted(table.items()) if other.startswith(folder + "/")]
        if below:
            return sum(below, [])
        folder = posixpath.dirname(folder)
    return None


def included_first(tree):
    """Headers that some source in the release build begins with."""
    firsts = (next(tree.includes(f), (0, ""))[1] for f in tree.code(SHIPPED, {".cpp"}))
    names = {name for name in firsts if name.endswith(".h")}
    return {h for h in tree.code(SHIPPED, {".h"})
            if any(h.split("/", depth)[-1] in names for depth in range(1, h.count("/") + 1))}


def digest(path):
    try:
        with open(path, "rb") as file:
            return hashlib.blake2b(file.read(), digest_size=16).hexdigest()
    except OSError:
        return None


def compile_alone(root, header, flags, language):
    """None and the files it read, or the compiler's first complaint."""
    with tempfile.TemporaryDirectory() as folder:  # the compiler removes its list after a missing include
        dependencies = posixpath.join(folder, "list.d")
        run = subprocess.run(
            [COMPILER.replace("++", "") if language == "c" else COMPILER, *flags, "-w", "-fsyntax-only", "-MD", "-MF",
             dependencies, "-x", language, "-"],
            input=f'#include "{root / header}"\n', cwd=root, capture_output=True, text=True)
        if run.returncode:
            errors = [line for line in run.stderr.splitlines() if "error:" in line]
            return (errors or run.stderr.splitlines() or ["the compiler failed"])[0].replace(f"{root}/", ""), []
        words = open(dependencies).read().replace("\\\n", " ").split(":", 1)[1].split()
        return None, [w for w in words if w.startswith(str(root)) and os.path.exists(w)]


def check(tree):
    all_headers = tree.code(suffixes={".h"})
    table = commands(tree)
    if table is None and all_headers:
        yield "build/", "no configured build to take the flags from: run scripts/build dev first"
        return
    store = tree.root / "build" / "header-check.json"
    try:
        known = json.loads(store.read_text())
    except (OSError, ValueError):
        known = {}
    digests, answers = {}, {}
    first = included_first(tree)

    def same(path, expected):
        if path not in digests:
            digests[path] = digest(path)
        return digests[path] == expected

    def one(header):
        found = []
        flags = flags_for(header, table)
        if flags is None:
            return [(header, "no source near it is compiled, so its flags are unknown")]
        jobs = [] if header in first else [("c++", flags)]
        if header.startswith("mobile-bindings/c/"):  # the C interface is also C
            jobs.append(("c", [f for f in flags if not f.startswith(("-std", "-fno-exc"))] + ["-std=c11"]))
        for language, used in jobs:
            key = f"{header} {hashlib.blake2b(' '.join([language, *used]).encode(), digest_size=8).hexdigest()}"
            if key in known and all(same(p, d) for p, d in known[key].items()):
                answers[key] = known[key]
                continue
            error, read = compile_alone(tree.root, header, used, language)
            if error:
                found.append((header, f"does not compile alone as {language.upper()}: {error}"))
            else:
                answers[key] = {p: digest(p) for p in read}
        return found

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(one, all_headers):
            yield from found
    store.parent.mkdir(exist_ok=True)
    store.write_text(json.dumps(answers))
