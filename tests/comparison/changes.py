"""Every change, by name, and how one is applied to a draft."""

from random import Random
from typing import Any

from . import draft_changes, table_changes
from .change import Change, DraftChange, TableChange, either
from .drafts import Draft

TABLE_CHANGES: tuple[TableChange, ...] = (
    table_changes.type_,
    table_changes.length,
    table_changes.nullable,
    table_changes.default,
    table_changes.collation,
    table_changes.computed_value,
    table_changes.column,
    table_changes.key,
    table_changes.autoincrement,
    table_changes.rowid,
    table_changes.unique,
    table_changes.unique_differs,
    table_changes.not_unique,
    table_changes.any_index,
    table_changes.index_differs,
    table_changes.index_expression,
    table_changes.foreign_key,
    table_changes.foreign_key_differs,
    table_changes.check,
    table_changes.check_differs,
    table_changes.strict,
    table_changes.without_rowid,
)
DRAFT_CHANGES: tuple[DraftChange, ...] = (
    draft_changes.whole_table,
    draft_changes.table_name,
    draft_changes.column_name,
    draft_changes.target_table,
    draft_changes.any_view,
    draft_changes.view_differs,
    draft_changes.any_trigger,
    draft_changes.trigger_differs,
)
_EVERY: list[TableChange | DraftChange] = [*TABLE_CHANGES, *DRAFT_CHANGES]
CHANGES = {change.__name__.rstrip("_"): change for change in _EVERY}


def changed(change: TableChange | DraftChange, random: Random, draft: Draft) -> Change:
    """Return *draft* before and after *change*, in either order where both mean the same."""
    table = random.choice(draft.tables)
    made: Any = change(random, table if change in TABLE_CHANGES else draft)  # type: ignore[arg-type]
    if isinstance(made, Change):
        return made
    before, after, kinds, name = made
    return either(
        random, draft.with_table(before), draft.with_table(after), kinds, table.name, name
    )
