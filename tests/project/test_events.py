"""What happened between two moments, told from their values alone."""

from dataclasses import replace

import pytest

from stillroom.project.database_events import database_events
from stillroom.project.declared import Declared, model_events
from stillroom.project.events import MOST_EVENTS, Event, EventLog
from stillroom.project.revision_events import revision_events
from stillroom.project.snapshot import Revision, Snapshot
from stillroom.schema.model import Column, Part, Schema, Table, Unique
from tests.support.snapshots import revision, snapshot

pytestmark = pytest.mark.fast
A, B, C = revision("a"), revision("b", "a"), revision("c", "b")


@pytest.mark.parametrize(
    ("before", "after", "kind", "command"),
    [
        (snapshot(A, B, C), snapshot(A, B, C, at="c"), "upgrade", "alembic upgrade head"),
        (snapshot(A, B, C), snapshot(A, B, C, at="b"), "upgrade", "alembic upgrade +2"),
        (snapshot(A, B, C, at="c"), snapshot(A, B, C, at="a"), "downgrade", "alembic downgrade -2"),
        (snapshot(A, B, C, at="c"), snapshot(A, B, C), "downgrade", "alembic downgrade base"),
        (snapshot(A, at="x"), snapshot(A, at="a"), "stamp", "alembic stamp"),
        (snapshot(A), snapshot(A, tables="users(id)"), "schema", ""),
        (snapshot(A), snapshot(), "gone", ""),
        (snapshot(), snapshot(A), "revision", "alembic revision"),
        (snapshot(A), snapshot(revision("a", digest="new")), "edit", "edit the revision"),
    ],
)  # fmt: skip
def test_what_was_most_likely_run(
    before: Snapshot, after: Snapshot, kind: str, command: str
) -> None:
    (event,) = [*revision_events(before, after), *database_events(before, after)]
    assert (event.kind, event.command) == (kind, command)


def test_nothing_happened() -> None:
    same = snapshot(A, B, at="a")
    assert [*revision_events(same, same), *database_events(same, same)] == []


def change(before: Schema, after: Schema) -> str:
    """What an upgrade that makes *after* of *before* is told to have done."""
    start, end = (
        replace(snapshot(A, at=at), schema=schema) for at, schema in (("", before), ("a", after))
    )
    (event,) = database_events(start, end)
    return event.text.partition(": ")[2]


OF_ID = "of users.id changed"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("USERS", "UNIQUE", "UNIQUE (id) of users came."),
        ("UNIQUE", "USERS", "UNIQUE (id) of users went."),
        ("USERS", "BOTH", "the table pets came."),
        ("USERS", "TEXT", f"the type {OF_ID}, the rule NULL or NOT NULL {OF_ID} and the default {OF_ID}."),
    ],
)  # fmt: skip
def test_what_changed_in_the_database_is_named(before: str, after: str, words: str) -> None:
    assert change(globals()[before], globals()[after]) == words


def test_a_revision_under_another_name_is_no_new_one() -> None:
    renamed = Revision("migrations/versions/z.py", "a", (), "", "a", False)
    (event,) = revision_events(snapshot(A), snapshot(renamed))
    assert event.text == "a.py is called z.py now."


def test_an_edit_of_an_applied_revision_is_told_as_such() -> None:
    before, after = snapshot(A, at="a"), snapshot(revision("a", digest="new"), at="a")
    (event,) = revision_events(before, after)
    assert "has been applied before" in event.text


USERS = Schema({"users": Table("users", (Column("id", "INTEGER", nullable=False),))})
BOTH = Schema({**USERS.tables, "pets": Table("pets", ())})
TEXT = Schema({"users": Table("users", (Column("id", "TEXT", nullable=True, default="'x'"),))})
UNIQUE = Schema({"users": replace(USERS.tables["users"], uniques=(Unique(parts=(Part("id"),)),))})


def with_default(default: str | None) -> Schema:
    """The table with a default for its column."""
    column = replace(USERS.tables["users"].columns[0], default=default)
    return Schema({"users": Table("users", (column,))})


BROKEN = Declared(trouble="SyntaxError: nonsense")


@pytest.mark.parametrize(
    ("before", "after", "schema", "texts"),
    [
        (Declared(), Declared(USERS), USERS, []),
        (Declared(), BROKEN, USERS, []),
        (Declared(USERS), Declared(USERS), BOTH, []),
        (Declared(BOTH), Declared(USERS), USERS, ["The models changed: they agree with the database."]),
        (Declared(USERS), Declared(BOTH), USERS, ["The models changed: they differ from the database: table pets is in the models only."]),
        (Declared(BOTH), Declared(USERS), TEXT, ["The models changed: they differ from the database: users.id is INTEGER in the models and TEXT in the database, users.id is NOT NULL in the models and NULL allowed in the database and 1 more."]),
        (Declared(BOTH), Declared(with_default("1")), with_default(None), ["The models changed: they differ from the database: the default of users.id is 1 in the models and nothing in the database."]),
        (Declared(BOTH), Declared(USERS), UNIQUE, ["The models changed: they differ from the database: UNIQUE (id) of users is in the database only."]),
        (Declared(BOTH), Declared(USERS), None, []),
        (Declared(USERS), BROKEN, USERS, ["The models cannot be loaded: SyntaxError: nonsense."]),
        (BROKEN, BROKEN, BOTH, []),
    ],
)  # fmt: skip
def test_a_change_of_the_models_is_told_once_they_were_known(
    before: Declared, after: Declared, schema: Schema | None, texts: list[str]
) -> None:
    assert [event.text for event in model_events(before, after, schema)] == texts


@pytest.mark.parametrize(
    ("declared", "schema", "agrees"),
    [(USERS, USERS, True), (USERS, BOTH, False), (None, USERS, None), (USERS, None, None)],
)
def test_the_models_agree_where_both_are_known(
    declared: Schema | None, schema: Schema | None, agrees: bool | None
) -> None:
    assert Declared(declared).agrees(schema) is agrees


def test_the_log_keeps_the_last_events_and_tells_a_trouble_once() -> None:
    log = EventLog()
    log.add([Event("edit", f"Edit {number}.") for number in range(MOST_EVENTS + 1)])
    assert (len(log.events), log.events[0].text) == (MOST_EVENTS, "Edit 1.")
    log.clear()
    for trouble in ("Lost.", None, "Lost.", "Red: \x1b[31m."):
        log.add_trouble(trouble, "empty")
    log.add([Event("edit", "\x1b[1mBold.", "\x1b[1mrun")])
    assert [(event.kind, event.state) for event in log.events[:2]] == [("trouble", "empty")] * 2
    assert log.events[0].text == "Lost."
    assert "\x1b" not in "".join(event.text + event.command for event in log.events)
