"""One change to a schema: two drafts that differ in one thing, and what the comparison must call it.

What the tolerances let pass is never drawn here, so that every change is a difference.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, TypeVar

from .drafts import Column, Draft, Table
from .drawn import column as any_column


@dataclass(frozen=True)
class Change:
    """Two drafts, and the differences between them."""

    expected: Draft
    found: Draft
    kinds: tuple[str, ...]
    """The first one must be reported, of the table and the name; none but these may be."""
    table: str
    name: str | None = None


Pair = tuple[Table, Table, tuple[str, ...], str | None]
TableChange = Callable[[Random, Table], Pair]
DraftChange = Callable[[Random, Draft], Change]
Item = TypeVar("Item")


def either(
    random: Random,
    before: Draft,
    after: Draft,
    kinds: tuple[str, ...],
    table: str,
    name: str | None,
) -> Change:
    """The two in any order; what is missing in one is extra in the other.

    A kind that is called otherwise in the other order is written as ``one|other``.
    """
    if random.random() < 0.5:
        kinds = tuple(kind.partition("|")[0] for kind in kinds)
        return Change(before, after, kinds, table, name)
    return Change(after, before, tuple(map(_opposite, kinds)), table, name)


def _opposite(kind: str) -> str:
    noun, _, how = kind.rpartition("|")[2].rpartition("-")
    return f"{noun}-{ {'missing': 'extra', 'extra': 'missing'}.get(how, how) }"


def with_fresh(table: Table, *columns: Column) -> Table:
    """Return *table* with more columns."""
    return replace(table, columns=table.columns + columns)


def new_column(random: Random, table: Table, name: str = "fresh") -> Column:
    """Return a column that *table* can have."""
    return any_column(random, name, table.strict)


def free(random: Random, table: Table) -> tuple[Table, Column]:
    """A column that has no part in the key and is not computed: one of the table's, or a new one."""
    free = [
        column for column in table.columns if column.name not in table.key and not column.computed
    ]
    if free and random.random() < 0.7:
        return table, random.choice(free)
    fresh = new_column(random, table)
    return with_fresh(table, fresh), fresh


def two(random: Random, items: Sequence[Item]) -> tuple[Item, Item]:
    """Return two different items."""
    first, second = random.sample(range(len(items)), 2)
    return items[first], items[second]


def both(table: Table, before: Column, after: Column) -> tuple[Table, Table]:
    """Return *table* with either column in the place of the one of its name."""
    return table.with_column(before), table.with_column(after)


def added(to: Any, noun: str, *items: object) -> Any:  # noqa: ANN401 - a table or a draft
    """For each of *items*, the table or draft with it among its *noun*."""
    return tuple(replace(to, **{noun: (*getattr(to, noun), item)}) for item in items)
