"""What SQLite's PRAGMAs do not tell, read from the CREATE statements that it keeps.

Grammar: https://www.sqlite.org/lang_createtable.html and lang_createindex.html. Table and
column names come back as they were written; the reader maps them to the stored ones.
"""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from stillroom.databases.sqlite.strings import with_strings
from stillroom.schema.model import Check, ForeignKey, Generated, PrimaryKey, Unique
from stillroom.schema.sql_tokens import (
    Token,
    canonical,
    closing,
    fold,
    inside,
    split,
    tokenize,
    without_parentheses,
)


@dataclass
class ColumnExtras:
    """What stands beside a column in the statement."""

    collation: str | None = None
    generated: Generated | None = None
    conflict: str | None = None


@dataclass
class TableExtras:
    """The constraints of one CREATE TABLE statement; ``columns`` by folded name."""

    columns: dict[str, ColumnExtras] = field(default_factory=dict)
    primary_key: PrimaryKey | None = None
    uniques: list[tuple[tuple[str, ...], Unique]] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)


_TABLE_CONSTRAINTS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")


@lru_cache
def parse_table(sql: str) -> TableExtras:
    """Return what the CREATE TABLE statement *sql* says about constraints; it is not to be changed.

    It is kept: most tables are read again after each step of an exercise, and have stayed the same.
    """
    tokens = tokenize(sql)
    extras = TableExtras()
    opening = next((index for index, token in enumerate(tokens) if token.is_mark("(")), None)
    if opening is None:
        return extras
    pieces = [piece for piece in split(inside(tokens, opening)) if piece]
    columns = [None if piece[0].is_word(*_TABLE_CONSTRAINTS) else piece[0].text for piece in pieces]
    names = {fold(column) for column in columns if column is not None}
    for piece, column in zip(pieces, columns, strict=True):
        _Constraints(extras, with_strings(piece, names), column).read()
    return extras


@dataclass(frozen=True)
class IndexExtras:
    """The parts, as they are written, and the predicate of one CREATE INDEX statement."""

    parts: list[Sequence[Token]]
    where: str | None


def parse_index(sql: str, names: Container[str]) -> IndexExtras:
    """Return the indexed parts of *sql*, in order, and the canonical WHERE clause.

    *names* are the folded names of the table's columns.
    """
    tokens = with_strings(tokenize(sql), names)
    opening = next(index for index, token in enumerate(tokens) if token.is_mark("("))
    rest = tokens[closing(tokens, opening) + 1 :]
    where = canonical(rest[1:]) if rest and rest[0].is_word("WHERE") else None
    return IndexExtras(split(inside(tokens, opening)), where)


def indexed_expression(part: Sequence[Token], collation: str) -> str:
    """Return the expression of an index part, without its direction and the COLLATE of all of it.

    *collation* is that of the index. In ``a || b COLLATE NOCASE`` the word belongs to ``b`` alone.
    """
    if part and part[-1].is_word("ASC", "DESC"):
        part = part[:-1]
    part = without_parentheses(part)
    while len(part) > 2 and part[-2].is_word("COLLATE"):
        rest, word = part[:-2], part[-1].text.upper()
        if not _is_operand(rest) and (word == "BINARY" or word != collation.upper()):
            break
        part = without_parentheses(rest)
    return canonical(part)


def _is_operand(tokens: Sequence[Token]) -> bool:
    """Tell whether *tokens* are one value: a name, a literal, a call, or all in parentheses."""
    opening = 0 if tokens[0].is_mark("(") else 1
    return len(tokens) == 1 or (
        tokens[opening].is_mark("(") and closing(tokens, opening) == len(tokens) - 1
    )


