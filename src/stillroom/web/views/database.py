"""The learner's own database: the history with its two markers, and the tables with what came and went."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stillroom.databases.base import Sample, Value
from stillroom.project.own_database import in_use
from stillroom.project.snapshot import Snapshot
from stillroom.schema.model import Schema
from stillroom.schema.sheets import Line, Sheet, sheets
from stillroom.util.text import clean
from stillroom.web.views.learner import Learner

LONGEST_VALUE = 20  # characters of a value that is shown
Mark = str
"""``came``, ``went``, or nothing."""


@dataclass(frozen=True)
class Place:
    """A place of the history: before the first revision, or after one of them."""

    id: str
    message: str
    path: str
    is_applied: bool
    has_database: bool
    is_head: bool
    note: str
    """What is unusual about it, in a few words."""


@dataclass(frozen=True)
class History:
    """The places in their order, and where the database is."""

    places: tuple[Place, ...]
    is_known: bool
    """Whether the database could be read."""


def history(learner: Learner) -> History:
    """Return the history of the project, with the places of its database and of its heads."""
    snapshot = learner.live.snapshot
    applied = snapshot.applied()
    is_known = snapshot.schema is not None
    places = [
        Place(
            "base",
            "before the first revision",
            "",
            True,
            is_known and not snapshot.versions,
            not snapshot.chain,
            "",
        )
    ]
    before: tuple[str, ...] = ()
    for revision in snapshot.chain:
        notes = [
            "cannot be loaded"
            if revision.trouble
            else "upgrade() is empty"
            if revision.empty
            else "",
            f"after {' and '.join(revision.down) or 'base'}" if revision.down != before else "",
        ]
        id_ = revision.id or ""
        places.append(
            Place(
                id=id_, message=revision.message, path=revision.path, is_applied=id_ in applied,
                has_database=id_ in snapshot.versions, is_head=id_ in snapshot.heads,
                note=", ".join(filter(None, notes)),
            )
        )  # fmt: skip
        before = (id_,)
    lost = (
        "a revision file cannot be read now"
        if snapshot.is_partly_read
        else "no file has this revision"
    )
    places += [Place(version, "", "", True, True, False, lost) for version in snapshot.unknown]
    return History(tuple(places), is_known)


@dataclass(frozen=True)
class Part:
    """A column or a rule of a table."""

    keys: str
    cells: tuple[str, ...]
    mark: Mark


@dataclass(frozen=True)
class TableView:
    """A table with its columns and rules, and some of its rows."""

    title: str
    mark: Mark
    parts: tuple[Part, ...]
    count: int | None
    """How many rows it has; None where that is not known."""
    names: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    """The first rows, with None for NULL."""


@dataclass(frozen=True)
class Tables:
    """The tables of the learner's database; what is not there any more is marked as gone."""

    tables: tuple[TableView, ...]
    why: str
    """Why it cannot be read; empty where it can."""


def tables(learner: Learner) -> Tables:
    """Return the tables as they are, beside what they were before the last change.

    Where the database cannot be read, there is none: nobody knows what is in it.
    """
    snapshot, earlier = learner.live.snapshot, learner.live.earlier_schema
    now = snapshot.schema
    if now is None:
        return Tables((), _why(snapshot))
    views = _tables(now, earlier if earlier is not None else now, snapshot.samples)
    return Tables(tuple(views), "")


def standing(learner: Learner) -> str:
    """Return where the database is, and whether it is what the revisions make, in a sentence.

    Why it cannot be read stands in the place of its tables already.
    """
    own, snapshot = learner.live.standing, learner.live.snapshot
    is_held = snapshot.schema is None and snapshot.busy
    if own is None or is_held or (own.trouble and own.trouble == snapshot.trouble):
        return ""
    return own.words


def _why(snapshot: Snapshot) -> str:
    """Why the database cannot be read, in a sentence."""
    return in_use(snapshot).words if snapshot.busy else snapshot.database


def _tables(now: Schema, before: Schema, samples: Mapping[str, Sample]) -> Iterator[TableView]:
    new = {sheet.key: sheet for sheet in sheets(now)}
    old = {sheet.key: sheet for sheet in sheets(before)}
    for key in dict.fromkeys([*new, *old]):
        sheet = new.get(key) or old[key]
        mark = "" if key in new and key in old else "came" if key in new else "went"
        sample = samples.get(key) if key in new else None
        names = tuple(sample.rows[0]) if sample and sample.rows else ()
        yield TableView(
            title=sheet.title,
            mark=mark,
            parts=tuple(_parts(sheet, old.get(key, sheet) if not mark else sheet)),
            count=sample.count if sample else None,
            names=tuple(clean(name, LONGEST_VALUE) for name in names),
            rows=tuple(tuple(_shown(row[name]) for name in names) for row in sample.rows)
            if sample
            else (),
        )


def _parts(now: Sheet, before: Sheet) -> Iterator[Part]:
    """The lines of a table as it is; those that went stand where they stood."""
    kept = {line.words for line in before.lines}
    there = {line.words for line in now.lines}
    gone = [line for line in before.lines if line.words not in there]
    for line in now.lines:
        replaced = [each for each in gone if each.key == line.key]
        yield from (_part(each, "went") for each in replaced)
        gone = [each for each in gone if each not in replaced]
        yield _part(line, "" if line.words in kept else "came")
    yield from (_part(line, "went") for line in gone)


def _part(line: Line, mark: Mark) -> Part:
    return Part(" ".join(line.keys), tuple(cell for cell in line.cells if cell), mark)


def _shown(value: Value) -> str | None:
    if isinstance(value, bytes):
        return clean(f"0x{value.hex()}", LONGEST_VALUE)
    return None if value is None else clean(str(value), LONGEST_VALUE)
