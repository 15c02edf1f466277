"""The hints of an exercise, one after the other."""

from pathlib import Path

from stillroom.course.course import Course
from stillroom.project.progress_file import changed, load_progress


def hint(project: Path, course: Course, name: str | None) -> str:
    """Return the next hint of an exercise; which hint was seen is remembered and costs nothing.

    Without *name* it is the current exercise, or the first one of *course* where the progress names
    none that *course* has. Raises StillroomError if *course* has no exercise *name*.
    """
    progress, notice = load_progress(project)
    current = progress.current if progress.current in course.ids else None
    exercise = course.find(name or current or course.ids[0])
    hints = exercise.definition.hints
    with changed(project) as progress:
        seen = min(progress.hints.get(exercise.id, 0), len(hints) - 1)
        progress.hints[exercise.id] = seen + 1
    is_last = seen + 1 == len(hints)
    more = "This was the last hint." if is_last else "Ask again for the next one."
    shown = f"{exercise.id}, hint {seen + 1} of {len(hints)}: {hints[seen]}\n\n{more}"
    return f"{notice} {shown}" if notice else shown
