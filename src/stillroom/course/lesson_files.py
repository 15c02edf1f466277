"""Reading the lesson of a course: ``lesson.toml`` beside the course and beside each exercise."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from stillroom.course.course import Course
from stillroom.course.lesson import Lesson, LessonParts, Shown, refuse_repeated
from stillroom.course.steps import EMPTY
from stillroom.course.toml_data import read_data
from stillroom.errors import StillroomError
from stillroom.util.text import listed

FILE = "lesson.toml"


def read_lesson(course: Course) -> Lesson:
    """Return the lesson of *course*: its own, then what its exercises add.

    Its title is that of the course. A course without any ``lesson.toml`` has nothing else. Raises
    StillroomError with file, key and expectation for a broken one.
    """
    parts = dict(_parts(course))
    own = parts.get(course.root / FILE)
    lesson = own if isinstance(own, Lesson) else Lesson()
    title = course.about.title or lesson.title or course.title
    whole: dict[str, Any] = {key: [] for key in LessonParts.model_fields}
    for path, part in parts.items():
        for key, items in whole.items():
            items += getattr(part, key)
            try:
                refuse_repeated(key, [item.id for item in items])
            except ValueError as error:
                raise StillroomError(f"{path}: {key}: {error}") from error
    return lesson.model_copy(update=whole | {"title": title})


def _parts(course: Course) -> Iterator[tuple[Path, LessonParts]]:
    """Each file of the lesson, checked: the course's own first."""
    files: list[tuple[Path, type[LessonParts], str | None]] = [(course.root / FILE, Lesson, None)]
    files += [(exercise.folder / FILE, LessonParts, exercise.id) for exercise in course]
    for path, model, exercise in files:
        if not path.exists():
            continue
        part = read_data(path, model)
        _check(path, part, course)
        origin = {"exercise": exercise}
        yield (
            path,
            part.model_copy(
                update={
                    key: [item.model_copy(update=origin) for item in getattr(part, key)]
                    for key in LessonParts.model_fields
                }
            ),
        )


def _check(path: Path, part: LessonParts, course: Course) -> None:
    """Whatever the file says of the course is there: states, steps, exercises."""
    states = [EMPTY, *course.states(course.exercises[-1])]
    own = [exercise for exercise in course if exercise.folder / FILE == path]
    steps = sorted({step.step for exercise in own or course for step in exercise.steps})
    for key, shown in _all_shown(part):
        _known(path, f"{key}.state", shown.state, states)
        if shown.given:
            _known(path, f"{key}.given.exercise", shown.given.exercise, course.ids)
        if shown.edit and shown.edit.solution:
            _known(path, f"{key}.edit.solution", shown.edit.solution, course.ids)
    for index, question in enumerate(part.questions):
        if question.step is not None:
            _known(path, f"questions[{index}].step", question.step, steps)


def _all_shown(part: LessonParts) -> Iterator[tuple[str, Shown]]:
    """Each command that the file shows, with its key."""
    lists = {
        f"sections[{index}].shown": section.shown for index, section in enumerate(part.sections)
    }
    if isinstance(part, Lesson):
        lists |= {"snapshot": part.snapshot, "transcript": part.transcript}
    for key, commands in lists.items():
        yield from ((f"{key}[{index}]", shown) for index, shown in enumerate(commands))


def _known(path: Path, key: str, value: str | int, known: Sequence[str | int]) -> None:
    if value not in known:
        raise StillroomError(
            f"{path}: {key}: the course has no {value!r}; there are {listed(map(str, known))}"
        )
