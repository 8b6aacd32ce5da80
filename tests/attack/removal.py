"""Take every counter-measure away, one after the other, and see its test fail: ``python -m tests.attack.removal``.

Works in a copy of the tree. Words after it choose rows by number. Informational: the exit code is the number of
removals that no test noticed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.attack.table import ROWS, Removal

ROOT = Path(__file__).parents[2]
PATIENCE_S = 90.0
"""A test that does not end without its counter-measure has noticed, too."""


def noticed(removal: Removal, copy: Path) -> bool:
    """Whether the test of *removal* fails in *copy* without the counter-measure."""
    path = copy / "roo_wizard" / removal.file
    before = path.read_text("utf-8")
    path.write_text(before.replace(removal.code, removal.without), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-m", "", "-x", "-p", "no:cacheprovider", removal.test]
    try:
        ran = subprocess.run(
            command, cwd=copy, env=os.environ | {"PYTHONPATH": str(copy)}, capture_output=True, timeout=PATIENCE_S,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(before, "utf-8")
    return ran.returncode == 1


def main(numbers: list[str]) -> int:
    """Print a line for every removal; returns how many were not noticed."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "tree")
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache"))
        subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
        for row in ROWS:
            for removal in row.removals if not numbers or str(row.number) in numbers else ():
                seen = noticed(removal, copy)
                missed += not seen
                word = "noticed" if seen else "MISSED "
                print(f"{row.number:>2}  {word}  {removal.file}: {removal.code.strip()[:60]}")
    return missed


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
