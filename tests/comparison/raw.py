"""Drafts as raw SQL, in every spelling that SQLite takes for the same thing."""

import re
from collections.abc import Iterator, Sequence
from random import Random

from .drafts import Column, ForeignKey, Index, Sql, Table, Unique

_GAPS = (" ", " ", "  ", "\n", "\t ", " /* UNIQUE (a), */ ", " -- ) CHECK (b\n")
_SAME = {"<>": "!=", "=": "=="}


def spelled(sql: Sequence[str], random: Random | None) -> str:
    """Return tokens as SQL text: plainly, or at random in one of the spellings that mean the same."""
    if random is None:
        return " ".join(
            _name(token[1:], None) if token[0] in "#@" else token.lstrip("?") for token in sql
        )
    text = ""
    for token in sql:
        if token.startswith("?") and random.random() < 0.5:
            continue
        tight = token in "(),;" or text[-1:] in ("", "(", ")", ",")
        text += "" if tight and random.random() < 0.7 else random.choice(_GAPS)
        text += _token(token, random)
    return text


def _token(token: str, random: Random) -> str:
    if token[0] == "#":
        return _name(token[1:], random)
    if token[0] == "@":
        return _name(_cased(token[1:], random), random)
    if token in _SAME:
        return random.choice([token, _SAME[token]])
    # Letter case counts in literals, and in the words that are the spelling of a default.
    return token if re.search(r"['\"\[]|^active$", token) else _cased(token.lstrip("?"), random)


def _cased(text: str, random: Random) -> str:
    """The same for SQLite: it knows the case of the letters A to Z alone."""
    if random.random() < 0.5:
        return text
    upper = random.random() < 0.5
    letters = (
        (letter.upper() if upper else letter.lower()) if letter.isascii() else letter
        for letter in text
    )
    return "".join(letters)


def _name(name: str, random: Random | None) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    if random is None:
        return quoted
    bare = [name] if re.fullmatch(r"[^\W\d]\w*", name) else []
    bare = [] if name.lower() in ("order", "group", "null") else bare
    return random.choice([quoted, f"[{name}]", f"`{name}`", *bare])


def create_table(table: Table, random: Random) -> str:
    """Return a CREATE TABLE statement with everything but the indexes, in any order and spelling."""
    beside: dict[str, list[Sql]] = {
        column.name: _facts(column, table, random) for column in table.columns
    }
    apart: list[Sql] = []
    for columns, inline, whole in _constraints(table, random):
        name = random.choice([(), (), ("CONSTRAINT", f"#c {random.randint(0, 9)}")])
        if len(columns) <= 1 and inline and random.random() < 0.5:
            where = columns[0] if columns else random.choice(list(beside))
            beside[where].append((*name, *inline))
        else:
            apart.append((*name, *whole))
    items: list[Sql] = []
    for column in random.sample(table.columns, len(table.columns)):
        facts = random.sample(beside[column.name], len(beside[column.name]))
        items.append((f"#{column.name}", *column.type, *_flat(facts)))
    items += random.sample(apart, len(apart))
    options: list[Sql] = [("WITHOUT", "ROWID")] if table.without_rowid else []
    options += [("STRICT",)] if table.strict else []
    random.shuffle(options)
    head = ("CREATE", "TABLE", *random.choice([(), ("IF", "NOT", "EXISTS")]), f"#{table.name}")
    return spelled((*head, "(", *_listed(items), ")", *_listed(options)), random)


def add_column(table: Table, column: Column, random: Random) -> str:
    """Return an ALTER TABLE statement that adds *column* without its constraints."""
    facts = _facts(column, table, random)
    head = ("ALTER", "TABLE", f"@{table.name}", "ADD", "COLUMN", f"#{column.name}", *column.type)
    return spelled((*head, *_flat(random.sample(facts, len(facts)))), random)


def create_index(table: Table, index: Index | Unique, name: str, random: Random | None) -> str:
    """Return a CREATE INDEX statement."""
    unique = isinstance(index, Unique) or index.unique
    parts = list(members(index))
    where = index.where if isinstance(index, Index) else None
    head = ("CREATE", *(["UNIQUE"] if unique else []), "INDEX", f"#{name}", "ON", f"@{table.name}")
    tail = ("WHERE", *where) if where else ()
    return spelled((*head, "(", *_listed(parts), ")", *tail), random)


