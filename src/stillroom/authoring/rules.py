"""The rules of the course, as a program: what every exercise must have, and must do."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from stillroom.authoring import lesson_rules, projects, sample_rules
from stillroom.authoring.findings import with_codes
from stillroom.authoring.place import Place, place_of
from stillroom.authoring.start_rules import broken_start
from stillroom.authoring.value_rules import forgotten_looks
from stillroom.course import given, survivors
from stillroom.course.about import FILE as COURSE
from stillroom.course.about import about_file
from stillroom.course.course import Course
from stillroom.course.exercise import EXERCISE_ID, Exercise
from stillroom.course.lesson_files import FILE as LESSON
from stillroom.course.starts import MissingSolution, overlay
from stillroom.databases.runnable import why_not_here
from stillroom.errors import StillroomError
from stillroom.grading.beginning import beginning
from stillroom.grading.grade import grade
from stillroom.sandbox.runner import Runner
from stillroom.submission.revisions import History
from stillroom.submission.source_tree import fingerprint
from stillroom.util.markdown import sections
from stillroom.util.text import listed, nearest

HEADINGS = ("Goal", "Task", "Steps", "Done when")
SOLUTION_HEADINGS = ("Why this way", "One alternative", "One trap")
_KNOWN = {"README.md", "exercise.toml", LESSON, "schema.py", "starter", given.FILE, survivors.FILE}
_STEPS = re.compile(r"(<!-- steps -->\n).*?(<!-- /steps -->)", re.DOTALL)


def broken(root: Path, course: Course, runner: Runner) -> Iterator[str]:
    """Yield one sentence for every rule that *course* breaks; *root* has its starter."""
    yield from mirrored(course)
    yield from lesson_rules.broken(root, course)
    yield from _findings(root, course)
    yield from todos(course)
    for exercise in course:
        yield from stray_files(course, exercise)
        yield from _readme(exercise)
        yield from _solution_readme(course, exercise)
        yield from forgotten_looks(course, exercise)
        try:
            yield from broken_start(root, exercise)
            yield from _given(root, exercise)
            if why_not_here(exercise) is None:
                yield from _graded(root, course, exercise, runner)
        except MissingSolution as error:
            yield str(error)
    if not place_of(course).is_repository:  # whose own tests grade its samples
        yield from sample_rules.broken(root, course, runner)


def mirrored(course: Course) -> Iterator[str]:
    """Yield a sentence for what the folder of exercises has too much, and for a missing solution."""
    place = place_of(course)
    solutions = {path.name for path in course.solutions.glob("[!.]*")}
    for path in sorted(course.root.iterdir()):
        if path.name in (LESSON, COURSE) or path == course.solutions:
            continue
        if not place.is_repository and _is_free(path, place):
            continue
        if not EXERCISE_ID.fullmatch(path.name):
            yield f"{path}: a stray file; only {COURSE}, {LESSON} and folders called NN-name belong here"
        elif path.name not in course.ids:
            yield f"{path}: exercise.toml is missing"
    for name in sorted(solutions ^ set(course.ids)):
        folders = (course.root / name, course.solutions / name)
        present, missing = folders if name in course.ids else reversed(folders)
        yield f"{missing}: missing, but {present} is there"


def _is_free(path: Path, place: Place) -> bool:
    """Tell whether *path* may lie in a course of one's own, which may be a repository by itself."""
    if path.is_file():
        return nearest(path.name, (COURSE, LESSON)) is None  # else it is one of them, misspelt
    return path.name.startswith(".") or path.resolve() in (
        place.solutions.resolve(),
        place.samples.resolve(),
    )


def _findings(root: Path, course: Course) -> Iterator[str]:
    path = root / "docs" / "findings.md"
    if (
        place_of(course).is_repository
        and path.exists()
        and with_codes(text := path.read_text("utf-8")) != text
    ):
        yield f"{path}: the tables are not those of the catalogue; run stillroom course --write"


def stray_files(course: Course, exercise: Exercise) -> Iterator[str]:
    """Yield a sentence for each file that belongs neither to *exercise* nor to its overlays."""
    for path in sorted(exercise.folder.iterdir()):
        if path.name not in _KNOWN and path.name != "__pycache__":
            yield f"{path}: a stray file; known are {listed(sorted(_KNOWN))}"
    for folder in (exercise.starter, course.solutions / exercise.id):
        for name in overlay(folder):
            if name != "README.md" and not name.startswith(("app/", "migrations/versions/")):
                yield f"{folder / name}: a stray file; learners' files are in app/ and migrations/versions/"


