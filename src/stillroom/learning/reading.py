"""The lesson as chapters to read, each of them in Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass

from stillroom.course.course import Course
from stillroom.course.lesson import Lesson, Shown
from stillroom.course.table import table_steps, tracker
from stillroom.diagrams.flow import flow_text
from stillroom.errors import StillroomError
from stillroom.project.advice import AdvisedError, NextStep, advice
from stillroom.util.text import clean, nearest

WIDE = 80  # columns; in fewer, the table is shown as a list


@dataclass(frozen=True)
class Chapter:
    """A part of the lesson that is read at once: a section, or a list such as the glossary."""

    id: str
    title: str


def chapters(lesson: Lesson) -> list[Chapter]:
    """Return what *lesson* has to read, in order."""
    parts = (
        (Chapter("flow", "The flow"), lesson.flow.boxes),
        (Chapter("table", "The table of the lesson"), True),
        *((Chapter(section.id, section.title), True) for section in lesson.sections),
        (Chapter("moments", "Key moments"), lesson.moments),
        (Chapter("snapshot", "The commands on one page"), lesson.snapshot),
        (Chapter("transcript", "The whole course at the terminal"), lesson.transcript),
        (Chapter("glossary", "Glossary"), lesson.glossary),
    )
    return [chapter for chapter, content in parts if content]


def find(lesson: Lesson, name: str) -> Chapter:
    """Return the chapter called *name*, by its id or its number; StillroomError names the nearest."""
    known = chapters(lesson)
    for number, chapter in enumerate(known, 1):
        if name.casefold() in (chapter.id, chapter.title.casefold(), str(number)):
            return chapter
    near = nearest(name, [chapter.id for chapter in known])
    message = f"no section is called {clean(name, 60)!r}: "
    if near:
        raise StillroomError(f"{message}did you mean {near}?")
    raise AdvisedError(advice(message, "to see what there is: ", NextStep("read")))


def markdown(chapter: Chapter, lesson: Lesson, course: Course, width: int) -> str:
    """Return the text of *chapter*, without its title, for a place that is *width* columns wide.

    Width 0 means that nothing is drawn: lists stand in for tables and pictures.
    """
    match chapter.id:
        case "flow":
            return _flow(lesson, width)
        case "table":
            return _table(course, width)
        case "moments":
            return "\n\n".join(
                f"**{moment.question}**\n\n{moment.answer}" for moment in lesson.moments
            )
        case "snapshot":
            return _commands(lesson.snapshot)
        case "transcript":
            return _commands(lesson.transcript)
        case "glossary":
            return "\n".join(f"- **{term.term}**: {term.meaning}" for term in lesson.glossary)
    section = next(section for section in lesson.sections if section.id == chapter.id)
    return "\n\n".join(part for part in (section.text, _commands(section.shown)) if part)


def _commands(commands: Iterable[Shown]) -> str:
    return "\n\n".join(_command(shown) for shown in commands)


def _command(shown: Shown) -> str:
    prompt = "$ " if shown.edit is None else ""  # the rest is done in the editor
    lines = [f"{prompt}{shown.run}", *shown.shows.rstrip().splitlines()]
    return f"{_fenced(lines)}\n\n{shown.effect} The database: `{shown.state}`."


def _fenced(lines: Iterable[str]) -> str:
    return "\n".join(("```text", *lines, "```"))


def _flow(lesson: Lesson, width: int) -> str:
    if width:
        return _fenced(flow_text(lesson.flow, width).splitlines())
    names = {box.id: box.text for box in lesson.flow.boxes}
    ways = []
    for box in lesson.flow.boxes:
        ways.append(f"- {box.text}")
        for arrow in lesson.flow.arrows:
            if arrow.from_ == box.id:
                by = f" ({arrow.text})" if arrow.text else ""
                ways.append(f"    - then: {names[arrow.to]}{by}")
    return "\n".join(ways)


def _table(course: Course, width: int) -> str:
    steps = table_steps(course)
    if width < WIDE:
        lines = [
            f"- Step {step.step}: `{step.command}`. {step.effect} The database: `{step.state}`."
            for step in steps
        ]
    else:
        lines = ["| Step | Command | What it does | Database |", "|---:|---|---|---|"]
        lines += [
            f"| {step.step} | {_cell(step.command)} | {_cell(step.effect)} | {_cell(step.state)} |"
            for step in steps
        ]
    path = ", then ".join(
        f"`{state}` (after step {number})" if number else f"`{state}` (at the beginning)"
        for number, state in tracker(course)
    )
    return "\n".join((*lines, "", f"The state of the database: {path}."))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
