"""How often the first finding on a wrong answer names the fault: on work that is known, and on work that is not.

Three kinds of work are asked about. The corpus is ``tests/mistakes``: its findings are tests, so what is
measured there is only whether the first one speaks of what the answer changes. The random courses are
drawn anew for each number, and nobody has read their faults. A folder of cases may be given: wrong
answers with their fault in words, to be read beside what is said.
"""

import difflib
import random
import re
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.random_courses.draw import draw
from bench.random_courses.faults import faults
from bench.random_courses.history import right_answer
from bench.random_courses.judge import complaints, write_course
from bench.score import percent
from bench.truth import pool
from stillroom.authoring import projects
from stillroom.authoring.samples import FILE, Sample
from stillroom.cohort.warmed_runners import WarmedRunners
from stillroom.course.course import Course
from stillroom.grading.grade import grade
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.sandbox.tiers import TIME_LIMIT, Tier
from stillroom.submission.intake import Submission
from stillroom.util.files import read_folder

FIRST_SEED = 10_000  # the suite draws its own courses from 0 on
FAULTS = 6  # of each random course
NEAR = 4  # lines between a change and the line of a finding that speaks of it
_WORD = re.compile(r"[A-Za-z_]\w{2,}")
_SAYS_NOTHING = frozenset(
    [
        "the",
        "and",
        "for",
        "not",
        "with",
        "that",
        "has",
        "from",
        "this",
        "are",
        "was",
        "but",
        "one",
        "all",
        "its",
        "into",
        "before",
        "after",
        "revision",
        "upgrade",
        "downgrade",
        "table",
        "column",
        "row",
        "rows",
        "database",
        "schema",
        "alembic",
        "migrations",
        "versions",
        "app",
        "models",
    ]
)
"""Words that nearly every finding and every revision has."""
_CASE_FILES = ("about.txt", "expect.txt", "say.txt")


@dataclass
class Told:
    """The first findings on one kind of work."""

    work: str
    wrong_verdicts: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    """What does not name the fault, each with what was said."""
    right: int = 0
    """Right answers."""
    wrong: int = 0
    """Wrong answers."""
    is_judged: bool = True
    """Whether it was looked at what the first findings name."""

    @property
    def verdicts(self) -> str:
        """How many verdicts are right."""
        total = self.right + self.wrong
        return f"{total - len(self.wrong_verdicts)} of {total}"

    @property
    def named(self) -> str:
        """How many first findings name the fault."""
        if not self.is_judged:
            return "for a reader to judge"
        good = self.wrong - len(self.weak)
        return f"{good} of {self.wrong} ({percent(good, self.wrong)})"


def measure(
    root: Path, course: Course, samples: Sequence[Sample], courses: int, jobs: int
) -> list[Told]:
    """Return what is told on *samples*, and on as many random courses as *courses* says."""
    with _pool(jobs) as graders:
        return [
            _on_samples(root, course, samples, graders),
            _on_random_courses(courses, graders),
        ]


@dataclass(frozen=True)
class _Pool:
    """Threads, and warmed runners for them."""

    executor: ThreadPoolExecutor
    runners: WarmedRunners

    def grade(self, submission: Submission, course: Course, exercise: str) -> Result:
        with self.runners.lend() as runner:
            return grade(submission, course, course.find(exercise), runner)


@contextmanager
def _pool(jobs: int) -> Iterator[_Pool]:
    with WarmedRunners(TIME_LIMIT, Tier.self_check) as runners, pool(jobs) as executor:
        yield _Pool(executor, runners)


def _on_samples(root: Path, course: Course, samples: Sequence[Sample], graders: _Pool) -> Told:
    told = Told(f"the samples in `{samples[0].folder.parents[1].relative_to(root)}/`")
    results = graders.executor.map(
        lambda sample: graders.grade(sample.submission, course, sample.exercise.id), samples
    )
    for sample, result in zip(samples, results, strict=True):
        told.right += sample.is_right
        told.wrong += not sample.is_right
        if result.verdict != sample.verdict:
            told.wrong_verdicts.append(sample.name)
        elif not sample.is_right and not speaks_of_a_change(root, sample, result.mistakes[0]):
            told.weak.append(f"{sample.name}: {result.mistakes[0].message}")
    return told


