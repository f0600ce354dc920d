"""Shows that every refusal fires on a planted bad sample, and not on the good twin beside it."""
import json
import pathlib
import shutil
import tempfile

from . import coroutines, headers, includes, loops, references, words
from .tree import Tree

BASE, MERGE, HTTP, STORE = "core/src/base/a.h", "core/src/merge/a.cpp", "sync-server/src/http/a.cpp", "sync-server/src/store/a.cpp"

# (what is shown, check, path, text, refused?). Other files that a sample needs are in FILES.
SAMPLES = (
    ("if", coroutines, HTTP, "if (co_await f() > 3) co_return 1;", True),
    ("if over two lines", coroutines, HTTP, "if (ready &&\n    co_await f()) { go(); }", True),
    ("switch", coroutines, HTTP, "switch (co_await f()) { case 5: co_return 1; }", True),
    ("while", coroutines, HTTP, "while (co_await f()) {}", True),
    ("ternary", coroutines, HTTP, "int v = ok ? co_await f() : 3;", True),
    ("ternary over an await", coroutines, HTTP, "co_return co_await f() ? 1 : 2;", True),
    ("aggregate temporary", coroutines, HTTP, 'co_await f(Request{"a", "b"});', True),
    ("bare braces", coroutines, HTTP, 'co_await send(stream, {"a", "b"});', True),
    ("named first", coroutines, HTTP, "const auto v = co_await f(); if (v > 3) co_return 1;", False),
    ("if with a statement", coroutines, HTTP, "if (int v = co_await f(); v > 3) co_return 1;", False),
    ("in a comment", coroutines, HTTP, '// if (co_await f()) { }\nauto s = "if (co_await f())";', False),
    ("lambda argument", coroutines, HTTP, "co_await post([this](int a) -> int { return a ? 1 : 2; });", False),
    ("body after a condition", coroutines, HTTP, "if (ready) { co_await f(a, b); } else { x = a ? b : c; }", False),

    ("part of a result", loops, MERGE, "for (const A& a : *find(b)) use(a);", True),
    ("member of a result", loops, MERGE, "for (const A& a : client.list(1, {}, 100)->records) {}", True),
    ("loop over a name", loops, MERGE, "for (const A& a : *found) {} for (const A& a : page->records) {}", False),
    ("loop over an answer", loops, MERGE, "for (const A& a : all_of(b)) {} for (int i = 0; i < f(); ++i) {}", False),
    ("loop over what is kept", loops, MERGE, "for (auto& a : *m.mutable_a()) {} for (auto& a : m.at(k).heads) {}", False),

    ("upwards", includes, BASE, '#include "merge/m.h"', True),
    ("from wire into storage", includes, "core/src/wire/a.cpp", '#include "storage/s.h"', True),
    ("client engine in the server", includes, STORE, '#include "storage/s.h"', True),
    ("message in base", includes, BASE, '#include "xinqiao/v1/visit.pb.h"', True),
    ("protobuf in base", includes, BASE, "#include <google/protobuf/message_lite.h>", True),
    ("Boost in the core", includes, MERGE, "#include <boost/asio.hpp>", True),
    ("Boost in the store", includes, STORE, "#include <boost/asio.hpp>", True),
    ("CLI11 in the core", includes, MERGE, "#include <CLI/CLI.hpp>", True),
    ("spdlog in the core", includes, MERGE, "#include <spdlog/spdlog.h>", True),
    ("SQLite in merge", includes, MERGE, "#include <sqlite3.h>", True),
    ("SQLite in http", includes, HTTP, "#include <sqlite3.h>", True),
    ("curl in the server", includes, HTTP, "#include <curl/curl.h>", True),
    ("no part", includes, "core/src/other/a.cpp", "", True),
    ("downwards", includes, MERGE, '#include "base/b.h"\n#include "merge/m.h"\n#include <vector>', False),
    ("message in merge", includes, MERGE, '#include "xinqiao/v1/visit.pb.h"', False),
    ("Boost in http", includes, HTTP, "#include <boost/asio.hpp>", False),
    ("SQLite in the store", includes, STORE, '#include <sqlite3.h>\n#include "merge/m.h"', False),

    ("source not built", references, "core/src/base/lost.cpp", "", True),
    ("header not included", references, "core/src/base/lost.h", "", True),
    ("header that includes itself", references, "core/src/base/lost.h", '#include "base/lost.h"', True),
    ("proto not built", references, "proto/xinqiao/v1/lost.proto", "", True),
    ("sql not built", references, "core/src/storage/lost.sql", "", True),
    ("source built", references, "core/src/base/built.cpp", '#include "base/b.h"', False),
    ("proto built", references, "proto/xinqiao/v1/built.proto", "", False),

    ("machine path", words, MERGE, 'open("/wo' 'rk/main/a");', True),
    ("home of root", words, "docs/a.md", "see /ro" "ot/x", True),
    ("outside folder", words, "docs/a.md", "see ../sha" "red/x", True),
    ("to do", words, MERGE, "// TO" "DO: later", True),
    ("to fix", words, "scripts/a", "# FIX" "ME", True),
    ("relative path", words, MERGE, '#include "net/work/a.h"  // the road to do it', False),

    ("header left to its source", headers, "core/src/base/c.h", "Other a();", False),
    ("header needs another", headers, BASE, "std::string a();", True),
    ("header needs a name", headers, BASE, "#pragma once\nOther a();", True),
    ("header includes a missing one", headers, BASE, '#pragma once\n#include "base/missing.h"', True),
    ("header whole", headers, BASE, '#pragma once\n#include <string>\n#include "base/b.h"\nstd::string a();', False),
    ("C header with C++", headers, "mobile-bindings/c/a.h", "#pragma once\nint f(bool a = true);", True),
    ("C header in C", headers, "mobile-bindings/c/a.h", "#pragma once\nint f(int a);", False),
)

