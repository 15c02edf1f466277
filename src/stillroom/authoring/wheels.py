"""The wheels that travel with published branches: the grader, and the course where it is not the grader's own.

They are packed from the files that are here, byte for byte the same for the same files: neither a
checkout nor a build tool is needed. No code of a solution is in them, and no start of an exercise,
which has the exercises before it solved.
"""

import base64
import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from stillroom.authoring.place import place_of
from stillroom.course.about import FILE as ABOUT
from stillroom.course.about import about_file
from stillroom.course.course import Course
from stillroom.course.lesson_files import FILE as LESSON
from stillroom.course.starter import TEMPLATE, starter_of
from stillroom.course.starts import COMPUTED, STARTER
from stillroom.course.survivors import FILE as SURVIVORS
from stillroom.errors import StillroomError
from stillroom.learning.explain import explanation_file
from stillroom.util.files import plain_files
from stillroom.util.resources import COURSE_PACKAGE, EXPLANATIONS, FOLDERS, PACKAGE
from stillroom.util.text import clean

Files = dict[str, bytes]

COURSE_VERSION = "1"
_DAY = (2026, 1, 1, 0, 0, 0)
_JUNK = ("__pycache__", "*.py[co]", ".DS_Store", ".*_cache", ".nox", ".venv", "*.db")
# What lies in a course beside its data is not for learners, and starts solve other exercises.
_NOT_FOR_LEARNERS = (*_JUNK, ".*", COMPUTED, STARTER, "solution*", SURVIVORS)
_DESCRIBED = ("METADATA", "entry_points.txt", "licenses/LICENSE")
_WHEEL = "Wheel-Version: 1.0\nGenerator: stillroom\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def write_wheels(course: Course, folder: Path) -> str | None:
    """Write the wheels that learners of *course* need to *folder*.

    Returns the name that their projects remember the course by; None where it is the grader's own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    is_own = place_of(course).is_repository
    own = _below("stillroom/exercises", course_files(course)) if is_own else {}
    own |= _below(f"stillroom/{EXPLANATIONS}", explanations(course)) if is_own else {}
    grader = _grader()
    described = {name: _text_of(grader, name) for name in _DESCRIBED}
    _write(folder, "stillroom", grader.version, _grader_files(course) | own, described)
    if is_own:
        return None
    name = course.name
    package = COURSE_PACKAGE + name.replace("-", "_")
    title = clean(course.title, 200)
    files = {"__init__.py": f'"""The course {name}, for stillroom."""\n'.encode()}
    files |= course_files(course) | _below(EXPLANATIONS, explanations(course))
    metadata = (
        f"Metadata-Version: 2.1\nName: {package.replace('_', '-')}\n"
        f"Version: {COURSE_VERSION}\nSummary: {title}\n"
    )
    metadata += "".join(f"Requires-Dist: {each}\n" for each in course.about.packages)
    _write(folder, package, COURSE_VERSION, _below(package, files), {"METADATA": metadata.encode()})
    return name


def course_files(course: Course) -> Files:
    """Return what learners get of *course*: its data, its texts and its questions."""
    files = {ABOUT: about_file(course.root), LESSON: course.root / LESSON}
    found = {name: path.read_bytes() for name, path in files.items() if path.is_file()}
    for exercise in course:
        found |= _below(exercise.id, dict(_taken(exercise.folder, _NOT_FOR_LEARNERS)))
    return found


def explanations(course: Course) -> Files:
    """Return the texts that explain the solutions of *course*, by the names they travel under."""
    paths = {exercise.id: explanation_file(course, exercise) for exercise in course}
    return {f"{name}.md": path.read_bytes() for name, path in paths.items() if path is not None}


def _grader_files(course: Course) -> Files:
    """The program itself, and the starter on which its gradings stand."""
    program = {
        name: content
        for name, content in _taken(PACKAGE, _JUNK)
        if name.partition("/")[0] not in (*FOLDERS, EXPLANATIONS)
    }
    starter = starter_of(course)
    template = _below("template", dict(_taken(starter / "template", _JUNK)))
    template[TEMPLATE] = (starter / TEMPLATE).read_bytes()
    return _below("stillroom", program | _below("starter", template))


def _taken(folder: Path, without: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Yield the files below *folder* but those with a part of their path like one *without*."""
    for name, path in plain_files(folder):
        if not any(fnmatchcase(part, pattern) for part in name.split("/") for pattern in without):
            yield name, path.read_bytes()


def _below(folder: str, files: Mapping[str, bytes]) -> Files:
    return {f"{folder}/{name}": content for name, content in files.items()}


def _grader() -> Distribution:
    try:
        return distribution("stillroom")
    except PackageNotFoundError as error:
        raise StillroomError(
            "stillroom is not installed, only run from its source; run: python -m pip install -e ."
        ) from error


def _text_of(installed: Distribution, name: str) -> bytes:
    text = installed.read_text(name)
    if text is None:
        raise StillroomError(f"stillroom: its {name} is missing; install stillroom again")
    return text.encode()


def _write(
    folder: Path, package: str, version: str, files: Files, described: Mapping[str, bytes]
) -> None:
    """Write a wheel of *files* to *folder*. Nothing is compressed: that differs between machines."""
    info = f"{package}-{version}.dist-info"
    files = files | _below(info, {**described, "WHEEL": _WHEEL.encode()})
    record = io.StringIO()
    lines = csv.writer(record, lineterminator="\n")
    for name, content in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.writerow((name, f"sha256={digest}", len(content)))
    lines.writerow((f"{info}/RECORD", "", ""))
    files[f"{info}/RECORD"] = record.getvalue().encode()
    with zipfile.ZipFile(folder / f"{package}-{version}-py3-none-any.whl", "w") as wheel:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3  # the same on every system
            wheel.writestr(entry, content)