def with_given(root: Path, exercise: Exercise) -> str:
    """Return what ``given.json`` of *exercise* must hold: a fingerprint for each frozen revision."""
    sources = projects.as_submission("start", projects.start(root, exercise))
    history = History(sources.sources[path] for path in sources.revision_files)
    files = {revision: history.of(revision) for revision in exercise.definition.begin.frozen}
    fingerprints = {
        revision: fingerprint(file.file) for revision, file in files.items() if file is not None
    }
    return json.dumps(fingerprints, indent=2) + "\n"


def _given(root: Path, exercise: Exercise) -> Iterator[str]:
    path = exercise.folder / given.FILE
    frozen = exercise.definition.begin.frozen
    if not frozen:
        if path.exists():
            yield f"{path}: nothing is frozen, so this file is not needed"
        return
    text = with_given(root, exercise)
    if not path.exists() or path.read_text("utf-8") != text:
        yield f"{path}: not what the start holds; run stillroom course --write"


def todos(course: Course) -> Iterator[str]:
    """Yield a sentence, with file and line, for each TODO that is left in a text of *course*."""
    yield from _todos([about_file(course.root), course.root / LESSON])
    for exercise in course:
        yield from unfinished(exercise, course.solutions / exercise.id)


def unfinished(exercise: Exercise, solution: Path) -> Iterator[str]:
    """Yield a sentence, with file and line, for each TODO that is left in a text of *exercise*."""
    texts = [exercise.folder / name for name in ("README.md", "exercise.toml", LESSON)]
    code = [
        folder / name
        for folder in (exercise.starter, solution)
        for name in overlay(folder)
        if name.endswith(".py")
    ]
    yield from _todos([*texts, solution / "README.md", *code])


def _todos(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        lines = path.read_text("utf-8", "replace").splitlines() if path.exists() else []
        for number, line in enumerate(lines, 1):
            if re.search(r"\bTODO\b", line):
                yield f"{path}:{number}: a TODO is left; replace it"


def _readme(exercise: Exercise) -> Iterator[str]:
    path = exercise.folder / "README.md"
    text = path.read_text("utf-8") if path.exists() else ""
    yield from _headings(path, text, HEADINGS)
    if with_steps(text, exercise) != text or not _STEPS.search(text):
        yield f"{path}: the table of steps is not that of exercise.toml; run stillroom course --write"


def _solution_readme(course: Course, exercise: Exercise) -> Iterator[str]:
    path = course.solutions / exercise.id / "README.md"
    if not path.parent.exists():
        return  # the whole folder is missing, which is told already
    yield from _headings(path, path.read_text("utf-8") if path.exists() else "", SOLUTION_HEADINGS)


def _headings(path: Path, text: str, headings: tuple[str, ...]) -> Iterator[str]:
    if not text:
        yield f"{path}: missing or empty"
        return
    titles = dict(sections(text))
    for heading in headings:
        if heading not in titles:
            yield f"{path}: the heading {heading!r} is missing"


def with_steps(text: str, exercise: Exercise) -> str:
    """Return a README with the table of steps that exercise.toml holds."""
    lines = [
        "| Step | Command or action | What it does | Database after it | Note |",
        "| ---: | --- | --- | --- | --- |",
    ]
    for step in exercise.steps:
        command = step.command if step.run else f"`{step.command}`"
        cells = (str(step.step), command, step.effect, step.state, step.note)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    table = "\n".join(line.rstrip() for line in lines) + "\n"
    return _STEPS.sub(lambda match: match.group(1) + table + match.group(2), text)


_MAY_BE_TOLD = ("names-apart",)
"""Advice that a solution may get: a course may leave the names of its constraints to its learners."""


def _graded(root: Path, course: Course, exercise: Exercise, runner: Runner) -> Iterator[str]:
    files = projects.start(root, exercise)
    try:
        beginning(course, exercise, files, runner)
    except StillroomError as error:
        yield str(error)
    start = projects.as_submission("start", files)
    codes = [finding.code for finding in grade(start, course, exercise, runner).mistakes]
    if codes != exercise.definition.start_findings:
        declared = listed(exercise.definition.start_findings)
        yield f"{exercise.folder / 'exercise.toml'}: start_findings is {declared}, but the start gets {listed(codes)}"
    answer = projects.as_submission("solution", projects.solved(root, exercise))
    result = grade(answer, course, exercise, runner)
    told = [finding.message for finding in result.findings if finding.code not in _MAY_BE_TOLD]
    if result.verdict != "passed" or told:
        yield f"{course.solutions / exercise.id}: {result.verdict}: {listed(told)}"
