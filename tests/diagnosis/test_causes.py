"""Which differences have a cause of their own, and which follow from another one."""

import pytest

from stillroom.databases.sqlite.backend import BACKEND
from stillroom.diagnosis.causes import causes
from stillroom.diagnosis.names import renamed
from tests.support.tables import P, T, built

A = "CREATE TABLE t (id INTEGER PRIMARY KEY, "
SEVERAL = [
    (["table-misspelt", "column-misspelt"], T, T.replace(" t ", " tt ").replace("name", "nmae")),
    (["column-misspelt", "column-type"], T, T.replace("name VARCHAR(50)", "nmae VARCHAR(5)")),
    (["column-type", "column-nullable"], T, T.replace("(50) NOT NULL", "(5)")),
    (["table-extra", "table-extra"], T, f"{T}; CREATE TABLE a (x INT); CREATE TABLE b (x INT)"),
    (["table-missing", "table-extra"], T, "CREATE TABLE books (isbn TEXT, year INT)"),
    (["column-missing", "column-extra"], T, T.replace("name VARCHAR(50) NOT NULL", "born DATE")),
    (["unique-extra", "index-extra"], T, f"{T[:-1]}, UNIQUE (name)); CREATE INDEX i ON t (note)"),
    (["table-missing", "table-extra"], T, "CREATE TABLE books (id INTEGER PRIMARY KEY, isbn TEXT, year INT)"),
    (["table-misspelt", "column-missing", "column-extra"], "CREATE TABLE t (id INT, name TEXT)", "CREATE TABLE books (id INT, year INT)"),
    (["table-options", "column-type"], T, T.replace("50", "60") + " WITHOUT ROWID"),
    (["column-nullable", "column-default"], f"{A}a INT, b INT)", f"{A}a INT NOT NULL, b INT DEFAULT 1)"),
    (["column-nullable", "index-extra"], f"{A}a INT)", f"{A}a INT NOT NULL); CREATE INDEX i ON t (a)"),
    (["column-type", "column-nullable"], "CREATE TABLE t (k TEXT NOT NULL PRIMARY KEY, a INT)", "CREATE TABLE t (k TEXT PRIMARY KEY, a TEXT)"),
    (["column-missing", "column-default"], f"{A}a INT, b TEXT DEFAULT 'a')", f"{A}b TEXT)"),
    (["column-missing", "index-missing"], f"{A}a INT, b INT); CREATE INDEX i ON t (b)", f"{A}b INT)"),
    (["column-missing", "foreign-key-missing"], f"{A}a INT); CREATE TABLE u (a INT REFERENCES t (id))", f"{A[:-2]}); CREATE TABLE u (a INT)"),
]  # fmt: skip


@pytest.mark.parametrize(("kinds", "expected", "found"), SEVERAL)
def test_two_causes_are_two_findings(kinds: list[str], expected: str, found: str) -> None:
    """What is no consequence of another mistake is not folded into it."""
    assert [
        difference.kind for difference in causes(built(expected), built(found), BACKEND.hints)
    ] == kinds


FOLDED = [
    ("primary-key", T.replace("INTEGER PRIMARY KEY", "INTEGER")[:-1] + ", UNIQUE (id))"),
    ("column-missing", "CREATE TABLE t (name VARCHAR(50) NOT NULL, note TEXT)"),
    ("column-misspelt", T.replace("id ", "t_id ")),
    ("column-type", T.replace("INTEGER PRIMARY KEY", "INT PRIMARY KEY")),
    ("table-options", "CREATE VIRTUAL TABLE t USING fts5(id, name, note)"),
    ("table-options", T.replace("VARCHAR(50)", "TEXT") + " STRICT"),
    (
        "view-for-table",
        "CREATE VIEW t AS SELECT 1; CREATE TRIGGER g INSTEAD OF INSERT ON t BEGIN SELECT 1; END",
    ),
]


@pytest.mark.parametrize(("kind", "found"), FOLDED)
def test_what_follows_is_folded(kind: str, found: str) -> None:
    """One cause is one finding, and what follows from it is not listed."""
    assert [difference.kind for difference in causes(built(T), built(found), BACKEND.hints)] == [
        kind
    ]


U = """CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT NOT NULL CHECK (email <> 'email'), note TEXT, n INT AS (length(email)));
CREATE UNIQUE INDEX i ON t (email, note); CREATE INDEX j ON t (lower(email)) WHERE email > 'a';
CREATE TABLE u (id INTEGER PRIMARY KEY, mail TEXT REFERENCES t (email));
CREATE VIEW v AS SELECT id, email FROM t;
CREATE TRIGGER g AFTER UPDATE OF email ON t BEGIN SELECT new.email; END"""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("near", U.replace("email", "e_mail").replace("'e_mail'", "'email'")),
        ("another", U.replace("email", "address").replace("'address'", "'email'")),
    ],
)
def test_a_column_with_another_name_is_one_finding(name: str, found: str) -> None:
    """Whatever is said of it by keys, indexes, checks, views and triggers follows from its name."""
    assert [difference.kind for difference in causes(built(U), built(found), BACKEND.hints)] == [
        "column-misspelt"
    ], name


def test_what_is_said_of_a_missing_column_follows_from_it() -> None:
    """Where another column with another declaration is there instead, both are named."""
    expected = f"{T}; CREATE INDEX i ON t (note); CREATE VIEW v AS SELECT note FROM t"
    found_sql = expected.replace("note TEXT", "born DATE").replace("note", "born")
    kinds = [
        difference.kind for difference in causes(built(expected), built(found_sql), BACKEND.hints)
    ]
    assert kinds == ["column-missing", "column-extra"]


def test_a_text_in_quotes_is_not_renamed() -> None:
    """Nor is a longer name that begins alike."""
    assert renamed("a = 'a' AND aa = a AND b", {"a": "c"}) == "c = 'a' AND aa = c AND b"
    wrong = U.replace("email", "e_mail").replace("'e_mail'", "'e-mail'")
    kinds = [difference.kind for difference in causes(built(U), built(wrong), BACKEND.hints)]
    assert kinds == ["column-misspelt", "check-differs"]


def test_a_lossy_table_that_nobody_copied_is_described_part_by_part() -> None:
    """Only where a revision copies a table by CREATE TABLE ... AS is that the cause."""
    schema = built("CREATE TABLE t (id INT, name TEXT, note TEXT)")
    kinds = [difference.kind for difference in causes(built(T), schema, BACKEND.hints)]
    assert kinds == ["column-type", "column-type", "column-nullable", "primary-key"]


@pytest.mark.parametrize(
    "declared",
    [
        "id INT, name TEXT, note TEXT, UNIQUE (name)",
        "id INT, name TEXT, note TEXT, FOREIGN KEY (id) REFERENCES p (id)",
        "id INT, name TEXT, note TEXT, CHECK (id > 0)",
        "id INT, name TEXT NOT NULL, note TEXT",
        "id INTEGER, name VARCHAR(50), note TEXT",
    ],
)
def test_a_table_that_create_table_as_cannot_make_is_no_copy(declared: str) -> None:
    """Another table was copied: this one keeps what such a copy loses."""
    schema = built(f"{P}CREATE TABLE t ({declared})")
    kinds = [
        difference.kind for difference in causes(built(P + T), schema, BACKEND.hints, copied=True)
    ]
    assert "primary-key" in kinds
    assert "create-table-as" not in kinds
