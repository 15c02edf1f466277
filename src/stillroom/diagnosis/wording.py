"""Words for the differences between two schemas."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from stillroom.databases.base import Backend
from stillroom.databases.hints import Hints
from stillroom.diagnosis.causes import causes
from stillroom.diagnosis.context import Context, finding
from stillroom.diagnosis.names import apart, is_about, shown
from stillroom.results.finding import Finding
from stillroom.schema.compare import Difference
from stillroom.schema.model import Constraint, PrimaryKey, Schema
from stillroom.schema.tolerances import tolerate
from stillroom.schema.words import InWords, constraint_words, in_words
from stillroom.submission.line_search import Declared, OfTable, Word
from stillroom.util.text import excerpts

Words = Sequence[Word | None]
Locate = Callable[[Words, Difference], tuple[str, int] | None]


@dataclass(frozen=True)
class Wording:
    """The two sentences for one kind of difference."""

    says: str
    hint: str


_NAME = "Compare the name with the task, letter by letter."
_TABLE = "Compare the table with the task, part by part."
_STATEMENT = "Compare the statement with the task, word by word."
_MISSING = "Look for it in the task. Which operation makes it?"
_EXTRA = "Take it out of the revision that makes it, or write a further revision that removes it."
_TYPE = "Look at the type in the task: its name and its length must both be the same."
_ADD = "Which operation adds a column, and in which revision does it belong?"

WORDINGS = {
    "table-missing": Wording("The table {table} is missing.", _MISSING),
    "table-extra": Wording("There is a table {table} ({found}) that the task does not ask for.", _EXTRA),
    "table-misspelt": Wording("The table is called {found}, but {expected} was expected.", _NAME),
    "create-table-as": Wording("The table {table} was made by CREATE TABLE ... AS, which copies names and values only. "
                               "Keys, NOT NULL and the types are lost: it has {found}.",
                               "Create the new table with all of its columns first, and copy the rows into it then. Batch mode does both."),
    "column-missing": Wording("The column {table}.{name} ({expected}) is missing.", _ADD),
    "column-extra": Wording("The column {table}.{name} ({found}) is there, but the task does not ask for it.", _EXTRA),
    "column-misspelt": Wording("The column is called {found}, but {expected} was expected.", _NAME),
    "column-named-by-length": Wording("{table}.{name} ({expected}) is missing. There is a column that is called {found}.",
                                      "str() of Python makes a text, and a text in front is taken for the name. Write the type of the database there."),
    "column-renamed": Wording("The column {table}.{name} ({expected}) is missing, and {table}.{found} is declared as {name} should be: "
                              "{name} was renamed, or its name is wrong.",
                              "A new column stands beside the old ones. " + _ADD),
    "column-in-other-table": Wording("The column {table}.{name} ({expected}) is missing. It is in a table of its own, as {found}.", _ADD),
    "column-type": Wording("{table}.{name} is {found}, but {expected} was expected.", _TYPE),
    "column-nullable": Wording("{table}.{name} is {found}, but {expected} was expected.",
                               "The argument nullable of a column decides whether NULL is allowed. Without it, NULL is allowed."),
    "column-order": Wording("The columns of {table} are in the order {found}; expected is {expected}.", _TABLE),
    "primary-key-kind": Wording("The key of {table}: expected {expected}, found {found}.", ""),  # hint: the database's
    "unique-missing": Wording("{table} needs {expected}, but has no such constraint.", _MISSING),
    "unique-extra": Wording("{table} has {found}, but the task does not ask for it.", _EXTRA),
    "unique-differs": Wording("{table} should have {expected}, but has {found}.", _TABLE),
    "index-missing": Wording("{table} needs {expected}, but has no such index.", _MISSING),
    "index-extra": Wording("{table} has {found}, but the task does not ask for an index.", _EXTRA),
    "index-differs": Wording("{table} should have {expected}, but has {found}.", _TABLE),
    "foreign-key-missing": Wording("{table} needs {expected}, but has no such foreign key.", _MISSING),
    "foreign-key-extra": Wording("{table} has {found}, but the task does not ask for it.", _EXTRA),
    "foreign-key-differs": Wording("{table} should have {expected}, but has {found}.", _TABLE),
    "check-missing": Wording("{table} needs {expected}, but has no such constraint.", _MISSING),
    "check-extra": Wording("{table} has {found}, but the task does not ask for it.", _EXTRA),
    "check-differs": Wording("{table} should have {expected}, but has {found}.", _TABLE),
    "constraint-name": Wording("{table}, {name}: expected {expected}, found {found}.", _TABLE),
    "view-missing": Wording("The view {table} is missing.", _MISSING),
    "view-extra": Wording("There is a view {table} that the task does not ask for.", _EXTRA),
    "view-differs": Wording("The view {table} should be {expected}, but it is {found}.", _STATEMENT),
    "view-for-table": Wording("{table} is a view, but a table was expected.",
                              "A view keeps no rows of its own. Create a table."),
    "trigger-missing": Wording("The trigger {name} on {table} is missing.", _MISSING),
    "trigger-extra": Wording("There is a trigger {name} on {table} that the task does not ask for.", _EXTRA),
    "trigger-differs": Wording("The trigger {name} should be {expected}, but it is {found}.", _STATEMENT),
}  # fmt: skip


_TWICE = Wording(
    "{table} has {found} twice, but the task asks for it once.",
    "Two places make it. Take one of them out, or write a further revision that removes one.",
)

# What a table or a column has or has not: the words for it, and the hint.
ATTRIBUTES = {
    "table-options": ("option", _EXTRA),
    "column-default": (
        "server default",
        "A server default is part of the table. Look for server_default or DEFAULT.",
    ),
    "column-collation": ("collation", _EXTRA),
    "column-generated": ("computed value", _EXTRA),
    "column-conflict": ("conflict clause ON CONFLICT", _EXTRA),
    "primary-key": (
        "primary key",
        "The argument primary_key=True marks the column of the primary key.",
    ),
    "primary-key-autoincrement": ("key word", _EXTRA),
}

# In the models no revision has to be written: what is missing, too much or different there.
_IN_MODELS = (
    ("missing", "Add it to the model. The revisions build it already."),
    ("column-in-other-table", "Add it to the model. The revisions build it already."),
    ("extra", "Take it out of the model. The revisions do not build it."),
    ("column-nullable", "The annotation of the column decides: Mapped[... | None] allows NULL, unless nullable says otherwise."),
)  # fmt: skip


def _attribute(difference: InWords) -> Wording:
    """The sentence for something that is there, is missing, or differs."""
    noun, hint = ATTRIBUTES[difference.kind]
    place = "{table}.{name}" if difference.name else "The table {table}"
    if difference.expected is None:
        return Wording(f"{place} has the {noun} {{found}}, but none was expected.", hint)
    if difference.found is None:
        return Wording(f"{place} has no {noun}, but {{expected}} was expected.", hint)
    return Wording(f"{place}: the {noun} should be {{expected}}, but it is {{found}}.", hint)


class Comparison(Protocol):
    """How two schemas are compared: on which database, and what is not tolerated."""

    backend: Backend

    @property
    def exact(self) -> Sequence[str]:
        """The tolerances that are off."""


@dataclass(frozen=True)
class Described:
    """A difference with a cause of its own, and the finding on it."""

    difference: Difference
    finding: Finding


def describe(
    expected: Schema,
    found: Schema,
    states: Comparison,
    locate: Locate,
    *,
    copy: tuple[str, int] | None = None,
    rest_is_right: Callable[[Difference], bool] = lambda _: True,
) -> list[Described]:
    """Return one finding for each cause of a difference.

    *locate* turns names, and the difference that they are from, into a file and a line; *copy* is
    where a table is made by CREATE TABLE ... AS, if one is. *rest_is_right* tells of the only one
    whether that can be said.
    """
    hints = states.backend.hints
    wanted = tolerate(expected, frozenset(states.exact))
    differences = causes(expected, found, hints, states.exact, copied=copy is not None)
    spelt = _spelt(differences)
    all_described = []
    for difference in differences:
        is_copy = difference.kind == "create-table-as"
        place = copy if is_copy else locate(_words(difference, spelt, found), difference)
        about = in_words(difference)
        finding = _described(about, place, hints, twice=_is_wanted_once(about, wanted))
        if difference.kind == "view-missing" and isinstance(difference.found, str):
            message = f"{finding.headline} There is a view {difference.found} in its place."
            finding = finding.model_copy(update={"headline": message, "hint": _NAME})
        elif difference.kind == "view-missing" and difference.table in found.tables:
            message = f"{finding.headline} There is a table of that name in its place."
            hint = (
                "A table keeps rows of its own. A view keeps none, and shows what its query finds."
            )
            finding = finding.model_copy(update={"headline": message, "hint": hint})
        elif difference.kind == "primary-key" and _has_several_columns(difference.expected):
            finding = finding.model_copy(update={"hint": _SEVERAL_COLUMNS})
        all_described.append(Described(difference, finding))
    match all_described:
        case [only] if only.finding.code in _NEAR and rest_is_right(only.difference):
            return [replace(only, finding=_close(only.finding))]
    return all_described


_SEVERAL_COLUMNS = "One key has all of these columns, in this order. PrimaryKeyConstraint names them; or primary_key=True stands at each."


def _has_several_columns(key: object) -> bool:
    return isinstance(key, PrimaryKey) and len(key.columns) > 1


def _spelt(differences: Sequence[Difference]) -> dict[str, str]:
    """The names that are misspelt: the right one to the learner's."""
    return {
        difference.expected: difference.found
        for difference in differences
        if isinstance(difference.expected, str)
        and isinstance(difference.found, str)
        and difference.kind.endswith("misspelt")
    }


