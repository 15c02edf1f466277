"""Watching: a session that follows the project beside the editor."""

from pathlib import Path

from stillroom.cli.options import CourseOption, PlainOption, ProjectOption, SecondsOption
from stillroom.sandbox.tiers import TIME_LIMIT


def watch(
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
    seconds: SecondsOption = TIME_LIMIT,
) -> None:
    """Follow the project in this folder. It shows what you do, what that did to the database, and what comes next."""
    from stillroom.sandbox.runner import Runner

    with Runner(seconds) as runner:
        from stillroom.project.named_course import course_of
        from stillroom.tui.run import watch as run

        run(project, course_of(project, course), runner, plain=plain)
