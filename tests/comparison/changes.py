"""Every change, by name, and how one is applied to a draft."""

from random import Random
from typing import Any

from . import draft_changes as whole
from . import table_changes as one
from .change import Change, DraftChange, TableChange, either
from .drafts import Draft

TABLE_CHANGES: tuple[TableChange, ...] = (
    one.type_,
    one.length,
    one.nullable,
    one.default,
    one.collation,
    one.computed_value,
    one.column,
    one.key,
    one.autoincrement,
    one.rowid,
    one.unique,
    one.unique_differs,
    one.not_unique,
    one.any_index,
    one.index_differs,
    one.index_expression,
    one.foreign_key,
    one.foreign_key_differs,
    one.check,
    one.check_differs,
    one.strict,
    one.without_rowid,
)
DRAFT_CHANGES: tuple[DraftChange, ...] = (
    whole.whole_table,
    whole.table_name,
    whole.column_name,
    whole.target_table,
    whole.any_view,
    whole.view_differs,
    whole.any_trigger,
    whole.trigger_differs,
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
