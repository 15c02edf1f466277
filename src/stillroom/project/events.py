"""What the learner has done between two snapshots, in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from stillroom.databases.expected import States
from stillroom.project.snapshot import Revision, Snapshot
from stillroom.schema.compare import compare
from stillroom.schema.model import Schema
from stillroom.schema.words import InWords, in_words
from stillroom.util.text import clean, counted, listed

Kind = Literal[
    "revision", "edit", "gone", "upgrade", "downgrade", "stamp", "schema", "models", "trouble",
    "mended", "passed",
]  # fmt: skip


def _now() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True)
class Event:
    """One thing that the learner did, as it could be seen from outside."""

    kind: Kind
    text: str
    """One sentence."""
    command: str = ""
    """What the learner most likely ran."""
    state: str = ""
    """The state of the database, in words."""
    row: int | None = None
    """The step of the lesson's table that this is."""
    revision: str | None = None
    """The id of the revision that it is about."""
    fills: bool = False
    """Whether the revision is filled in now: its ``upgrade()`` does something."""
    at: datetime = field(default_factory=_now)


def events(before: Snapshot, after: Snapshot, states: States) -> list[Event]:
    """Return what happened between two snapshots, the files first; ``row`` is left to the table."""
    found = [*_files(before, after), *_database(before, after), *_models(before, after)]
    state = words(after, states)
    return [replace(event, state=state) for event in found]


def words(snapshot: Snapshot, states: States) -> str:
    """Return the state of the database in words."""
    return "unknown" if snapshot.schema is None else clean(states.words(snapshot.schema), 300)


def _files(before: Snapshot, after: Snapshot) -> Iterator[Event]:
    if before.submission is not None and after.submission is None:
        yield Event("trouble", after.trouble or "The project cannot be read.")
        return
    if before.submission is None:
        if after.submission is not None and before != Snapshot():
            yield Event("mended", "The project can be read again.")
        return
    old = {one.path: one for one in before.revisions}
    new = {one.path: one for one in after.revisions}
    gone = [one for path, one in old.items() if path not in new]
    for path, one in new.items():
        earlier = old.get(path) or _renamed(one, gone)
        if earlier is None:
            yield _appeared(one)
        elif earlier.digest != one.digest:
            yield _edited(earlier, one, after)
        elif earlier.path != path:
            yield Event("edit", f"{earlier.name} is called {one.name} now.", revision=one.id)
    for one in gone:
        yield Event("gone", f"{one.name} is gone.", revision=one.id)


def _renamed(one: Revision, gone: list[Revision]) -> Revision | None:
    """The revision that was there under another name; it is taken out of *gone*."""
    for other in gone:
        if other.digest == one.digest:
            gone.remove(other)
            return other
    return None


def _appeared(one: Revision) -> Event:
    command = f'alembic revision -m "{one.message}"' if one.message else "alembic revision"
    if one.trouble:
        text = f"{one.name} appeared and cannot be loaded: {one.trouble}."
    elif one.empty:
        text = f"A new revision: {one.name}. Its upgrade() is empty."
    else:
        text = f"A new revision: {one.name}. Its upgrade() is filled in."
    fills = not (one.trouble or one.empty)
    return Event("revision", text, command, revision=one.id, fills=fills)


def _edited(before: Revision, after: Revision, now: Snapshot) -> Event:
    if after.trouble:
        text = f"{after.name} was edited and cannot be loaded: {after.trouble}."
        return Event("trouble", text, "edit the revision", revision=after.id)
    if before.trouble:
        text = f"{after.name} was edited and can be loaded again."
    elif before.empty and not after.empty:
        text = f"{after.name} was edited: its upgrade() is filled in."
    elif after.empty:
        text = f"{after.name} was edited: its upgrade() is empty."
    else:
        text = f"{after.name} was edited."
    if after.id in now.applied() and before.id == after.id:
        text += " It has been applied before: the database does not follow an edit."
    return Event("edit", text, "edit the revision", revision=after.id, fills=not after.empty)


def _database(before: Snapshot, after: Snapshot) -> Iterator[Event]:
    if after.submission is None or before.submission is None:
        return
    if after.trouble:
        if after.trouble != before.trouble:
            yield Event("trouble", after.trouble)
        return
    if before.trouble:
        yield Event("mended", "The database can be read again.")
    if before.exists and not after.exists:
        yield Event("trouble", f"The database {after.database} is gone.")
    elif before.versions != after.versions:
        yield _moved(before, after)
    elif (changed := _schema_words(before.schema, after.schema)) and not before.trouble:
        yield Event("schema", f"The schema changed, and Alembic's version did not: {changed}.")