_NEAR = {
    "table-misspelt", "column-misspelt", "column-type", "column-nullable", "column-default",
    "column-collation",
}  # fmt: skip


def _close(told: Finding) -> Finding:
    return told.model_copy(update={"hint": f"{told.hint} The rest of the schema is right."})


_USUAL, _OF_CONSTRAINT = 60, 160
"""The longest text of one side of a difference; a constraint is cut so that its columns are still there."""

# What is written beside the columns of a constraint, where that is not its own name.
_BESIDE = {
    "unique": "unique",
    "index": "index|unique",
    "foreign": "foreign|references",
    "check": "check|enum|boolean",
}


def _words(difference: Difference, spelt: Mapping[str, str], found: Schema) -> list[Word | None]:
    """The names to look for in the learner's files, the best one first.

    *spelt* holds the names that are misspelt (see ``_spelt``).
    """
    words = _names(difference, spelt, found)
    if difference.kind.startswith(("table-", "view-", "create-table-as")):
        return words
    table = spelt.get(difference.table, difference.table)
    near = [
        OfTable(table, word)
        for word in words
        if word and word != table and not isinstance(word, OfTable)
    ]
    return [*near, *words]


def _names(difference: Difference, spelt: Mapping[str, str], found: Schema) -> list[Word | None]:
    """The names to look for, wherever they stand."""
    about = in_words(difference)
    if difference.kind.endswith("misspelt"):
        return [about.found, about.table]
    if difference.kind == "column-named-by-length":
        return [about.name, about.found, about.table]
    table = found.tables.get(difference.table)
    kind = difference.kind.partition("-")[0]
    if kind in _BESIDE and table:
        constraint = difference.found if difference.found is not None else difference.expected
        columns = [
            name
            for name in table.column_names
            if isinstance(constraint, Constraint) and is_about(constraint, name)
        ]
        return [*((name, _BESIDE[kind]) for name in columns), *columns, about.table]
    if difference.kind == "primary-key" and table:
        right = {name: expected for expected, name in spelt.items()}
        names = {name: right.get(name, name) for name in table.column_names}
        return [*_key_words(difference, names), about.table]
    names_to_find: list[Word | None] = [
        spelt.get(word, word) if word else None for word in (about.name, about.table)
    ]
    if difference.kind == "column-renamed":
        return [about.found, *names_to_find]
    if difference.kind in _OF_COLUMN and isinstance(names_to_find[0], str):
        return [Declared(names_to_find[0]), *names_to_find]
    return names_to_find


