"""Source files that nothing names: a source that no CMake file builds, a header that no source includes."""
import fnmatch
import posixpath
import re

from . import includes


def built(tree):
    """Paths that the CMake files name, each read as relative to the file's own folder and to the root."""
    named, globs = set(), set()
    for file in tree.files:
        if posixpath.basename(file) == "CMakeLists.txt" or file.endswith(".cmake"):
            folder = posixpath.dirname(file)
            text = re.sub(r"#.*", "", tree.text(file))
            text = re.sub(r"\$\{(CMAKE|PROJECT)_SOURCE_DIR\}/", "/", text)
            text = re.sub(r"\$\{CMAKE_CURRENT_(SOURCE|LIST)_DIR\}/?", "", text)
            for word in re.findall(r"[\w./*${}-]+\.(?:cpp|cc|c|mm|m|proto|sql|h)\b", text):
                path = posixpath.normpath(word[1:] if word.startswith("/") else posixpath.join(folder, word))
                if "*" in path or "$" in path:
                    globs.add(re.sub(r"\$\{\w+\}", "*", path))
                else:
                    named.add(path)
    return named, globs


def check(tree):
    named, globs = built(tree)
    included, messages = set(), set()
    for file in tree.code():
        for _, include in tree.includes(file):
            messages.add(include)
            target = includes.resolve(tree, file, include)
            if target and target != file:
                included.add(target)
    protos = [f for f in tree.files if f.endswith(".proto")]
    imports = {i for f in protos for i in re.findall(r'import\s+(?:public\s+)?"([^"]+)"', tree.text(f))}
    used = lambda f: f in named or f in included or any(fnmatch.fnmatch(f, g) for g in globs)

    for file in tree.files:
        suffix = posixpath.splitext(file)[1]
        if file.startswith("tests/data/"):
            continue
        if suffix in (".cpp", ".cc", ".c", ".mm", ".m", ".sql") and not used(file):
            yield file, "no CMakeLists.txt builds it"
        elif suffix == ".h" and not used(file):
            yield file, "nothing includes it"
        elif suffix == ".proto" and not used(file):
            inside = file.split("/", 1)[-1]
            if inside not in imports and inside.replace(".proto", ".pb.h") not in messages:
                yield file, "nothing builds, imports or includes it"
