"""Puts measured tables into RESULTS.md, each under its own heading with the command that made it."""

from __future__ import annotations

import os
import platform
import re
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def machine() -> str:
    """The machine in words: cores and processor."""
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {model}, Python {platform.python_version()}"


def moment() -> str:
    """The day, and the commit that was measured or changed, where that is known."""
    git = ["git", "-C", str(RESULTS.parent), "rev-parse", "--short", "HEAD"]
    try:
        commit = subprocess.run(git, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        commit = ""
    return ", at ".join(filter(None, (date.today().isoformat(), commit)))


def publish(title: str, body: str, *, write: bool) -> None:
    """Prints a section and, where asked for, puts it in the place of the one with the same title."""
    command = shlex.join(["python", "-m", f"benchmarks.{Path(sys.argv[0]).stem}", *sys.argv[1:]])
    section = f"## {title}\n\n`{command}`\n\n{machine()}, {moment()}\n\n{body}\n"
    print(section)
    if not write:
        return
    old = (
        RESULTS.read_text()
        if RESULTS.is_file()
        else "# Results\n\nMade by the commands named, not by hand.\n"
    )
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    if pattern.search(old):
        new = pattern.sub(lambda _: section + "\n", old)
    else:
        new = old.rstrip("\n") + "\n\n" + section
    RESULTS.write_text(new.rstrip("\n") + "\n")
