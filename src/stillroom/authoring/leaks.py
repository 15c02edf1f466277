"""Before anything is published: is a solution in what a branch of its exercise brings along?"""

import io
import zipfile
from collections.abc import Iterator, Mapping

from stillroom.authoring.place import place_of
from stillroom.authoring.repository import Repository
from stillroom.course.base import bare_files
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.util.files import plain_files

SHORTEST = 60  # bytes


def refuse_leaks(repository: Repository, course: Course, exercises: Mapping[str, Exercise]) -> None:
    """Raise StillroomError if a branch, by name, holds code of the solution of its own exercise.

    Every object that can be reached from the branch is read, and every file of each wheel in it.
    """
    for branch, exercise in exercises.items():
        secrets = dict(secrets_of(course, exercise))
        for path, content in repository.blobs(branch):
            for inside, text in _parts(path, content):
                for name, secret in secrets.items():
                    if secret in text:
                        raise StillroomError(
                            f"{inside} in branch {branch} holds the solution {name}; take it out of "
                            "the start of the exercise; nothing was published"
                        )


def secrets_of(course: Course, exercise: Exercise) -> Iterator[tuple[str, bytes]]:
    """Yield the files of code that the solution changes, without the space around them.

    What the project had before the exercise is no secret, and a file of a line or two is too short
    to be told from others.
    """
    folder = place_of(course).solutions / exercise.id
    known = _known(course, exercise)
    for name, path in plain_files(folder) if folder.is_dir() else ():
        text = path.read_bytes().strip()
        if name.endswith(".py") and len(text) >= SHORTEST and not any(text in old for old in known):
            yield f"{exercise.id}/{name}", text


def _known(course: Course, exercise: Exercise) -> list[bytes]:
    """The files that a project has where the exercise before is solved."""
    files = bare_files()
    if exercise.definition.after is not None:
        before = course.find(exercise.definition.after)
        files = before.start.over(files) | before.solution
    return list(files.values())


def _parts(path: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file, and those in it if it is a wheel."""
    yield path, content
    if path.endswith(".whl"):
        with zipfile.ZipFile(io.BytesIO(content)) as wheel:
            for name in wheel.namelist():
                yield f"{path}: {name}", wheel.read(name)
