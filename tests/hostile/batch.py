"""Attacks as one cohort, graded by the command itself, with honest submissions between them.

``python -m tests.hostile.batch NUMBER`` is started as the user, and in the place, of the profile of
that number. The command runs in this very process: what belongs to it (its number, its environment, its
open files) is what the attacks are after. After each of them the targets are looked at while the
grading of others goes on. Prints one line of JSON: submission to what is not as it must be.
"""

import contextlib
import io
import json
import sys
from collections import defaultdict
from pathlib import Path
from unittest import mock

from stillroom.authoring import projects
from stillroom.cli.app import app
from stillroom.cli.run_app import NOT_DONE, run_app
from stillroom.cohort.store import Results, StoredResult
from tests.hostile.attack import Attack
from tests.hostile.ground import Ground, prepared
from tests.hostile.judge import faults
from tests.hostile.plan import ALL, cohort_of
from tests.hostile.profiles import PROFILES, Profile
from tests.hostile.targets import Targets

USUAL, SHORT = "20", "0.3"  # seconds for a command; the short ones are for what uses them up
HONEST = ".honest"
APART = 8  # an honest submission follows every so many attacks, where its limit is the usual one

Found = dict[str, list[str]]


class Batch:
    """The attacks of a profile, in folders of their own: one for each exercise and time limit."""

    def __init__(self, ground: Ground, profile: Profile) -> None:
        """Write all of them to disk."""
        self.ground, self.tier = ground, profile.tier
        self.written: dict[str, tuple[Attack, Targets]] = {}
        self.found: Found = {}
        self.cohorts: dict[tuple[str, str], list[Path]] = defaultdict(list)
        for attack in cohort_of(profile, everywhere=ALL):
            seconds = SHORT if "seconds" in attack.expected(self.tier) else USUAL
            cohort = self.cohorts[attack.exercise, seconds]
            project = self._folder(attack.exercise, seconds) / attack.name
            targets = ground.targets.apart(attack.name)
            attack.write_into(project, targets)
            self.written[attack.name] = attack, targets
            cohort.append(project)
            if len(cohort) % APART == 0 and (attack.exercise, seconds) == ("01-add-users", USUAL):
                projects.write_all(ground.honest, project.with_name(attack.name + HONEST))

    def _folder(self, exercise: str, seconds: str) -> Path:
        return self.ground.work / f"{exercise}-{seconds}"

    def grade(self) -> Found:
        """Run the command for each cohort; return what is not as it must be, by submission."""
        put = Results.put

        def put_and_look(results: Results, name: str, kept: StoredResult) -> None:
            put(results, name, kept)
            self.found[name] = self._look(name, kept)

        with mock.patch.object(Results, "put", put_and_look):
            for exercise, seconds in self.cohorts:
                place = self._folder(exercise, seconds)
                words = [place, "--exercise", exercise, "--results", f"{place}-results"]
                # Those that use up their time are few: a second process costs more than it is worth.
                jobs = "2" if seconds == USUAL else "1"
                words += ["--seconds", seconds, "--jobs", jobs, "--require-isolation", self.tier]
                errors = _run("cohort", *map(str, words))
                names = {path.name for path in place.iterdir()}
                if not names <= set(self.found):
                    raise SystemExit(errors)
        return self.found

    def _look(self, name: str, kept: StoredResult) -> list[str]:
        told = [] if kept.isolation.tier == self.tier else [f"isolation: {kept.isolation.tier}"]
        if name.endswith(HONEST):
            return told + [kept.verdict for _ in [kept] if kept.verdict != "passed"]
        attack, targets = self.written[name]
        return told + faults(attack, self.tier, kept, targets.harm(kept, set()))


def _run(*words: str) -> str:
    """Run the command and return what it said on standard error."""
    errors = io.StringIO()
    with (
        mock.patch.object(sys, "argv", ["stillroom", *words]),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(errors),
    ):
        status = run_app(app, "stillroom")
    return errors.getvalue() if status == NOT_DONE else ""


if __name__ == "__main__":
    with prepared() as prepared_ground:
        found_faults = Batch(prepared_ground, PROFILES[int(sys.argv[1])]).grade()
    sys.stdout.write(json.dumps(found_faults) + "\n")