def _moved(before: Snapshot, after: Snapshot) -> Event:
    if after.unknown:
        lost = listed(after.unknown)
        text = f"The database says that it is at {lost}, and no revision has that id."
        return Event("trouble", text)
    old, new = _passed(before, after), after.applied()
    changed = _schema_words(before.schema, after.schema) or "the schema stayed as it was"
    way = f"from {_place(before)} to {_place(after)}"
    if before.unknown:
        return Event("stamp", f"The version moved {way}; {changed}.", "alembic stamp")
    up, down = new - old, old - new
    newest = after.versions[-1] if after.versions else None
    if up and not down:
        command = f"alembic upgrade {'head' if newest in after.heads else f'+{len(up)}'}"
        ran = counted(len(up), "revision")
        return Event("upgrade", f"Up {ran}, {way}: {changed}.", command, revision=newest)
    if down and not up:
        command = f"alembic downgrade {f'-{len(down)}' if after.versions else 'base'}"
        ran = counted(len(down), "revision")
        return Event("downgrade", f"Down {ran}, {way}: {changed}.", command, revision=newest)
    return Event("stamp", f"The version moved {way}; {changed}.", "alembic stamp")


def _passed(before: Snapshot, after: Snapshot) -> set[str]:
    """What the database had passed, by the revisions of before and of now."""
    return before.applied() | replace(after, versions=before.versions).applied()


def _place(snapshot: Snapshot) -> str:
    return listed(snapshot.versions) if snapshot.versions else "base"


def _schema_words(before: Schema | None, after: Schema | None) -> str:
    """What changed from one schema to the next, as half a sentence; nothing where nothing did."""
    if before is None or after is None:
        return ""
    found = [_change(in_words(one)) for one in compare(before, after)]
    more = [f"{len(found) - 3} more"] if len(found) > 3 else []
    return listed([*found[:3], *more], nothing="")


def _change(one: InWords) -> str:
    """*one* as a change in time: what is extra came, what is missing went."""
    what, _, how = one.kind.rpartition("-")
    name = one.table if what in ("table", "view") else f"{one.table}.{one.name}"
    thing = {"table": "the table", "view": "the view", "column": "the column"}.get(what)
    if how == "extra":
        return f"{thing or what.replace('-', ' ')} {name} came"
    if how == "missing":
        return f"{thing or what.replace('-', ' ')} {name} went"
    return (
        f"{one.kind.replace('-', ' ')} of {one.table}{f'.{one.name}' if one.name else ''} changed"
    )


def _models(before: Snapshot, after: Snapshot) -> Iterator[Event]:
    """Only a check knows what the models declare: before one has looked, nothing is said."""
    looked = after.declared is not None or after.models_trouble is not None
    if not looked or (before.declared is None and before.models_trouble is None):
        return
    if after.models_trouble:
        if after.models_trouble != before.models_trouble:
            text = f"The models cannot be loaded: {after.models_trouble}."
            yield Event("trouble", text, "edit the models")
        return
    if after.declared == before.declared or after.agree is None:
        return
    if after.agree:
        yield Event(
            "models", "The models changed: they agree with the database.", "edit the models"
        )
        return
    apart = models_apart(after)
    text = f"The models changed: they differ from the database: {apart}."
    yield Event("models", text, "edit the models")


def models_apart(snapshot: Snapshot) -> str:
    """Return in what the models differ from the database, as half a sentence."""
    if snapshot.declared is None or snapshot.schema is None:
        return ""
    found = [_apart(in_words(one)) for one in compare(snapshot.declared, snapshot.schema)]
    more = [f"{len(found) - 2} more"] if len(found) > 2 else []
    return listed([*found[:2], *more], nothing="")


def _apart(one: InWords) -> str:
    what, _, how = one.kind.rpartition("-")
    named = one.name and what != "table"
    name = f"{one.table}.{one.name}" if named else one.table
    if how == "missing":
        return f"{what.replace('-', ' ')} {name} is in the models only"
    if how == "extra":
        return f"{what.replace('-', ' ')} {name} is in the database only"
    words = f"{one.kind.replace('-', ' ')} of {name}"
    return f"{words} is {one.expected} in the models and {one.found} in the database"