_OF_COLUMN = {
    "column-type", "column-nullable", "column-default", "column-collation", "column-generated",
    "column-conflict", "column-extra",
}  # fmt: skip


def _key_words(difference: Difference, columns: Mapping[str, str]) -> list[Word]:
    """The columns that a key has too much, where they are called a key; else what it lacks.

    *columns* are those of the table: the learner's name for each, and the right one.
    """
    expected, found = (
        side.columns if isinstance(side, PrimaryKey) else ()
        for side in (difference.expected, difference.found)
    )
    extra = [name for name, right in columns.items() if right in found and right not in expected]
    lacking = [name for name, right in columns.items() if right in expected and right not in found]
    key = [(name, _KEY_CLAUSE) for name in found]
    return [*key, *((name, "primary") for name in extra), *lacking]


_KEY_CLAUSE = r"PrimaryKeyConstraint|\bPRIMARY\s+KEY\s*\("


def _is_wanted_once(difference: InWords, expected: Schema) -> bool:
    """Tell whether a constraint that is too much says again what *expected* has once."""
    table = expected.tables.get(difference.table)
    if table is None or difference.how != "extra":
        return False
    wanted = (*table.uniques, *table.indexes, *table.foreign_keys, *table.checks)
    return difference.found in [constraint_words(constraint) for constraint in wanted]


