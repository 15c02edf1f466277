"""Changes to a schema as a whole: its tables, and what refers to them."""

from dataclasses import replace
from random import Random

from .change import Change, added, either, with_fresh
from .drafts import Draft, ForeignKey, Sql, Table, with_name
from .drawn import column as any_column
from .drawn import conditions, trigger, view


def whole_table(random: Random, draft: Draft) -> Change:
    new = Table("fresh", (any_column(random, "a"), any_column(random, "b")))
    after = replace(draft, tables=(*draft.tables, new))
    return either(random, draft, after, ("table-extra",), new.name, None)


def table_name(random: Random, draft: Draft) -> Change:
    new = Table("fresh", (any_column(random, "a"), any_column(random, "b")))
    name = random.choice(["Fresh", "freshs"])
    before, after = added(draft, "tables", new, replace(new, name=name))
    return Change(before, after, ("table-missing", "table-extra"), new.name)


def column_name(random: Random, draft: Draft) -> Change:
    table = random.choice(draft.tables)
    old = random.choice(table.columns).name
    new = random.choice([f"{old}s", old.swapcase() if old.isascii() else f"{old}S"])
    after = with_name(draft, table.name, old, new)
    # Whatever refers to the column differs with it.
    follows = tuple(
        f"{noun}-{how}"
        for noun in ("column", "unique", "index", "foreign-key", "check", "view", "trigger")
        for how in ("missing", "extra", "differs", "generated")
    )
    return Change(draft, after, ("column-missing", *follows, "primary-key"), table.name, old)


def target_table(random: Random, draft: Draft) -> Change:
    aside = Table("aside", (any_column(random, "fresh"), any_column(random, "b")))
    table = random.choice(draft.tables)
    fresh = any_column(random, "fresh", table.strict)
    keys = (ForeignKey(("fresh",), target, ("fresh",)) for target in (table.name, aside.name))
    draft = replace(draft, tables=(aside, *draft.tables))
    before, after = added(with_fresh(table, fresh), "foreign_keys", *keys)
    before, after = draft.with_table(before), draft.with_table(after)
    return Change(before, after, ("foreign-key-differs",), table.name)


def any_view(random: Random, draft: Draft) -> Change:
    table = random.choice(draft.tables)
    new = view(random, "fresh", table.name, random.choice(table.columns).name)
    after = replace(draft, views=(*draft.views, new))
    return either(random, draft, after, ("view-extra",), "fresh", None)


def view_differs(random: Random, draft: Draft) -> Change:
    table = random.choice(draft.tables)
    name = random.choice(table.columns).name
    head = ("VIEW", "#fresh", "AS", "SELECT", f"@{name}", "AS")
    tail = ("FROM", f"@{table.name}", "WHERE")
    wheres = conditions(name, name)
    before = (*head, "#Total", *tail, *wheres[0])
    after = random.choice(
        [(*head, "#total", *tail, *wheres[0]), (*head, "#Total", *tail, *random.choice(wheres[1:]))]
    )
    before, after = added(draft, "views", before, after)
    return Change(before, after, ("view-differs",), "fresh")


def any_trigger(random: Random, draft: Draft) -> Change:
    table = random.choice(draft.tables)
    new = trigger(random, "fresh", table.name, random.choice(table.columns).name)
    after = replace(draft, triggers=(*draft.triggers, new))
    return either(random, draft, after, ("trigger-extra",), table.name, "fresh")


def trigger_differs(random: Random, draft: Draft) -> Change:
    table = random.choice(draft.tables)
    name = random.choice(table.columns).name
    head: Sql = ("TRIGGER", "#fresh", "AFTER", "DELETE", "ON", f"@{table.name}", "?FOR EACH ROW")
    tail: Sql = ("BEGIN", "DELETE", "FROM", f"@{table.name}", "WHERE")
    wheres = conditions(name, name)
    before = (*head, *tail, *wheres[0], ";", "END")
    after = random.choice(
        [
            (*head, *tail, *random.choice(wheres[1:]), ";", "END"),
            ("TRIGGER", "#fresh", "?BEFORE", *before[3:]),
            (*before[:3], "INSERT", *before[4:]),
            (*head, "WHEN", "@old", ".", f"@{name}", ">", "1", *before[len(head) :]),
        ]
    )
    before, after = added(draft, "triggers", before, after)
    return Change(before, after, ("trigger-differs",), table.name, "fresh")
