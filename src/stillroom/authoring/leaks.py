"""Before anything is published: is a solution in what a branch of its exercise brings along?"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

from stillroom.authoring.canaries import Canary, canary, squeezed, squeezed_code
from stillroom.authoring.place import place_of
from stillroom.authoring.repository import Repository
from stillroom.course.base import bare_files
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.util.files import plain_files

_PROGRAM = re.compile(r"/stillroom-[^/]+\.whl: stillroom/(?!exercises/|explanations/|starter/)")


def refuse_leaks(repository: Repository, course: Course, exercises: Mapping[str, Exercise]) -> None:
    """Raise StillroomError if a branch, by name, holds the solution of its own exercise, or most of it.

    Every object that can be reached from the branch is read, and every file of each wheel in it. In
    the program of the grader, which shows a beginning of an exercise itself, only a whole file counts.
    """
    seen = dict[bytes, list[tuple[str, bytes]]]()
    for branch, exercise in exercises.items():
        canaries = list(canaries_of(course, exercise))
        for path, content in repository.blobs(branch):
            if content not in seen:
                seen[content] = list(_parts(path, content))
            for inside, text in seen[content]:
                for each in canaries:
                    if each.whole in text or not _PROGRAM.search(inside) and each.is_in(text):
                        raise StillroomError(
                            f"{inside} in branch {branch} holds the solution {each.name}, or most of "
                            "it; take it out of the start of the exercise; nothing was published"
                        )


def canaries_of(course: Course, exercise: Exercise) -> Iterator[Canary]:
    """Yield what gives each file of code away that the solution changes.

    What the project had before the exercise is no secret.
    """
    folder = place_of(course).solutions / exercise.id
    known = [squeezed_code(text) for text in _known(course, exercise)]
    start = exercise.start.over(bare_files())
    for name, path in plain_files(folder) if folder.is_dir() else ():
        if name.endswith(".py"):
            given = squeezed_code(start.get(name, b""))
            found = canary(f"{exercise.id}/{name}", path.read_bytes(), known, given)
            if found is not None:
                yield found


def _known(course: Course, exercise: Exercise) -> list[bytes]:
    """The files that a project has where the exercise before is solved."""
    files = bare_files()
    if exercise.definition.after is not None:
        before = course.find(exercise.definition.after)
        files = before.start.over(files) | before.solution
    return list(files.values())


def _parts(path: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a file, and those in it if it is a wheel, each squeezed."""
    if path.endswith(".whl"):
        with zipfile.ZipFile(io.BytesIO(content)) as wheel:
            for name in wheel.namelist():
                yield f"{path}: {name}", squeezed(wheel.read(name))
    else:
        yield path, squeezed_code(content) if path.endswith(".py") else squeezed(content)
