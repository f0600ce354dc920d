#!/usr/bin/env python3
"""The figures of docs/benchmarks.md: one township's day through the real programs, over TLS, against the raw limit.

  bench/run.py --bin build/release/bin [--rounds 5] [--markdown]

Everything happens in a temporary folder on the disk of --scratch. Rates are medians of the rounds; what is compared
is measured in the same run, in turn, because the machine's speed drifts.
"""
import argparse, json, os, platform, re, shutil, sqlite3, statistics, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SLOW_SYNC_US = 1000  # the fastest of phones' flash


def run(*args, **kw):
    done = subprocess.run(args, capture_output=True, text=True, **kw)
    if done.returncode != 0:
        sys.exit(f"{' '.join(args[:3])}: {done.stderr.strip()}")
    return done.stdout


class Township:
    """A server in a folder of its own, and devices enrolled with it."""

    def __init__(self, bin_dir, folder):
        self.server, self.cli = (os.path.join(bin_dir, n) for n in ("xinqiao-server", "xinqiao"))
        self.folder, self.count = folder, 0
        self.data = os.path.join(folder, "server")
        self.process = None

    def start(self):
        probe = subprocess.Popen([sys.executable, "-c", "import socket;s=socket.socket();s.bind(('127.0.0.1',0));print(s.getsockname()[1])"],
                                 stdout=subprocess.PIPE, text=True)
        port = probe.communicate()[0].strip()
        code = run(self.server, "init", "--data", self.data, "--org", "西茶乡", "--url", f"https://127.0.0.1:{port}").split()[-1]
        self.process = subprocess.Popen([self.server, "run", "--data", self.data, "--listen", f"127.0.0.1:{port}"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if "listening" not in line:
            sys.exit(f"the server did not start: {line}")
        return code

    def stop(self):
        peak = memory_peak_kb(self.process.pid)
        self.process.terminate()
        self.process.wait()
        return peak

    def device(self, code=None):
        self.count += 1
        folder = os.path.join(self.folder, f"device{self.count}")
        code = code or run(self.server, "invite", "--data", self.data, "--role", "office", "--name", f"办公室{self.count}").split()[-1]
        run(self.cli, "--data", folder, "enroll", code)
        return folder

    def sync(self, folder):
        """The report, and the program's peak memory in kB."""
        done = subprocess.run(["/usr/bin/env", "python3", "-c",
                               "import resource,subprocess,sys;p=subprocess.run(sys.argv[1:]);"
                               "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,file=sys.stderr);sys.exit(p.returncode)",
                               self.cli, "--data", folder, "sync", "--json"], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stderr)
        return json.loads(done.stdout), int(done.stderr.split()[-1])


def memory_peak_kb(pid):
    with open(f"/proc/{pid}/status") as f:
        return int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1))


def one_round(args, day, scratch):
    folder = tempfile.mkdtemp(dir=scratch)
    bench = os.path.join(args.bin, "xinqiao-bench")
    town = Township(args.bin, folder)
    out = {}
    office = town.device(town.start())
    town.sync(office)
    run(town.cli, "--data", office, "import", "children", os.path.join(day, "children.jsonl"))
    children, _ = town.sync(office)
    run(town.cli, "--data", office, "import", "visits", os.path.join(day, "visits.jsonl"))
    before, _ = rows_of(town, bench)
    out["push"], out["push_kb"] = town.sync(office)
    rows, took = rows_of(town, bench)
    out["rows_per_visit"] = (rows - before) / out["push"]["pushed"]
    out["copy_per_s"] = out["push"]["pushed"] / (took * (rows - before) / rows)
    out["nothing"], _ = town.sync(office)
    out["pull"], out["pull_kb"] = town.sync(town.device())
    edit_ten(town, office, day)
    out["edits"], _ = town.sync(office)
    out["server_kb"] = town.stop()
    out["bulk"] = json.loads(run(bench, "bulk", office, folder))
    town_for_save = Township(args.bin, os.path.join(folder, "save"))
    os.mkdir(town_for_save.folder)
    targets = [town_for_save.device(town_for_save.start()), town_for_save.device()]
    town_for_save.stop()
    out["save"], out["slow_save"] = (json.loads(run(bench, "save", office, target, folder, str(sync_us)))
                                     for target, sync_us in zip(targets, (0, SLOW_SYNC_US)))
    out["floor"] = json.loads(run(bench, "floor", office))
    out["children_bytes_up"] = children["bytes_up"]
    shutil.rmtree(folder)
    return out


def rows_of(town, bench):
    """Rows of the server's file for the township, and the seconds in which SQLite inserts them all in bulk."""
    scratch = tempfile.mkdtemp(dir=town.folder)
    copy = os.path.join(scratch, "org.db")
    with sqlite3.connect(os.path.join(town.data, "org-1.db")) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    measured = json.loads(run(bench, "copy", copy, scratch))
    shutil.rmtree(scratch)
    return measured["rows"], measured["seconds"]


