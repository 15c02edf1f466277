"""What the learner has done to the database between two snapshots."""

from collections.abc import Iterator
from dataclasses import replace

from stillroom.project.events import Event
from stillroom.project.snapshot import Snapshot
from stillroom.schema.compare import Difference, compare
from stillroom.schema.model import Schema
from stillroom.schema.words import in_words
from stillroom.util.text import counted, listed

_OF_A_COLUMN = {"nullable": "rule NULL or NOT NULL"}
MOST_CHANGES = 3  # of a schema that one event names


def database_events(before: Snapshot, after: Snapshot) -> Iterator[Event]:
    """Yield what happened to the database: its version, its schema, and whether it can be read."""
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
    """The version is another one: by an upgrade, by a downgrade, or without running a revision."""
    if after.unknown:
        lost = listed(after.unknown)
        text = f"The database says that it is at {lost}, and no revision has that id."
        return Event("trouble", text)
    changed = _schema_words(before.schema, after.schema) or "the schema stayed as it was"
    way = f"from {_version(before)} to {_version(after)}"
    stamped = Event("stamp", f"The version moved {way}; {changed}.", "alembic stamp")
    if before.unknown:
        return stamped
    applied_before, applied = _applied_before(before, after), after.applied()
    upgraded, downgraded = applied - applied_before, applied_before - applied
    newest = after.versions[-1] if after.versions else None
    if upgraded and not downgraded:
        number = len(upgraded)
        command = f"alembic upgrade {'head' if newest in after.heads else f'+{number}'}"
        text = f"Up {counted(number, 'revision')}, {way}: {changed}."
        return Event("upgrade", text, command, revision=newest)
    if downgraded and not upgraded:
        number = len(downgraded)
        command = f"alembic downgrade {f'-{number}' if after.versions else 'base'}"
        text = f"Down {counted(number, 'revision')}, {way}: {changed}."
        return Event("downgrade", text, command, revision=newest)
    return stamped


def _applied_before(before: Snapshot, after: Snapshot) -> set[str]:
    """The revisions that the database had passed: by their files as they were, and as they are."""
    return before.applied() | replace(after, versions=before.versions).applied()


def _version(snapshot: Snapshot) -> str:
    return listed(snapshot.versions) if snapshot.versions else "base"


def _schema_words(before: Schema | None, after: Schema | None) -> str:
    """What changed from one schema to the next, as half a sentence; nothing where nothing did."""
    if before is None or after is None:
        return ""
    return listed(map(_change, compare(before, after)), nothing="", most=MOST_CHANGES)


def _change(difference: Difference) -> str:
    """*difference* as a change in time: what is extra came, what is missing went."""
    shown = in_words(difference)
    what, how = shown.what, shown.how
    if how in ("extra", "missing"):
        article = "the " if what in ("table", "view", "column", "trigger") else ""
        return f"{article}{shown.subject} {'came' if how == 'extra' else 'went'}"
    if what == "column" and difference.name:
        return f"the {_OF_A_COLUMN.get(how, how)} of {shown.table}.{difference.name} changed"
    name = f"{shown.table}.{difference.name}" if difference.name else shown.table
    return f"the {shown.kind.replace('-', ' ')} of {name} changed"