def speaks_of_a_change(root: Path, sample: Sample, finding: Finding) -> bool:
    """Tell whether *finding* is about what *sample* changes in the project that it lies over.

    Its line is near a changed one; or it, or the line that it shows, has a word of a changed line.
    """
    about = tomllib.loads((sample.folder / FILE).read_text("utf-8"))
    build = projects.start if about.get("on", "solution") == "start" else projects.solved
    before, after = build(root, sample.exercise), dict(sample.submission.files)
    if sample.submission.environment is not None:
        after["migrations/env.py"] = sample.submission.environment
    changed = {
        path: _changes(before.get(path, b""), after.get(path, b""))
        for path in before.keys() | after.keys()
        if before.get(path, b"") != after.get(path, b"")
    }
    if not changed:  # the start, untouched: what is said of it stands in the exercise
        return finding.code in sample.exercise.definition.start_findings
    lines = [
        number for numbers, _ in [changed.get(finding.file or "", ([], ""))] for number in numbers
    ]
    if finding.line and any(abs(finding.line - number) <= NEAR for number in lines):
        return True
    words = {word.casefold() for _, text in changed.values() for word in _WORD.findall(text)}
    said = {word.casefold() for word in _WORD.findall(finding.message)}
    return bool(said & words - _SAYS_NOTHING)


def _changes(before: bytes, after: bytes) -> tuple[list[int], str]:
    """The numbers of the lines of *after* that are new or stand where lines went, and all of their text."""
    old, new = (text.decode("utf-8", "replace").splitlines() for text in (before, after))
    numbers: list[int] = []
    texts: list[str] = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind != "equal":
            numbers += range(begin + 1, max(end, begin + 1) + 1)
            texts += old[first:last] + new[begin:end]
    return numbers, "\n".join(texts)


def _on_random_courses(number: int, graders: _Pool) -> Told:
    told = Told(f"{number} random courses")
    with tempfile.TemporaryDirectory(prefix="stillroom-bench-") as folder:
        seeds = range(FIRST_SEED, FIRST_SEED + number)
        for part in graders.executor.map(
            lambda seed: _on_random(seed, Path(folder), graders), seeds
        ):
            told.wrong_verdicts += part.wrong_verdicts
            told.weak += part.weak
            told.right += part.right
            told.wrong += part.wrong
    return told


def _on_random(seed: int, folder: Path, graders: _Pool) -> Told:
    told, chance = Told(""), random.Random(seed)  # noqa: S311 - nothing secret
    drawn = draw(chance)
    course = write_course(drawn, folder / str(seed))
    right = right_answer(drawn, chance)
    told.right = 1
    if graders.grade(Submission("right", right.files, {}), course, "01").verdict != "passed":
        told.wrong_verdicts.append(f"{seed}: the right answer")
        return told
    for fault in faults(drawn, right, chance, FAULTS):
        told.wrong += 1
        result = graders.grade(Submission("wrong", fault.answer.files, {}), course, "01")
        if result.verdict != "failed":
            told.wrong_verdicts.append(f"{seed}: {fault.kind}")
        elif wrong := complaints(fault, result):
            said = result.findings[0].message
            told.weak.append(f"{seed}: {fault.kind}: {'; '.join(wrong)}: {said}")
    return told


def cases(root: Path, course: Course, folder: Path, jobs: int) -> tuple[Told, list[str]]:
    """Return what is told on the cases in *folder*, and what is to be read side by side.

    A case is a folder of files that lie over a solved exercise. Its ``expect.txt`` says the verdict,
    the exercise, and perhaps ``on=start`` and ``remove=PATH,PATH``; its ``say.txt``, what the first
    finding should say. Whether it does is for a reader to judge: no finding is counted as weak.
    """
    told, lines = Told(f"the cases in {folder.name}", is_judged=False), []
    with _pool(jobs) as graders:
        places = sorted(path.parent for path in folder.glob("*/expect.txt"))
        read = [_case(root, course, place) for place in places]
        results = graders.executor.map(
            lambda case: graders.grade(case[0], course, case[1]), [case[:2] for case in read]
        )
        for place, (_, _, verdict, say), result in zip(places, read, results, strict=True):
            told.right += verdict == "passed"
            told.wrong += verdict != "passed"
            if result.verdict != verdict:
                told.wrong_verdicts.append(place.name)
            if say and result.findings:
                lines += [f"{place.name}: {result.findings[0].message}", f"  should say: {say}"]
    return told, lines


def _case(root: Path, course: Course, place: Path) -> tuple[Submission, str, str, str]:
    verdict, name, *options = (place / "expect.txt").read_text("utf-8").split()
    given = dict(option.partition("=")[::2] for option in options)
    exercise = course.find(name)
    build = projects.start if given.get("on") == "start" else projects.solved
    files = dict(build(root, exercise))
    for path in filter(None, given.get("remove", "").split(",")):
        del files[path]
    files |= read_folder(place)
    for path in _CASE_FILES:
        files.pop(path, None)
    say = place / "say.txt"
    words = " ".join(say.read_text("utf-8").split()) if say.exists() else ""
    return projects.as_submission(place.name, files), exercise.id, verdict, words
