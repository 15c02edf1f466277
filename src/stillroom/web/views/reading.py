"""The page Read: the list of the chapters, or one of them."""

from collections.abc import Collection
from dataclasses import dataclass

from stillroom.course.lesson import Lesson, Section
from stillroom.learning.reading import Chapter, chapters

ON_THE_OVERVIEW = ("flow", "table")
"""The chapters that are shown on another page."""


@dataclass(frozen=True)
class Contents:
    """Every chapter in order, and the one to begin with."""

    chapters: tuple[Chapter, ...]
    begin: Chapter | None
    """The first chapter that was not read; the first of all where every one was."""
    read: frozenset[str]
    """The ids of the chapters that were read."""


@dataclass(frozen=True)
class ChapterView:
    """One chapter, and its place in the order."""

    chapter: Chapter
    number: int
    total: int
    section: Section | None
    """The section of the lesson that it is; None where it is one of the lists."""
    following: Chapter | None
    is_read: bool


def readable(lesson: Lesson) -> list[Chapter]:
    """Return the chapters that the page Read shows, in order."""
    return [chapter for chapter in chapters(lesson) if chapter.id not in ON_THE_OVERVIEW]


def contents(lesson: Lesson, read: Collection[str] = ()) -> Contents:
    """Return the list of the chapters; *read* are the ids of those that were read."""
    ordered = readable(lesson)
    unread = [chapter for chapter in ordered if chapter.id not in read]
    return Contents(tuple(ordered), next(iter(unread or ordered), None), frozenset(read))


def chapter_view(
    lesson: Lesson, name: str | None, read: Collection[str] = ()
) -> ChapterView | None:
    """Return the chapter with the id *name*, or None where there is no such chapter."""
    ordered = readable(lesson)
    for index, chapter in enumerate(ordered):
        if chapter.id == name:
            return ChapterView(
                chapter=chapter,
                number=index + 1,
                total=len(ordered),
                section=next((part for part in lesson.sections if part.id == name), None),
                following=next(iter(ordered[index + 1 :]), None),
                is_read=chapter.id in read,
            )
    return None
