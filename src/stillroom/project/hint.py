"""The hints of an exercise, one after the other."""

from pathlib import Path

from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.project.current_exercise import current_exercise
from stillroom.project.progress_file import changed, load_progress
from stillroom.util.text import clean


def hint(project: Path, course: Course, name: str | None) -> str:
    """Return the next hint of an exercise; which hint was seen is remembered and costs nothing.

    Without *name* it is the current exercise, or the first one of *course* where the progress names
    none that *course* has. Raises StillroomError if *course* has no exercise *name*.
    """
    progress, notice = load_progress(project)
    exercise = course.find(name) if name else current_exercise(course, None, progress)
    hints = exercise.definition.hints
    seen = min(progress.hints.get(exercise.id, 0), len(hints) - 1)
    try:
        with changed(project) as progress:
            progress.hints[exercise.id] = seen + 1
    except StillroomError as error:
        notice = f"Not remembered: {clean(str(error), 300)}."
    is_last = seen + 1 == len(hints)
    more = "This was the last hint." if is_last else "Ask again for the next one."
    shown = f"{exercise.id}, hint {seen + 1} of {len(hints)}: {hints[seen]}\n\n{more}"
    return f"{notice}\n\n{shown}" if notice else shown