def _described(
    difference: InWords, place: tuple[str, int] | None, hints: Hints, *, twice: bool
) -> Finding:
    wording = _attribute(difference) if difference.kind in ATTRIBUTES else WORDINGS[difference.kind]
    if twice:
        wording = _TWICE
    expected, found = difference.expected, difference.found
    reason = ""
    if difference.kind.endswith("misspelt") and expected and found:
        reason = apart(expected, found)
        table = f"{shown(difference.table)}." if difference.kind.startswith("column") else ""
        expected, found = (f"{table}{shown(name)}" for name in (expected, found))
    elif expected and found:
        limit = _OF_CONSTRAINT if difference.kind.startswith(tuple(_BESIDE)) else _USUAL
        expected, found = excerpts(expected, found, limit)
    says = wording.says.format(
        table=shown(difference.table),
        name=shown(difference.name or ""),
        expected=expected or "nothing",
        found=found or "nothing",
    )
    for clumsy, plain in _PLAIN:
        says = says.replace(clumsy, plain)
    if reason:
        says = f"{says.removesuffix('.')}: {reason}."
    hint = hints.key_kind if difference.kind == "primary-key-kind" else wording.hint
    return finding(difference.kind, says, hint, place)


_QUOTED = re.compile(r"nullable\s*=\s*[\"']")


def in_quotes(told: Finding, context: Context) -> Finding:
    """Say so where a learner has written ``nullable="False"``: the word is there, and means another thing."""
    place = (told.file, told.line) if told.file and told.line else None
    if told.code != "column-nullable" or not _QUOTED.search(context.text_at(place)):
        return told
    hint = 'nullable stands there with a text, and every text that is not empty counts as True, "False" too. Write False without quotes.'
    return told.model_copy(update={"hint": hint})


_PLAIN = (
    (" is no type,", " has no type,"),
    (" is NULL allowed,", " allows NULL,"),
    ("but NULL allowed was expected", "but NULL should be allowed"),
)


def subject(difference: Difference) -> str:
    """Return what a difference is about: a table, a column, or another part of a table."""
    about = in_words(difference)
    table = shown(about.table)
    if difference.kind.startswith("table-") or not about.name:
        return table
    return f"{table}.{shown(about.name)}" if difference.name else f"{about.name} of {table}"


def opened(findings: Sequence[Finding], prefix: str, subject: str) -> list[Finding]:
    """Return *findings* under codes that begin with *prefix*, after the words *subject*."""
    return [
        Finding(
            code=f"{prefix}{described.code}",
            message=f"{subject}{_inner(described.headline)}",
            hint=described.hint,
            file=described.file,
            line=described.line,
            statement=described.statement,
            advice=described.advice,
        )
        for described in findings
    ]


def _inner(sentence: str) -> str:
    """A sentence as it stands behind others: its first word small, unless it is a name."""
    article = sentence.startswith(("The ", "There "))
    return sentence[0].lower() + sentence[1:] if article else sentence


def in_models(findings: Sequence[Finding]) -> list[Finding]:
    """Return *findings* with hints that speak of the models instead of a revision."""
    return [
        told.model_copy(
            update={
                "hint": next((hint for part, hint in _IN_MODELS if part in told.code), told.hint)
            }
        )
        for told in findings
    ]
