"""A disk without room is never a mistake of a learner's."""

import errno
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier

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


@pytest.mark.parametrize("tier", [Tier.process, Tier.filter])
def test_right_work_on_a_full_disk_has_no_verdict(
    tier: Tier, small_disk: Path, root: Path, course: Course
) -> None:
    """Where nothing shuts a learner's code off, most faults may be its doing, but not this one."""
    exercise = course.find("01")
    submission = projects.as_submission("right", projects.solved(root, exercise))
    with Runner(tiers=[tier]) as runner, pytest.MonkeyPatch.context() as elsewhere:
        assert runner.isolation.tier is tier
        elsewhere.setattr(tempfile, "tempdir", "/tmp")
        fill(small_disk)
        result = grade(submission, course, exercise, runner)
        (small_disk / "filler").unlink()
        later = grade(submission, course, exercise, runner)
    assert later.verdict == "passed"
    assert (result.verdict, [finding.code for finding in result.findings]) == (
        "error",
        ["grader-fault"],
    )
    assert "No space left on device" in result.findings[0].message


def test_a_runner_that_cannot_begin_on_a_full_disk_says_why(small_disk: Path) -> None:
    with Runner(tiers=[Tier.process]) as runner:
        fill(small_disk)
        with pytest.raises(StillroomError, match="disk is full|No space left"):
            _ = runner.isolation