FILES = {
    "core/src/base/b.h": "#pragma once\n",
    "core/src/base/c.cpp": '#include "base/c.h"\n#include "base/b.h"\n',
    "core/src/base/user.cpp": '#include "base/b.h"\n#include "merge/m.h"\n#include "wire/w.h"\n#include "storage/s.h"\n',
    "core/src/merge/m.h": "#pragma once\n", "core/src/wire/w.h": "#pragma once\n", "core/src/storage/s.h": "#pragma once\n",
    "core/src/base/CMakeLists.txt": "xq_library(NAME base CORE SOURCES c.cpp user.cpp built.cpp) # lost.cpp",
    "proto/CMakeLists.txt": "xq_proto_library(NAME proto PROTOS xinqiao/v1/built.proto)",
}


def plant(root, folder, path, text):
    for name, content in {**FILES, path: text, "cmake/parts.txt": (root / "cmake/parts.txt").read_text()}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    build = folder / "build" / "dev"
    build.mkdir(parents=True)
    command = f"clang++-22 -I{folder}/core/src -std=c++23 -c"
    (build / "compile_commands.json").write_text(json.dumps(
        [{"file": str(folder / source), "command": command} for source in ("core/src/base/user.cpp", "mobile-bindings/c/a.cpp")]))


def run(root):
    wrong = 0
    for shown, check, path, text, refused in SAMPLES:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="structure-"))
        try:
            plant(root, folder, path, text)
            found = [f for f in check.check(Tree(folder)) if f[0].split(":")[0] == path]
            again = [f for f in check.check(Tree(folder)) if f[0].split(":")[0] == path]  # the kept answers say the same
        finally:
            shutil.rmtree(folder)
        if bool(found) != refused or found != again:
            wrong += 1
            print(f"{check.__name__.rsplit('.', 1)[-1]}: '{shown}' should{'' if refused else ' not'} be refused, got {found}")
    print(f"self-test: {len(SAMPLES)} samples, {wrong} judged wrongly")
    return 1 if wrong else 0
