"""How many steps the advice takes from any mess of revisions and database to a pass."""

import os
import re
import subprocess
import sys
from pathlib import Path

from bench.speed import Figure
from stillroom.errors import StillroomError

TEST = "tests/project/test_way_on.py"
MOST_STEPS = 12
_LONGEST = re.compile(r"the longest way of (\d+), (\d+) steps: (.+)")


def measure(root: Path, messes: int) -> list[Figure]:
    """Return the longest way of so many *messes*; raises StillroomError where one leads to no pass."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", TEST, "-k", "every_mess"]
    environment = {**os.environ, "STILLROOM_MESSES": str(messes)}
    ended = subprocess.run(  # noqa: S603 - our own command
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    longest = _LONGEST.search(ended.stdout)
    if ended.returncode or longest is None:
        last = (ended.stdout + ended.stderr).strip().splitlines()[-1:]
        raise StillroomError(f"{TEST}: not every way leads to a pass: {' '.join(last)}")
    number, steps, way = longest.groups()
    return [
        Figure(
            f"the longest way from a mess to a pass, of {number}", f"{steps} steps",
            f"at most {MOST_STEPS} steps", int(steps) <= MOST_STEPS, way,
        )
    ]  # fmt: skip
