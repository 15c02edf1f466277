"""A file of the project in the editor of the page, and what stood in the way of saving it."""

from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

from stillroom.errors import StillroomError, as_sentence
from stillroom.project.edit import GONE, ChangedMeanwhile, OpenFile, moved_to
from stillroom.results.finding import Finding
from stillroom.util.text import indented, with_plain_ends
from stillroom.web.views.learner import Learner


@dataclass(frozen=True)
class OtherLine:
    """A line of a file that was changed meanwhile."""

    number: int
    text: str
    differs: bool
    """Whether it is not in what was typed."""


@dataclass(frozen=True)
class OtherText:
    """What a file holds now that was changed since it was opened."""

    digest: str
    lines: tuple[OtherLine, ...]
    moved_to: str = ""
    """The file that holds now what the one that is gone held."""

    @property
    def is_gone(self) -> bool:
        """Whether there is no such file any more."""
        return self.digest == GONE


@dataclass(frozen=True)
class EditView:
    """What the editor shows."""

    name: str
    text: str
    digest: str
    """The fingerprint of the file as it was opened."""
    files: tuple[str, ...] = ()
    """The files that can be edited."""
    marks: tuple[Finding, ...] = ()
    """What was found in its lines."""
    line: int | None = None
    is_saved: bool = False
    problem: str = ""
    """Why the text was not saved."""
    other: OtherText | None = None
    """Where the file was changed meanwhile: what it holds now."""


def marks(learner: Learner, name: str) -> tuple[Finding, ...]:
    """Return the findings of the last check that name a line of the file *name*."""
    result = learner.live.result
    if result is None or learner.live.checking:
        return ()
    return tuple(each for each in result.findings if each.file == name and each.line)


def not_saved(
    project: Path, name: str, opened: str, text: str, line: int, error: StillroomError
) -> EditView:
    """Return what the editor shows where *text* is not saved because of *error*."""
    mine = with_plain_ends(text)
    other = None
    if isinstance(error, ChangedMeanwhile):
        moved = moved_to(project, opened) if error.on_disk.digest == GONE else ""
        other = replace(other_text(error.on_disk, mine), moved_to=moved)
    return EditView(name, mine, opened, line=line, problem=as_sentence(error), other=other)


def other_text(on_disk: OpenFile, text: str) -> OtherText:
    """Return what a file holds now, beside the *text* that was typed."""
    lines, mine = on_disk.text.splitlines(), text.splitlines()
    same = set[int]()
    for first, _, size in SequenceMatcher(None, lines, mine).get_matching_blocks():
        same |= set(range(first, first + size))
    return OtherText(
        on_disk.digest,
        tuple(
            OtherLine(number + 1, indented(line), number not in same)
            for number, line in enumerate(lines)
        ),
    )