def edit_ten(town, folder, day):
    with open(os.path.join(day, "edits.jsonl"), encoding="utf-8") as f:
        for line in f:
            edit = json.loads(line)
            run(town.cli, "--data", folder, "set", edit["id"], f"mood={edit['value']}")


def machine(args):
    commit = run("git", "-C", HERE, "rev-parse", "--short", "HEAD").strip()
    with open("/proc/loadavg") as f:
        load = f.read().split()[0]
    with open("/proc/cpuinfo") as f:
        model = re.search(r"model name\s*:\s*(.*)", f.read())
    return f"commit {commit}, {os.cpu_count()} cores ({model.group(1) if model else platform.machine()}), load at start {load}"


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--bin", default=os.path.join(HERE, "..", "build", "release", "bin"))
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--scratch", default=tempfile.gettempdir())
    args = ap.parse_args()
    args.bin = os.path.abspath(args.bin)
    scratch = tempfile.mkdtemp(prefix="xinqiao-bench-", dir=args.scratch)
    state = machine(args)
    day = os.path.join(scratch, "day")
    run(sys.executable, os.path.join(HERE, "gen_township.py"), "--set", "day", "--out", day)
    rounds = []
    for i in range(args.rounds):
        print(f"round {i + 1} of {args.rounds}", file=sys.stderr)
        rounds.append(one_round(args, day, scratch))
    shutil.rmtree(scratch)

    med = lambda f: statistics.median(f(r) for r in rounds)
    rate = lambda n, ms: n / (ms / 1000)
    visits = rounds[0]["floor"]["visits"]
    push = lambda r: rate(r["push"]["pushed"], r["push"]["ms"])
    pull = lambda r: rate(r["pull"]["pulled"], r["pull"]["ms"])
    floor = rounds[0]["floor"]
    print(f"Measured with `scripts/bench`, {len(rounds)} rounds, medians; {state}.\n")
    print("| what | ours | raw limit in the same run | ratio |\n|---|---|---|---|")
    print(f"| durable save, one by one | {med(lambda r: r['save']['saves_per_s']):,.0f}/s | plain SQLite transaction of the same rows "
          f"{med(lambda r: r['save']['plain_per_s']):,.0f}/s | {med(lambda r: r['save']['ratio']):.2f} |")
    print(f"| the same where each sync takes {SLOW_SYNC_US / 1000:.0f} ms longer | {med(lambda r: r['slow_save']['saves_per_s']):,.0f}/s | the same "
          f"{med(lambda r: r['slow_save']['plain_per_s']):,.0f}/s | {med(lambda r: r['slow_save']['ratio']):.2f} |")
    print(f"| push of {visits:,} visits over TLS to a durable server | {med(push):,.0f}/s, {med(lambda r: r['push']['requests']):.0f} requests | "
          f"SQLite bulk insert {med(lambda r: r['bulk']['bulk_rows_per_s']):,.0f} rows/s | {med(lambda r: push(r) / r['bulk']['bulk_rows_per_s']):.2f} |")
    print(f"| the same push | the same | bulk insert of the rows the server has of them ({med(lambda r: r['rows_per_visit']):.1f} a visit) "
          f"{med(lambda r: r['copy_per_s']):,.0f} visits/s | {med(lambda r: push(r) / r['copy_per_s']):.2f} |")
    print(f"| pull by a fresh device | {med(pull):,.0f} records/s, {med(lambda r: r['pull']['requests']):.0f} requests | the same | "
          f"{med(lambda r: pull(r) / r['bulk']['bulk_rows_per_s']):.2f}; {med(lambda r: pull(r) / r['copy_per_s']):.2f} of the other |")
    up = med(lambda r: r["push"]["bytes_up"]) / visits
    print(f"| bytes up per visit | {up:.0f} (whole bodies of HTTP) | zstd -19 of the whole day {floor['zstd_19']:.0f} (raw {floor['raw']:.0f}, zstd -3 {floor['zstd_3']:.0f}) | "
          f"{up / floor['zstd_19']:.2f} |")
    print(f"| one visit's record packed alone, level 3 | with the dictionary {floor['alone_dictionary']:.0f} B | without {floor['alone']:.0f} B | "
          f"{floor['alone_dictionary'] / floor['alone']:.2f} |")
    print(f"| ten one-field edits | {med(lambda r: r['edits']['bytes_up']):.0f} up / {med(lambda r: r['edits']['bytes_down']):.0f} down, "
          f"{med(lambda r: r['edits']['requests']):.0f} request | | |")
    print(f"| nothing new | {med(lambda r: r['nothing']['bytes_up']):.0f} up / {med(lambda r: r['nothing']['bytes_down']):.0f} down, "
          f"{med(lambda r: r['nothing']['requests']):.0f} request | | |")
    print(f"| peak memory | client {med(lambda r: r['push_kb']) / 1024:.0f} MB pushing, {med(lambda r: r['pull_kb']) / 1024:.0f} MB pulling; "
          f"server {med(lambda r: r['server_kb']) / 1024:.0f} MB | | |")


if __name__ == "__main__":
    main()
