"""The exercise that a learner is at, as far as it is known without grading anything."""

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.project.begun import named
from stillroom.project.progress import Progress


def current_exercise(course: Course, checked: Exercise | None, progress: Progress) -> Exercise:
    """Return the exercise that *progress* names; else the one that was *checked* last, or the first."""
    return named(progress, course) or checked or course.exercises[0]
