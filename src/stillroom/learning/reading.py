"""The lesson as chapters to read, each of them in Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass

from stillroom.course import table
from stillroom.course.course import Course
from stillroom.course.lesson import Lesson, Shown
from stillroom.diagrams.flow import flow_text
from stillroom.errors import StillroomError
from stillroom.project.next_step import AdvisedError, NextStep, advice
from stillroom.util.text import clean, nearest

WIDE = 80  # columns from which on the table is drawn as a table


@dataclass(frozen=True)
class Chapter:
    """A part of the lesson that is read at once: a section, or a list such as the glossary."""

    id: str
    title: str


def chapters(lesson: Lesson) -> list[Chapter]:
    """Return what *lesson* has to read, in order."""
    there = (
        (Chapter("flow", "The flow"), lesson.flow.boxes),
        (Chapter("table", "The table of the lesson"), True),
        *((Chapter(section.id, section.title), True) for section in lesson.sections),
        (Chapter("moments", "Key moments"), lesson.moments),
        (Chapter("snapshot", "The commands on one page"), lesson.snapshot),
        (Chapter("transcript", "The whole course at the terminal"), lesson.transcript),
        (Chapter("glossary", "Glossary"), lesson.glossary),
    )
    return [chapter for chapter, has in there if has]


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
            return "\n\n".join(f"**{one.question}**\n\n{one.answer}" for one in lesson.moments)
        case "snapshot":
            return _commands(lesson.snapshot)
        case "transcript":
            return _commands(lesson.transcript)
        case "glossary":
            return "\n".join(f"- **{one.term}**: {one.meaning}" for one in lesson.glossary)
    section = next(one for one in lesson.sections if one.id == chapter.id)
    return "\n\n".join(part for part in (section.text, _commands(section.shown)) if part)


def _commands(shown: Iterable[Shown]) -> str:
    return "\n\n".join(_command(one) for one in shown)


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
    rows = table.rows(course)
    if width < WIDE:
        lines = [
            f"- Step {row.step}: `{row.command}`. {row.effect} The database: `{row.state}`."
            for row in rows
        ]
    else:
        lines = ["| Step | Command | What it does | Database |", "|---:|---|---|---|"]
        lines += [
            f"| {row.step} | {_cell(row.command)} | {_cell(row.effect)} | {_cell(row.state)} |"
            for row in rows
        ]
    path = ", then ".join(
        f"`{state}` (after step {step})" if step else f"`{state}` (at the beginning)"
        for step, state in table.tracker(course)
    )
    return "\n".join((*lines, "", f"The state of the database: {path}."))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
