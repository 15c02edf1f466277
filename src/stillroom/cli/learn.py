"""The commands to read and to look back at the terminal: task, read, explain, summary."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stillroom.cli.options import CourseOption, PlainOption, ProjectOption

if TYPE_CHECKING:
    from stillroom.course.course import Course
    from stillroom.course.lesson import Lesson
    from stillroom.project.progress import Progress
    from stillroom.tui.markdown_terminal import MarkdownTerminal


def task(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="The exercise; without it, the current one."),
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
) -> None:
    """Show the task of the current exercise, or of ID. It says what to do, and when it is done."""
    from stillroom.errors import StillroomError
    from stillroom.learning.task import task_text
    from stillroom.project.current_exercise import current_exercise

    screen, lessons, _, progress = begin(course, project, plain)
    chosen = lessons.find(exercise) if exercise else current_exercise(lessons, None, progress)
    if not (text := task_text(chosen)):
        raise StillroomError(f"{chosen.task}: it tells no task; the author has to write it")
    screen.paged(screen.rendered(text, f"{chosen.id}: {chosen.title}"))


def read(
    section: Annotated[
        str | None,
        typer.Argument(metavar="SECTION", help="What to read; without it, what there is."),
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
) -> None:
    """Read the lesson: its sections, table, commands and glossary."""
    from stillroom.learning import reading
    from stillroom.project.advice import NextStep, for_terminal
    from stillroom.project.progress_file import changed

    screen, lessons, lesson, progress = begin(course, project, plain)
    if section is None:
        _overview(screen, lesson, progress)
        return
    if section in lessons.ids:  # an exercise is read in its task
        task(section, course, project, plain)
        return
    chapter = reading.find(lesson, section)
    text = reading.markdown(chapter, lesson, lessons, 0 if plain else screen.width)
    chapters = reading.chapters(lesson)
    following = chapters[chapters.index(chapter) + 1 :][:1]
    after = "".join(
        f"\n\nNext: `{for_terminal()(NextStep('read', later.id))}`" for later in following
    )
    screen.paged(screen.rendered(text + after, chapter.title))
    with changed(project) as noted:
        if chapter.id not in noted.read:
            noted.read.append(chapter.id)


def _overview(screen: "MarkdownTerminal", lesson: "Lesson", progress: "Progress") -> None:
    from stillroom.learning.reading import chapters
    from stillroom.project.advice import NextStep, for_terminal

    all_chapters = chapters(lesson)
    marks = [" (read)" if chapter.id in progress.read else "" for chapter in all_chapters]
    listed = [
        f"{number}. `{chapter.id}`: {chapter.title}{mark}"
        for number, (chapter, mark) in enumerate(zip(all_chapters, marks, strict=True), 1)
    ]
    unread = next(
        (chapter for chapter in all_chapters if chapter.id not in progress.read), all_chapters[0]
    )
    command = for_terminal()(NextStep("read", unread.id))
    parts = (lesson.welcome, "\n".join(listed), f"Read one of them: `{command}`")
    screen.paged(screen.rendered("\n\n".join(part for part in parts if part), lesson.title))


def explain(
    exercise: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="The exercise; without it, the one passed last."),
    ] = None,
    course: CourseOption = None,
    project: ProjectOption = Path(),
    plain: PlainOption = False,
) -> None:
    """Show the reference solution of a passed exercise beside yours. It says why so, and names an alternative and a trap."""
    from stillroom.learning.explain import NotPassed, explanation, last_passed
    from stillroom.learning.reference import beside_own

    screen, lessons, _, progress = begin(course, project, plain)
    chosen = lessons.find(exercise) if exercise else last_passed(lessons, progress)
    try:
        explained = explanation(lessons, chosen, progress)
    except NotPassed as error:
        screen.line(str(error))
        return
    parts = [*explained.parts, ("The code", beside_own(project, lessons, chosen, progress))]
    text = "\n\n".join(f"**{heading}**\n\n{part}" for heading, part in parts)
    screen.paged(screen.rendered(text, f"{explained.exercise}: {explained.title}"))


def summary(
    course: CourseOption = None, project: ProjectOption = Path(), plain: PlainOption = False
) -> None:
    """Show what is done, what is weak, and the one next thing."""
    from stillroom.learning.overview import summary as summed_up
    from stillroom.project.advice import advice

    screen, lessons, lesson, progress = begin(course, project, plain)
    overview = summed_up(progress, lesson, lessons)
    screen.line(lesson.title, "bold")
    screen.line(
        f"Exercises: {overview.passed} of {len(overview.exercises)} passed, {overview.points} of {overview.max_points} points."
    )
    for exercise in overview.exercises:
        screen.line(
            f"- {exercise.id}, {exercise.title}: {'passed' if exercise.passed else 'not yet'}"
        )
    if overview.passed == len(overview.exercises):
        screen.line("What you have learned:", "bold")
        for learned in lessons:
            screen.line(f"- {learned.definition.goal}")
    screen.line(f"Sections read: {overview.read} of {overview.sections}.")
    screen.line(
        f"Questions: {overview.right} right, {overview.wrong} not yet, {overview.open} without an answer."
    )
    for idea in overview.weak:
        screen.line(f"- Look again at: {idea.title} ({idea.wrong} not yet)")
    screen.line(f"Predictions right: {overview.predicted}.")
    screen.advice(advice("Next: ", overview.next), "bold")


def begin(
    course: Path | None, project: Path, plain: bool
) -> "tuple[MarkdownTerminal, Course, Lesson, Progress]":
    """Return the screen, the course, its lesson and the progress; say it if the progress was damaged."""
    from stillroom.course.lesson_files import read_lesson
    from stillroom.project.named_course import course_of
    from stillroom.project.progress_file import load_progress
    from stillroom.tui.markdown_terminal import MarkdownTerminal

    screen, lessons = MarkdownTerminal(plain), course_of(project, course)
    progress, notice = load_progress(project)
    if notice:
        screen.line(notice)
    return screen, lessons, read_lesson(lessons), progress
