"""Programs that believe another date, by faketime: the devices' commands, and the server.

Monotonic time keeps its pace: a wrong calendar does not change how long a second is.
"""
import functools
import os
import pathlib
import shutil
import subprocess
import sys

import township

SKIPPED = 77
FAKETIME = "faketime", "--exclude-monotonic"


def at(date):
    """The prefix of a command whose clock begins at this date."""
    return *FAKETIME, date


def away(by):
    """The prefix of a command whose clock is wrong by so much: +3h, -1d, +10y."""
    return *FAKETIME, "-f", by


@functools.cache
def environment_away(by):
    """The same for a process that is ended by its id: faketime is one of its own, and would be ended in its place."""
    said = subprocess.run([FAKETIME[0], "-m", *FAKETIME[1:], "-f", by, "env"], check=True, text=True, capture_output=True)
    faked = dict(line.split("=", 1) for line in said.stdout.splitlines() if line.startswith(("LD_PRELOAD=", "FAKETIME")))
    faked.pop("FAKETIME_SHARED", None)  # went with faketime
    return faked


def forget_the_dead():
    """faketime refuses to start under the process id of one that was killed: its semaphore is still there."""
    for left in pathlib.Path("/dev/shm").glob("*faketime_*"):
        if not pathlib.Path("/proc", left.name.rsplit("_", 1)[-1]).exists():
            left.unlink(missing_ok=True)


def main():
    if shutil.which("faketime") is None:
        print("skipped: faketime is not installed (apt-get install faketime)")
        sys.exit(SKIPPED)
    if os.environ.get("XQ_SANITIZE"):
        print("skipped: faketime and a sanitizer both want to be loaded first")
        sys.exit(SKIPPED)
    township.main()
