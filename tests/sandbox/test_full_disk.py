"""A disk without room is never a mistake of a learner's."""

import errno
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier
from stillroom.sandbox.warmed import WarmedProcess

SIZE = "1m"


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A disk of its own for all that is temporary but *tmp_path*, where every user can reach it."""
    assert tmp_path.is_dir()
    disk = Path(tempfile.mkdtemp(prefix="small-disk-", dir="/tmp"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0755", "none", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False, timeout=30)
    if mounted.returncode:
        disk.rmdir()
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    monkeypatch.setattr(tempfile, "tempdir", str(disk))
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True, timeout=30)
        disk.rmdir()


def fill(disk: Path) -> None:
    """Leave no room on *disk*."""
    with (disk / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(os.sysconf("SC_PAGESIZE")))
        except OSError as error:
            assert error.errno == errno.ENOSPC


@pytest.mark.parametrize("tier", [Tier.full, Tier.process])
def test_right_work_has_no_verdict_whenever_the_disk_is_full(
    tier: Tier, small_disk: Path, root: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk of the grader, and in a tier without a disk of its own that of the commands, too."""
    exercise = course.find("01")
    submission = projects.as_submission("right", projects.solved(root, exercise))
    asked = 0
    ask = WarmedProcess._ask

    def filled_before(number: int) -> Result:
        """Grade; the disk is full from request *number* on."""
        nonlocal asked
        asked = 0

        def asking(self: WarmedProcess, *request: Any) -> dict[str, Any]:  # noqa: ANN401 - passed on
            nonlocal asked
            asked += 1
            if asked == number:
                fill(small_disk)
            return ask(self, *request)

        monkeypatch.setattr(WarmedProcess, "_ask", asking)
        result = grade(submission, course, exercise, runner)
        (small_disk / "filler").unlink(missing_ok=True)
        return result

    with Runner(tiers=[tier]) as runner:
        assert runner.isolation.tier is tier
        assert filled_before(0).verdict == "passed"
        results = [filled_before(number) for number in range(1, asked)]  # the last one closes it
        assert filled_before(0).verdict == "passed"
    for result in results:
        told = [(finding.code, finding.message) for finding in result.findings]
        assert (result.verdict, [code for code, _ in told]) == ("error", ["grader-fault"]), told
        assert re.search("No space left|disk is full", told[0][1]), told


def test_a_runner_that_cannot_begin_on_a_full_disk_says_why(small_disk: Path) -> None:
    with Runner(tiers=[Tier.process]) as runner:
        fill(small_disk)
        with pytest.raises(StillroomError, match="disk is full|No space left"):
            _ = runner.isolation
