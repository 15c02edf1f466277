"""The hints of an exercise, one after the other: first those about what the last check found first."""

from pathlib import Path

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.hints import next_hint, open_hints
from stillroom.errors import StillroomError
from stillroom.project.current_exercise import current_exercise
from stillroom.project.progress import Progress
from stillroom.project.progress_file import changed, load_progress
from stillroom.project.stuck import fitting, stuck_at
from stillroom.results.record import Result
from stillroom.util.text import clean


def hint(project: Path, course: Course, name: str | None, result: Result | None = None) -> str:
    """Return the next hint of an exercise; which hints were seen is remembered and costs nothing.

    Without *name* it is the current exercise, or the first one of *course* where the progress names
    none that *course* has. *result* is that of the last check, where that is known better than the
    progress knows it. Raises StillroomError if *course* has no exercise *name*.
    """
    progress, notice = load_progress(project)
    exercise = course.find(name) if name else current_exercise(course, None, progress)
    shown = _show_next(progress, exercise, result)
    try:
        with changed(project) as progress:
            shown = _show_next(progress, exercise, result)
    except StillroomError as error:
        notice = f"Not remembered: {clean(str(error), 300)}."
    return f"{notice}\n\n{shown}" if notice else shown


def seen_numbers(progress: Progress, exercise: Exercise) -> list[int]:
    """Return the numbers of the hints of *exercise* that were seen, in their order."""
    most = len(exercise.definition.hints)
    seen = dict.fromkeys(progress.hints.get(exercise.id, []))
    return [number for number in seen if number <= most]


def _show_next(progress: Progress, exercise: Exercise, result: Result | None) -> str:
    """Choose the next hint, note in *progress* that it was seen, and return it in words."""
    if result is not None:
        progress.stuck = stuck_at(result)
    stuck, hints = progress.stuck, exercise.definition.hints
    seen, fits = seen_numbers(progress, exercise), fitting(exercise, stuck)
    number = next_hint(hints, seen, fits)
    seen = progress.hints[exercise.id] = [*(each for each in seen if each != number), number]
    total = len({*open_hints(hints, fits), *seen})
    place = f"{exercise.id}, hint {len(seen)} of {total}"
    if stuck and number in fits:
        place += f", about the first finding of your last check ({clean(stuck.code, 60)})"
    is_last = len(seen) == total
    more = "This was the last hint." if is_last else "Ask again for the next one."
    return f"{place}: {hints[number - 1].text}\n\n{more}"
