"""Whether the first finding names a fault, and nobody else."""

import re
from pathlib import Path

from bench.random_courses.course_files import exercise_text, schema_text
from bench.random_courses.draw import Drawn
from bench.random_courses.faults import Fault
from stillroom.course.course import Course
from stillroom.results.record import Result


def write_course(drawn: Drawn, folder: Path) -> Course:
    """Write a course of one exercise into *folder*, and read it."""
    exercise = folder / "01-random"
    exercise.mkdir(parents=True)
    (exercise / "schema.py").write_text(schema_text(drawn), "utf-8")
    (exercise / "exercise.toml").write_text(exercise_text(drawn), "utf-8")
    (exercise / "README.md").write_text("# Random\n", "utf-8")
    return Course(folder)


def complaints(fault: Fault, result: Result) -> list[str]:
    """Return what is wrong with the feedback on *fault*: nothing where it names it, and nobody else."""
    if result.verdict != "failed":
        return [f"the verdict is {result.verdict}"]
    first = result.findings[0]
    if first.file not in fault.paths:
        return [f"it is told at {first.file}"]
    unnamed = [word for word in fault.words if not re.search(rf"\b{word}\b", first.message)]
    said = [f"it does not name {word}" for word in unnamed]
    to_blame = {revision.id for revision in fault.answer.revisions if revision.path in fault.paths}
    ids = {revision.id for revision in fault.answer.revisions} - to_blame
    wrongly = [name for name in ids if re.search(rf"(of|at) revision {name}", first.message)]
    said += [f"it blames {name}" for name in wrongly]
    return said + _wrong_line(fault, first.file or "", first.line or 0)


def _wrong_line(fault: Fault, path: str, line: int) -> list[str]:
    lines = fault.answer.files[path].decode().splitlines()
    if fault.line and fault.line not in lines[line - 1]:
        return [f"the line is {lines[line - 1]!r}"]
    if not fault.function:
        return []
    starts = {name: lines.index(f"def {name}() -> None:") + 1 for name in ("upgrade", "downgrade")}
    inside = [name for name, start in starts.items() if start <= line]
    return [] if inside and inside[-1] == fault.function else [f"line {line} is elsewhere"]
