"""Where attacks take place: targets, a temporary folder, and a runner for every tier."""

import contextlib
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.base import base_files
from stillroom.course.course import Course
from stillroom.databases.registry import default_backend
from stillroom.errors import StillroomError
from stillroom.grading.grade import grade
from stillroom.results.record import Result
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tempdir import OWNER
from stillroom.sandbox.tiers import Tier
from stillroom.submission.intake import take_in
from stillroom.util.resources import resource as shipped
from tests.hostile.attack import Attack, base
from tests.hostile.targets import Targets

DEMANDED = os.environ.get("STILLROOM_TEST_TIERS", "").split()
"""The tiers without which a run of the tests is worth nothing."""
APART = 4
"""An honest command follows every so many attacks of a tier."""
ON_THE_RUNNER = {"forged ends and reports", "other processes", "processes that multiply or stay"}
"""Groups of attacks that an honest command follows at once: they are on what the next submission gets."""


@contextmanager
def prepared() -> Iterator["Ground"]:
    """Make a ground in a folder that every user can enter; at its end, nothing may be left there."""
    work = Path(tempfile.mkdtemp(prefix="hostile-"))
    work.chmod(0o755)
    tempfile.tempdir, usual = str(work / "temporary"), tempfile.tempdir
    ground = Ground(work)
    try:
        yield ground
        ground.close()
    finally:
        tempfile.tempdir = usual
        shutil.rmtree(work, ignore_errors=True)


class Ground:
    """Where the attacks of this process take place: targets, temporary folder, a runner per tier."""

    def __init__(self, work: Path) -> None:
        """Prepare everything but the runners."""
        self.work, self.temporary = work, work / "temporary"
        self.temporary.mkdir()
        self.targets = Targets(work)
        self.runners: dict[Tier, Runner] = {}
        self.missing: dict[Tier, str] = {}
        self.untried: dict[Tier, list[str]] = defaultdict(list)
        self.course = Course(shipped("exercises"))

    @cached_property
    def honest(self) -> dict[str, bytes]:
        """A right submission, with a word that nobody else may see."""
        files = base("01-add-users")
        words = f"\nWORD = {self.targets.previous!r}\n".encode()
        return files | {"app/models.py": files["app/models.py"] + words}

    def runner(self, tier: Tier) -> Runner:
        """Return the runner of *tier*, or skip the test with the reason why there is none."""
        if tier not in self.runners and tier not in self.missing:
            runner = Runner(tiers=[tier])
            try:
                assert runner.isolation.tier is tier
                self.runners[tier] = runner
            except StillroomError as error:
                self.missing[tier] = str(error)
        if tier in self.missing:
            if tier in DEMANDED:
                pytest.fail(f"STILLROOM_TEST_TIERS demands {tier}. {self.missing[tier]}")
            pytest.skip(self.missing[tier])
        return self.runners[tier]

    def strongest(self, tiers: Iterable[Tier]) -> Tier:
        """Return the first of *tiers* that is to be had; skips the test where there is none."""
        *others, last = tiers
        for tier in others:
            with contextlib.suppress(pytest.skip.Exception):
                self.runner(tier)
                return tier
        self.runner(last)
        return last

    def grade(self, folder: Path, exercise: str, runner: Runner, seconds: float) -> Result:
        """Grade with a time limit of *seconds* for a command."""
        runner.seconds, usual = seconds, runner.seconds
        try:
            submission = take_in(folder, folder.name)
            return grade(submission, self.course, self.course.find(exercise), runner)
        finally:
            runner.seconds = usual

    def harms_the_next(self, attack: Attack, tier: Tier) -> list[str]:
        """Run an honest command if it is time for one; return the attacks before it where it fails.

        The other attacks are followed by the next attack in this tier, whose verdict is known, and the
        last ones by an honest submission (see ``close``).
        """
        attacks = self.untried[tier]
        attacks.append(attack.name)
        if len(attacks) < APART and attack.about["group"] not in ON_THE_RUNNER:
            return []
        self.untried[tier] = []
        return [] if self._honest_model_works(self.runners[tier]) else attacks

    def _honest_model_works(self, runner: Runner) -> bool:
        """Run one command of an honest submission, and look at its database."""
        private = Path(tempfile.mkdtemp(dir=self.work))
        with runner.open(
            projects.as_submission("honest", self.honest).files | base_files()
        ) as project:
            database = default_backend().open(private)
            ended = project.run(database.handover(), "models")
            database.take_back(ended.database, ended.unreadable)
        return ended.trouble is None and list(database.read().schema.tables) == ["users"]

    def left(self) -> list[str]:
        """What is left in the folders of the runners, and beside them, after a grading."""
        roots = [Path(runner.server.root) for runner in self.runners.values() if runner.server]
        inside = [path for root in roots for path in root.iterdir()]
        full = self.runners.get(Tier.full)
        if full and full.server:
            inside += _own_disk(full.server.process.pid)
        owned = {*roots, *(root.with_name(root.name + OWNER) for root in roots)}
        return [str(path) for path in (*inside, *self.temporary.iterdir()) if path not in owned]

    def close(self) -> None:
        """End everything; an honest submission is graded once more by every runner."""
        verdicts = {}
        for tier, runner in self.runners.items():
            folder = self.work / f"honest-{tier.name}"
            projects.write_all(self.honest, folder)
            verdicts[tier] = self.grade(folder, "01-add-users", runner, runner.seconds).verdict
            runner.close()
        left = list(self.temporary.iterdir())
        self.targets.close()
        assert set(verdicts.values()) <= {"passed"}, (verdicts, self.untried)
        assert left == [], left


def _own_disk(process: int) -> list[Path]:
    """What lies on the small disk of bubblewrap's process: seen by the root of one below it."""
    below = [process]
    for descendant in below:
        children = Path(f"/proc/{descendant}/task/{descendant}/children").read_text().split()
        below += map(int, children)
    disk = Path(f"/proc/{below[-1]}/root/submissions")
    assert disk.is_dir()
    return list(disk.iterdir())
