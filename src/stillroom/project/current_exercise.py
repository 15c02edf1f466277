"""The exercise that a learner is at, as far as it is known without grading anything."""

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.project.begun import named
from stillroom.project.progress import Progress


def current_exercise(course: Course, checked: Exercise | None, progress: Progress) -> Exercise:
    """Return the exercise that was *checked* last.

    Before the first check it is the one that *progress* names, or else the first of *course*.
    """
    return checked or named(progress, course) or course.exercises[0]
