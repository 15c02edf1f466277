"""The course and the exercise of a project: ``[tool.stillroom]`` in its ``pyproject.toml`` names them.

A project names an installed course and never a folder: the grader runs the ``schema.py`` of a
course with all its rights, and no project may choose what that is. The exercise is the one that was begun
last: the file is in Git, so it comes and goes with ``git switch``, and CI knows it, too.
"""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.util.resources import installed_courses
from stillroom.util.text import clean, listed, nearest

FILE, ANSWERS = "pyproject.toml", ".copier-answers.yml"
COURSE, EXERCISE = _KEYS = ("course", "exercise")
_EXERCISE_LINE = re.compile(rb"""^(exercise *= *)(?:"[^"\n]*"|'[^'\n]*')""", re.MULTILINE)
_NOTED = re.compile(rb"^exercise:.*\n", re.MULTILINE)
_TEMPLATE = re.compile(r"^_src_path: *['\"]?(.+?)['\"]? *$", re.MULTILINE)
_LARGEST = 1_000_000  # bytes; a pyproject.toml has some thousands


def course_of(project: Path, named: Path | None) -> Course:
    """Return the course in the folder *named*, else that of *project*, else the grader's own.

    Raises StillroomError where *project* names a course that is not installed here.
    """
    name = None if named else course_name(project)
    if name is None:
        return Course(named)
    courses = installed_courses()
    if name not in courses:
        here = f"installed is {listed(courses)}" if courses else "no course is installed"
        raise StillroomError(
            f"{project / FILE}: tool.stillroom.course: this project belongs to the course {name!r}, "
            f"and {here}; put the wheel of {name} into the folder wheels, or name the folder of "
            "the course with --course DIR"
        )
    return Course(courses[name])


def refuse_another_course(projects: Iterable[Path]) -> None:
    """Raise StillroomError if all *projects* name a course: the grader's own, then, is another one.

    What a project says of itself decides nothing here; it is a reason to ask.
    """
    names = {_name_or_none(project) or "" for project in projects}
    if names and "" not in names:
        raise StillroomError(
            f"this belongs to the course {listed(sorted(names))}; "
            "name the folder of that course with --course DIR"
        )


def courses_named(projects: Iterable[Path]) -> list[str]:
    """Return the names of the courses that *projects* say they belong to, each once."""
    return sorted({name for project in projects if (name := _name_or_none(project))})


def _name_or_none(project: Path) -> str | None:
    try:
        return course_name(project)
    except StillroomError:  # a file that is damaged names no course
        return None


def course_name(project: Path) -> str | None:
    """Return the name of the course that *project* belongs to; None where it names none.

    Raises StillroomError if its ``pyproject.toml`` cannot be read.
    """
    path = project / FILE
    return _text(path, _known_settings(path), COURSE)


def exercise_name(project: Path) -> str | None:
    """Return the name of the exercise that *project* is at, as its branch in Git has it.

    None where the branch names none, or where that cannot be known.
    """
    path = project / FILE
    try:
        return _text(path, _known_settings(path), EXERCISE)
    except StillroomError:  # whoever needs the course tells what is wrong
        return None


def with_exercise(text: bytes, name: str) -> bytes | None:
    """Return the ``pyproject.toml`` *text* where it names the exercise *name*; nothing else changes.

    None where it has no line for it: a project that is none of a course is left alone.
    """
    head, table, rest = text.partition(b"[tool.stillroom]")
    changed, number = _EXERCISE_LINE.subn(rf'\1"{name}"'.encode(), rest, count=1)
    return head + table + changed if number else None


def with_noted_exercise(text: bytes, name: str) -> bytes:
    """Return the answers for Copier, *text*, where they note the exercise *name*, too.

    An update compares the project with what the template made of these answers. So the name that
    was written since is no change of the learner's, and goes with its section without a conflict.
    """
    return _NOTED.sub(b"", text) + f'{EXERCISE}: "{name}"\n'.encode()


def template_of(project: Path) -> str:
    """Return the folder or address of the template of *project*, as Copier has noted it; empty where it has not."""
    try:
        noted = _TEMPLATE.search((project / ANSWERS).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return ""
    return noted[1] if noted else ""


def _known_settings(path: Path) -> dict[str, Any]:
    settings = _settings(path)
    for key in settings:
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            meant = f"; did you mean {near}?" if near else f"; known are {listed(_KEYS)}"
            raise StillroomError(f"{path}: tool.stillroom.{clean(key, 60)}: unknown key{meant}")
    return settings


def _text(path: Path, settings: dict[str, Any], key: str) -> str | None:
    name = settings.get(key)
    if name is not None and (not isinstance(name, str) or not name and key == COURSE):
        article = "an" if key == EXERCISE else "a"
        raise StillroomError(f"{path}: tool.stillroom.{key}: the name of {article} {key} is a text")
    return clean(name, 60) if name else None


def _settings(path: Path) -> dict[str, Any]:
    """Return the table ``[tool.stillroom]``; empty where there is none."""
    try:
        if not path.is_file():
            return {}  # that this is no project is told by whoever looks into it
        with path.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError as error:
        raise StillroomError(f"{path}: cannot be read: {error.strerror}") from error
    try:
        tool = tomllib.loads(content.decode("utf-8")).get("tool", {})
    except (ValueError, RecursionError) as error:
        raise StillroomError(
            f"{path}: not valid TOML: {clean(str(error), 200)}; mend it: a project names its course there"
        ) from error
    settings = tool.get("stillroom", {}) if isinstance(tool, dict) else {}
    if not isinstance(settings, dict):
        raise StillroomError(f"{path}: tool.stillroom: this must be a table, [tool.stillroom]")
    return settings
