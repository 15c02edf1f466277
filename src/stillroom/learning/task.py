"""The task of an exercise: the parts of its text that no table of it shows by itself."""

import re
from collections.abc import Iterator
from pathlib import Path

from stillroom.course.exercise import Exercise
from stillroom.results.catalogue import NOTHING_YET, is_answered_by_the_task, section_of
from stillroom.results.record import Result
from stillroom.util.markdown import sections

SHOWN_ELSEWHERE = ("Goal", "Steps", "Hints")
_WORD = re.compile(r"[A-Za-z_]\w*")
_NAMES = re.compile(r"`([A-Za-z_][\w.]*)(?: [<>=!]+ [^`]+)?`")
"""A name in the text, or the name that a condition such as ``quantity > 0`` begins with."""
_ITEM = re.compile(r"(\d+\.|[-*]) ")


def task(path: Path) -> tuple[tuple[str, str], ...]:
    """Return the heading and the Markdown of each part of the task that the file *path* tells."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(section for section in sections(text) if section[0] not in SHOWN_ELSEWHERE)


def task_text(exercise: Exercise) -> str:
    """Return the task of *exercise* as one text in Markdown; empty where it tells none."""
    return "\n\n".join(f"**{heading}**\n\n{part}" for heading, part in task(exercise.task))


def task_beside(exercise: Exercise, result: Result) -> str:
    """Return what of the task belongs beside *result*, as Markdown; empty where that is nothing.

    It is all of it where nothing was done yet, and else the part that answers the findings, if it
    answers the first of them.
    """
    if not result.mistakes:
        return ""
    first = result.mistakes[0]
    if first.code in exercise.definition.start_findings and section_of(first.code) == NOTHING_YET:
        return task_text(exercise)
    answered = [each for each in result.mistakes if is_answered_by_the_task(each.code)]
    if first not in answered:
        return ""
    names = {word for finding in answered for word in _WORD.findall(finding.message)}
    parts = dict(task(exercise.task))
    text = parts.get("Task", next(iter(parts.values()), ""))
    meant = _meant(text, names)
    return f"**From the task of {exercise.id}**\n\n{meant}" if meant else ""


def _meant(text: str, names: set[str]) -> str:
    """Return the rows and items of *text* that speak of *names*, or else the paragraphs that do.

    Where nothing does, all rows and items are returned; where there are none, the text.
    """
    paragraphs = re.split(r"\n\s*\n", text)
    blocks = list(_blocks(paragraphs))
    chosen = [part for block in blocks if (part := _part(block, names))]
    chosen = chosen or [
        f"{part}\n\n{following}" if part.endswith(":") else part
        for part, following in zip(paragraphs, [*paragraphs[1:], ""], strict=True)
        if _speaks_of(part, names)
    ]
    return "\n\n".join(chosen or ["\n".join(block) for block in blocks] or [text])


def _blocks(paragraphs: list[str]) -> Iterator[list[str]]:
    """Yield each table and each list: a table by its lines, a list by its items."""
    for paragraph in paragraphs:
        lines = paragraph.splitlines()
        if len(lines) > 2 and all(line.startswith("|") for line in lines):
            yield lines
        elif lines and _ITEM.match(lines[0]):
            yield ["", *_items(lines)]


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        if _ITEM.match(line) or not items:
            items.append(line)
        else:
            items[-1] += f"\n{line}"
    return items


def _part(block: list[str], names: set[str]) -> str:
    """Return of *block*, a table or a list, what speaks of *names*: a table keeps its head.

    Of numbered items, what stands between two of them stays, so that each has its own number.
    """
    head = block[:2] if block[0] else []
    rest = block[len(head) or 1 :]
    speaking = [index for index, each in enumerate(rest) if _speaks_of(each, names)]
    if not head and speaking and rest[0][0].isdigit():
        speaking = list(range(speaking[0], speaking[-1] + 1))
    return "\n".join([*head, *(rest[index] for index in speaking)]) if speaking else ""


def _speaks_of(text: str, names: set[str]) -> bool:
    return any(not names.isdisjoint(name.split(".")) for name in _NAMES.findall(text))
