"""What the pages show of the course itself: the same beside any project, and on the static site."""

from functools import cached_property

from stillroom.course.course import Course
from stillroom.course.lesson import Lesson, Question
from stillroom.course.table import TableStep, table_steps, tracker
from stillroom.databases.expected import States, states
from stillroom.diagrams.flow import flow_svg
from stillroom.learning import predict


class CourseMaterial:
    """A course with its lesson, and what is computed from them once."""

    def __init__(self, course: Course, lesson: Lesson) -> None:
        """*lesson* belongs to *course*."""
        self.course, self.lesson = course, lesson

    @cached_property
    def steps(self) -> list[TableStep]:
        """The steps of the lesson's table."""
        return table_steps(self.course)

    @cached_property
    def tracker(self) -> list[tuple[int, str]]:
        """The steps after which the database is in another state, with that state."""
        return tracker(self.course)

    @cached_property
    def predictions(self) -> list[Question]:
        """One question for each step of the table."""
        return predict.questions(self.course)

    @cached_property
    def states(self) -> States:
        """The words for the states of a database in this course."""
        return states(self.course, self.course.exercises[-1])

    @cached_property
    def flow(self) -> str:
        """The flow of the lesson as SVG; empty where the course has none."""
        return flow_svg(self.lesson.flow) if self.lesson.flow.boxes else ""