class _Constraints:
    """A cursor over one column definition or over one or more table constraints.

    ``read`` fills ``extras``. Each method that reads a clause is called behind the clause's keywords,
    with the name that CONSTRAINT gave it, or None.
    """

    def __init__(self, extras: TableExtras, tokens: Sequence[Token], column: str | None) -> None:
        self.extras, self.tokens, self.column = extras, tokens, column
        self.position = 0 if column is None else 1
        self.name: str | None = None
        self.beside = ColumnExtras()
        if column is not None:
            extras.columns[fold(column)] = self.beside

    def read(self) -> None:
        while self.position < len(self.tokens):
            name, self.name = self.name, None
            clause = next((clause for words, clause in _CLAUSES if self.take(*words)), None)
            if clause is not None:
                clause(self, name)
            else:
                self.name = name
                self.position += 1

    @property
    def inline(self) -> bool:
        return self.column is not None

    def take(self, *words: str) -> bool:
        """Step over *words* if they come next; tell whether they did."""
        ahead = self.tokens[self.position : self.position + len(words)]
        come_next = len(ahead) == len(words) and all(
            token.is_word(word) for token, word in zip(ahead, words, strict=True)
        )
        self.position += len(words) if come_next else 0
        return come_next

    def word(self) -> str:
        """Step over one name and return it."""
        self.position += 1
        return self.tokens[self.position - 1].text if self.position <= len(self.tokens) else ""

    def parenthesis(self) -> Sequence[Token]:
        """Step over a parenthesis and return what is in it; nothing if none comes next."""
        if self.position >= len(self.tokens) or not self.tokens[self.position].is_mark("("):
            return []
        content = inside(self.tokens, self.position)
        self.position = closing(self.tokens, self.position) + 1
        return content

    def columns(self) -> tuple[str, ...]:
        """Step over the columns of a constraint; a column's own constraint is over that column."""
        names = tuple(part[0].text for part in split(self.parenthesis()) if part)
        return names or ((self.column,) if self.column is not None else ())

    def conflict(self) -> str | None:
        """What follows ON CONFLICT; None for ABORT, which is what happens without the clause."""
        action = self.word().upper() if self.take("ON", "CONFLICT") else "ABORT"
        return None if action == "ABORT" else action

    def constraint(self, _name: str | None) -> None:
        """The name belongs to the clause that comes next."""
        self.name = self.word()

    def primary_key(self, name: str | None) -> None:
        columns = self.columns()
        if not self.take("ASC"):
            self.take("DESC")
        conflict = self.conflict()
        autoincrement = self.take("AUTOINCREMENT")
        # In a table constraint the word may stand inside the parenthesis.
        autoincrement = autoincrement or any(
            token.is_word("AUTOINCREMENT") for token in self.tokens
        )
        self.extras.primary_key = PrimaryKey(
            name, self.inline, columns, autoincrement, conflict=conflict
        )

    def unique(self, name: str | None) -> None:
        columns = self.columns()
        unique = Unique(name, self.inline, conflict=self.conflict())
        self.extras.uniques.append((columns, unique))

    def not_null(self, _name: str | None) -> None:
        self.beside.conflict = self.conflict()

    def check(self, name: str | None) -> None:
        self.extras.checks.append(Check(name, self.inline, canonical(self.parenthesis())))
        self.conflict()

    def default(self, _name: str | None) -> None:
        """A value in parentheses could look like a constraint."""
        self.parenthesis()

    def collation(self, _name: str | None) -> None:
        self.beside.collation = self.word().upper()

    def generated(self, _name: str | None) -> None:
        expression = canonical(self.parenthesis())
        stored = self.take("STORED")
        self.beside.generated = Generated(expression, stored)

    def foreign_key(self, name: str | None) -> None:
        columns = self.columns()
        self.take("REFERENCES")
        self.references(name, columns)

    def column_references(self, name: str | None) -> None:
        self.references(name, (self.column or "",))

    def references(self, name: str | None, columns: tuple[str, ...]) -> None:
        table = self.word()
        targets = tuple(part[0].text for part in split(self.parenthesis()) if part)
        actions = {"DELETE": "NO ACTION", "UPDATE": "NO ACTION"}
        while self.position < len(self.tokens):
            if self.take("ON", "DELETE"):
                actions["DELETE"] = self.action()
            elif self.take("ON", "UPDATE"):
                actions["UPDATE"] = self.action()
            elif self.take("ON", "INSERT"):  # SQLite takes it, and does nothing with it
                self.action()
            elif self.take("MATCH"):  # the same
                self.word()
            else:
                break
        on_delete, on_update = actions["DELETE"], actions["UPDATE"]
        self.extras.foreign_keys.append(
            ForeignKey(name, self.inline, columns, table, targets, on_delete, on_update)
        )

    def action(self) -> str:
        """Step over what happens ON DELETE or ON UPDATE."""
        first = self.word().upper()
        return f"{first} {self.word().upper()}" if first in ("SET", "NO") else first

    def not_deferrable(self, _name: str | None) -> None:
        self.initially()

    def deferrable(self, _name: str | None) -> None:
        """It may stand apart from its foreign key, which is the last one before it."""
        deferred = f"DEFERRABLE INITIALLY {self.initially()}"
        self.extras.foreign_keys[-1:] = [
            replace(key, deferred=deferred) for key in self.extras.foreign_keys[-1:]
        ]

    def initially(self) -> str:
        """Step over when a deferrable foreign key is checked."""
        return self.word().upper() if self.take("INITIALLY") else "IMMEDIATE"


_CLAUSES: tuple[tuple[tuple[str, ...], Callable[[_Constraints, str | None], None]], ...] = (
    (("CONSTRAINT",), _Constraints.constraint),
    (("PRIMARY", "KEY"), _Constraints.primary_key),
    (("UNIQUE",), _Constraints.unique),
    (("NOT", "NULL"), _Constraints.not_null),
    (("CHECK",), _Constraints.check),
    (("DEFAULT",), _Constraints.default),
    (("COLLATE",), _Constraints.collation),
    (("AS",), _Constraints.generated),
    (("FOREIGN", "KEY"), _Constraints.foreign_key),
    (("REFERENCES",), _Constraints.column_references),
    (("NOT", "DEFERRABLE"), _Constraints.not_deferrable),
    (("DEFERRABLE",), _Constraints.deferrable),
)
"""The keywords that begin a clause, and what reads it."""
