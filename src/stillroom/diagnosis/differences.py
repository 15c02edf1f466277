"""Words for the differences between two schemas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stillroom.diagnosis.case import finding
from stillroom.result import Finding
from stillroom.schema import Difference
from stillroom.text import excerpts, nearest

Locate = Callable[[list[str | None]], tuple[str, int] | None]


@dataclass(frozen=True)
class Wording:
    """The two sentences for one kind of difference."""

    says: str
    hint: str


_TABLE = "Compare the name and the columns of the table with the task, letter by letter."
_EXTRA = "The task does not ask for it. Take it out of the revision, or write a revision that removes it."
_TYPE = "Look at the type in the task: its name and its length must both be the same."

WORDINGS = {
    "table-missing": Wording("The table {table} is missing.", _TABLE),
    "table-extra": Wording(
        "There is a table {table} ({found}) that the task does not ask for.", _EXTRA
    ),
    "table-misspelt": Wording("The table is called {found}, but {expected} was expected.", _TABLE),
    "column-missing": Wording(
        "The column {table}.{name} ({expected}) is missing.",
        "Which operation adds a column, and in which revision does it belong?",
    ),
    "column-extra": Wording(
        "The column {table}.{name} ({found}) is there, but the task does not ask for it.", _EXTRA
    ),
    "column-misspelt": Wording(
        "The column is called {table}.{found}, but {table}.{expected} was expected.",
        "Column names must be exactly those of the task, letter case included.",
    ),
    "column-type": Wording("{table}.{name} is {found}, but {expected} was expected.", _TYPE),
    "column-nullable": Wording(
        "{table}.{name}: {expected} was expected, but the column is {found}.",
        "The argument nullable of a column decides whether NULL is allowed. Without it, NULL is allowed.",
    ),
    "column-order": Wording(
        "The columns of {table} are in the order {found}; expected is {expected}.", _TABLE
    ),
    "primary-key-kind": Wording("The key of {table}: expected {expected}, found {found}.", _TYPE),
    "unique-missing": Wording("{table} needs {expected}, but has no such constraint.", _TABLE),
    "unique-extra": Wording("{table} has {found}, but the task does not ask for it.", _EXTRA),
    "unique-differs": Wording("{table} should have {expected}, but has {found}.", _TABLE),
    "index-missing": Wording("{table} needs {expected}, but has no such index.", _TABLE),
    "index-extra": Wording("{table} has {found}, but the task does not ask for an index.", _EXTRA),
    "index-differs": Wording("{table} should have {expected}, but has {found}.", _TABLE),
    "foreign-key-missing": Wording(
        "{table} needs {expected}, but has no such foreign key.", _TABLE
    ),
    "foreign-key-extra": Wording("{table} has {found}, but the task does not ask for it.", _EXTRA),
    "foreign-key-differs": Wording("{table} should have {expected}, but has {found}.", _TABLE),
    "check-missing": Wording("{table} needs {expected}, but has no such constraint.", _TABLE),
    "check-extra": Wording("{table} has {found}, but the task does not ask for it.", _EXTRA),
    "check-differs": Wording("{table} should have {expected}, but has {found}.", _TABLE),
    "constraint-name": Wording("{table}, {name}: expected {expected}, found {found}.", _TABLE),
    "view-missing": Wording("The view {table} is missing.", _TABLE),
    "view-extra": Wording("There is a view {table} that the task does not ask for.", _EXTRA),
    "view-differs": Wording("The view {table} should be {expected}, but it is {found}.", _TABLE),
    "view-for-table": Wording(
        "{table} is a view, but a table was expected.",
        "A view keeps no rows of its own. Create a table.",
    ),
    "trigger-missing": Wording("The trigger {name} on {table} is missing.", _TABLE),
    "trigger-extra": Wording(
        "There is a trigger {name} on {table} that the task does not ask for.", _EXTRA
    ),
    "trigger-differs": Wording(
        "The trigger {name} should be {expected}, but it is {found}.", _TABLE
    ),
}


# What a table or a column has or has not: the words for it, and the hint.
ATTRIBUTES = {
    "table-options": ("the table option", _EXTRA),
    "column-default": (
        "the server default",
        "A server default is part of the table. Look for server_default or DEFAULT.",
    ),
    "column-collation": ("the collation", _EXTRA),
    "column-generated": ("the computed value", _EXTRA),
    "column-conflict": ("the conflict clause ON CONFLICT", _EXTRA),
    "primary-key": (
        "the primary key",
        "The argument primary_key=True marks the column of the primary key.",
    ),
    "primary-key-autoincrement": ("the key word", _EXTRA),
}


def _attribute(one: Difference) -> Wording:
    """The sentence for something that is there, is missing, or differs."""
    noun, hint = ATTRIBUTES[one.kind]
    place = "{table}.{name}" if one.name else "The table {table}"
    if one.expected is None:
        return Wording(f"{place} has {noun} {{found}}, but none was expected.", hint)
    if one.found is None:
        return Wording(f"{place} has none, but {noun} {{expected}} was expected.", hint)
    return Wording(f"{place}: {noun} should be {{expected}}, but it is {{found}}.", hint)


def name_mistakes(differences: Sequence[Difference]) -> list[Difference]:
    """Fold what has one cause: a misspelt name is no missing and extra thing, and so on."""
    left = list(differences)
    found: list[Difference] = []
    for one in differences:
        if one not in left or one.kind not in ("table-missing", "column-missing"):
            continue
        noun = one.kind.partition("-")[0]
        there = {
            _own_name(two): two
            for two in left
            if two.kind == f"{noun}-extra" and _same_place(one, two)
        }
        view = next(
            (two for two in left if two.kind == "view-extra" and two.table == one.table), None
        )
        match = nearest(_own_name(one), there) or _only_candidate(one, there, left)
        if noun == "table" and view:
            left.remove(view)
            left[left.index(one)] = Difference("view-for-table", one.table)
        elif match:
            left.remove(there[match])
            name = _own_name(one)
            left[left.index(one)] = Difference(f"{noun}-misspelt", one.table, match, name, match)
    rebuilt = {one.table for one in left if one.kind == "table-options"}
    retyped = {(one.table, one.name) for one in left if one.kind == "column-type"}
    for one in left:
        follows = (
            one.kind == "column-nullable"
            and (one.table, one.name) in retyped
            and _key_changed(one, left)
        )
        if not follows and not (
            one.kind == "primary-key-kind" and (retyped or one.table in rebuilt)
        ):
            found.append(one)
    return found


def _own_name(one: Difference) -> str:
    return one.table if one.kind.startswith("table") else one.name or ""


def _same_place(one: Difference, other: Difference) -> bool:
    return one.kind.startswith("table") or one.table == other.table


def _only_candidate(
    one: Difference, there: dict[str, Difference], left: Sequence[Difference]
) -> str | None:
    """The one column of the same declaration, when exactly one is missing and one is too many."""
    missing = [two for two in left if two.kind == one.kind and _same_place(one, two)]
    if len(there) != 1 or len(missing) != 1 or one.kind != "column-missing":
        return None
    (name, extra), *_ = there.items()
    return name if extra.found == one.expected else None


def _key_changed(one: Difference, differences: Sequence[Difference]) -> bool:
    return any(two.kind.startswith("primary-key") and two.table == one.table for two in differences)


def describe(
    differences: Sequence[Difference], locate: Locate, prefix: str = "", subject: str = ""
) -> list[Finding]:
    """Return one finding per mistake; *subject* opens the sentence, *prefix* the code."""
    return [_described(one, locate, prefix, subject) for one in name_mistakes(differences)]


def _described(one: Difference, locate: Locate, prefix: str, subject: str) -> Finding:
    wording = _attribute(one) if one.kind in ATTRIBUTES else WORDINGS[one.kind]
    expected, found = one.expected, one.found
    if expected and found:
        expected, found = excerpts(expected, found)
    says = wording.says.format(
        table=one.table, name=one.name, expected=expected or "nothing", found=found or "nothing"
    )
    words = (
        [one.name, one.found, one.table] if one.kind.endswith("misspelt") else [one.name, one.table]
    )
    return finding(f"{prefix}{one.kind}", f"{subject}{says}", wording.hint, locate(list(words)))