def members(index: Index | Unique) -> Iterator[Sql]:
    """Yield the columns and expressions of an index."""
    if isinstance(index, Unique):
        yield from ((f"@{name}",) for name in index.columns)
        return
    for part in index.parts:
        collation = ("COLLATE", part.collation) if part.collation else ()
        yield (*part.sql, *collation, "DESC" if part.descending else "?ASC")


def _facts(column: Column, table: Table, random: Random) -> list[Sql]:
    """What stands beside a column and can stand nowhere else."""
    facts: list[Sql] = []
    implied = table.without_rowid or table.is_rowid_key
    if not column.nullable and not (column.name in table.key and implied and random.random() < 0.5):
        facts.append(("NOT", "NULL", *random.choice([(), ("ON", "CONFLICT", "ABORT")])))
    elif column.nullable:
        facts += random.choice([[], [("NULL",)]])
    if column.default:
        facts.append(("DEFAULT", random.choice(column.default)))
    elif column.nullable and not column.computed:
        facts += random.choice([[], [], [("DEFAULT", "NULL")]])
    if column.collation:
        facts.append(("COLLATE", f"@{column.collation}"))
    if column.computed:
        # Beside a comment, SQLite takes GENERATED for a part of the type.
        words = random.choice([(), () if table.strict else ("GENERATED ALWAYS",)])
        kind = "STORED" if column.stored else "?VIRTUAL"
        facts.append((*words, "AS", "(", *column.computed, ")", kind))
    return facts


def _constraints(table: Table, random: Random) -> Iterator[tuple[Sequence[str], Sql, Sql]]:
    """The columns of each constraint, its words beside a column and its words for the table."""
    if table.key:
        auto = ("AUTOINCREMENT",) if table.autoincrement else ()
        listed = (*names(table.key), *auto)
        yield table.key, ("PRIMARY", "KEY", *auto), ("PRIMARY", "KEY", "(", *listed, ")")
    for unique in table.uniques:
        conflict = ("ON", "CONFLICT", unique.conflict) if unique.conflict else ()
        listed = names(unique.columns)
        yield unique.columns, ("UNIQUE", *conflict), ("UNIQUE", "(", *listed, ")", *conflict)
    for key in table.foreign_keys:
        references = _references(key, table, random)
        yield (
            key.columns,
            references,
            ("FOREIGN", "KEY", "(", *names(key.columns), ")", *references),
        )
    for check in table.checks:
        strings = tuple(_string(token) if random.random() < 0.3 else token for token in check)
        words = ("CHECK", "(", *random.choice([strings, ("(", *strings, ")")]), ")")
        yield (), words, words


def _string(token: str) -> str:
    """In double quotes a text is a string too, where no column is called so."""
    return f'"{token[1:-1]}"' if token[0] == "'" and "''" not in token else token


def _references(key: ForeignKey, table: Table, random: Random) -> Sql:
    implied = key.table == table.name and key.targets == table.key and random.random() < 0.5
    targets = () if implied else ("(", *names(key.targets), ")")
    actions = [
        ("ON", event, *(action or "NO ACTION").split())
        for event, action in (("DELETE", key.on_delete), ("UPDATE", key.on_update))
        if action or random.random() < 0.3
    ]
    random.shuffle(actions)
    deferred = ("DEFERRABLE", "INITIALLY", "DEFERRED") if key.deferred else ()
    return ("REFERENCES", f"@{key.table}", *targets, *_flat(actions), *deferred)


def names(columns: Sequence[str]) -> Sql:
    """Return names with commas between them."""
    return _listed([(f"@{name}",) for name in columns])


def _listed(items: Sequence[Sql]) -> Sql:
    return _flat([(",", *item) if position else item for position, item in enumerate(items)])


def _flat(items: Sequence[Sql]) -> Sql:
    return tuple(token for item in items for token in item)
