"""The sentence for each kind of difference, and where it is looked for."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from stillroom.databases.base import Backend
from stillroom.databases.sqlite.backend import BACKEND
from stillroom.diagnosis.wording import ATTRIBUTES, WORDINGS, Words, describe
from stillroom.results.finding import Finding
from stillroom.schema.compare import Difference
from stillroom.submission.line_search import OfTable
from tests.support.tables import P, T, built, constraint


def column(declared: str) -> str:
    """Return table t with one more column."""
    return T.replace("note TEXT", f"note TEXT, extra {declared}")


@dataclass
class Comparison:
    """How two schemas are compared."""

    backend: Backend
    exact: Sequence[str] = ()


def described(expected: str, found: str, *exact: str) -> list[Finding]:
    """Return the findings on two schemas, which are built from SQL."""
    how = Comparison(BACKEND, exact)
    described = describe(built(expected), built(found), how, lambda *_: None, copy=("file", 1))
    return [cause.finding for cause in described]


# Kind, expected, found, switches that are off, and a part of the sentence. One cause each.
DIFFERENCES = [
    ("table-missing", T, "", "", "The table t is missing"),
    ("table-extra", "", T, "", "a table t (id, name, note)"),
    ("table-misspelt", T, T.replace(" t ", " accounts "), "", "called accounts, but t"),
    ("table-options", T, f"{T} WITHOUT ROWID", "", "has the option WITHOUT ROWID"),
    ("create-table-as", T, "CREATE TABLE t (id INT, name TEXT, note TEXT)", "", "id INT, name TEXT"),
    ("column-missing", column("INT"), T, "", "t.extra (INT) is missing"),
    ("column-extra", T, column("INT"), "", "t.extra (INT) is there"),
    ("column-misspelt", T, T.replace("name", "nmae"), "", "called t.nmae, but t.name"),
    ("column-misspelt", T, T.replace("name", "title"), "", "called t.title, but t.name"),
    ("column-named-by-length", T, T.replace("name VARCHAR(50)", '"50" VARCHAR'), "", "a column that is called 50"),
    ("column-renamed", "CREATE TABLE t (a INT NOT NULL, b TEXT)", "CREATE TABLE t (b INT NOT NULL)", "", "t.b is declared as a should be"),
    ("column-in-other-table", column("INT"), f"{T}; CREATE TABLE u (extra INT)", "", "as u.extra"),
    ("column-type", T, T.replace("50", "60"), "", "is VARCHAR(60), but VARCHAR(50)"),
    ("column-type", T, T.replace("note TEXT", "note"), "", "t.note has no type, but TEXT"),
    ("column-nullable", T, T.replace(" NOT NULL", ""), "", "t.name allows NULL, but NOT NULL"),
    ("column-nullable", T, T.replace("TEXT", "TEXT NOT NULL"), "", "but NULL should be allowed"),
    ("column-nullable", T, T.replace("TEXT", "TEXT NOT NULL DEFAULT ''"), "", "NOT NULL DEFAULT ''"),
    ("column-default", column("INT DEFAULT 1"), column("INT DEFAULT 2"), "", "should be 1, but it is 2"),
    ("column-default", column("INT DEFAULT 1"), column("INT"), "", "has no server default, but 1"),
    ("column-collation", T, T.replace("TEXT", "TEXT COLLATE NOCASE"), "", "the collation NOCASE"),
    ("column-generated", column("INT"), column("INT AS (id + 1)"), "", "GENERATED ALWAYS AS (id + 1)"),
    ("column-conflict", T, T.replace("NOT NULL", "NOT NULL ON CONFLICT IGNORE"), "", "IGNORE"),
    ("column-order", "CREATE TABLE t (a INT, b INT)", "CREATE TABLE t (b INT, a INT)", "column-order", "in the order b, a"),
    ("primary-key", T, T.replace(" PRIMARY KEY", ""), "", "no primary key, but PRIMARY KEY (id)"),
    ("primary-key", T, T.replace(" PRIMARY KEY", " UNIQUE NOT NULL"), "", "no primary key"),
    ("primary-key-autoincrement", T, T.replace("KEY", "KEY AUTOINCREMENT"), "", "AUTOINCREMENT"),
    ("primary-key-kind", T, T.replace("KEY", "KEY DESC"), "", "an index of its own"),
    ("unique-missing", constraint("UNIQUE (name)"), P + T, "", "t needs UNIQUE (name)"),
    ("unique-extra", P + T, constraint("UNIQUE (name)"), "", "t has UNIQUE (name)"),
    ("unique-differs", constraint("UNIQUE (name, note)"), constraint("UNIQUE (note, name)"), "", "but has UNIQUE (note, name)"),
    ("index-missing", f"{T}; CREATE INDEX i ON t (name)", T, "", "t needs INDEX (name)"),
    ("unique-extra", constraint("UNIQUE (name)"), f"{constraint('UNIQUE (name)')}; CREATE UNIQUE INDEX i ON t (name)", "", "t has UNIQUE (name) twice, but"),
    ("index-extra", T, f"{T}; CREATE INDEX i ON t (name)", "", "t has INDEX (name)"),
    ("index-differs", f"{T}; CREATE INDEX i ON t (name)", f"{T}; CREATE INDEX i ON t (name DESC)", "", "INDEX (name DESC)"),
    ("foreign-key-missing", constraint("FOREIGN KEY (id) REFERENCES p (id)"), P + T, "", "t needs FOREIGN KEY (id)"),
    ("foreign-key-extra", P + T, constraint("FOREIGN KEY (id) REFERENCES p (id)"), "", "t has FOREIGN KEY (id)"),
    ("foreign-key-differs", constraint("FOREIGN KEY (id) REFERENCES p (id)"),
     constraint("FOREIGN KEY (id) REFERENCES p (id) ON DELETE CASCADE"), "", "ON DELETE CASCADE"),
    ("check-missing", constraint("CHECK (id > 0)"), P + T, "", "t needs CHECK (id > 0)"),
    ("check-extra", P + T, constraint("CHECK (id > 0)"), "", "t has CHECK (id > 0)"),
    ("check-differs", constraint("CONSTRAINT c CHECK (id > 0)"), constraint("CONSTRAINT c CHECK (id > 1)"), "names", "CHECK (id > 1)"),
    ("constraint-name", f"{T}; CREATE INDEX i ON t (name)", f"{T}; CREATE INDEX j ON t (name)", "names", "expected i, found j"),
    ("view-missing", f"{T}; CREATE VIEW v AS SELECT id FROM t", T, "", "The view v is missing"),
    ("view-missing", f"{T}; CREATE VIEW totals AS SELECT id FROM t", f"{T}; CREATE VIEW total AS SELECT name FROM t", "", "There is a view total in its place"),
    ("view-missing", f"{T}; CREATE VIEW v AS SELECT id FROM t", f"{T}; CREATE VIEW other AS SELECT id FROM t", "", "There is a view other in its place"),
    ("view-extra", T, f"{T}; CREATE VIEW v AS SELECT id FROM t", "", "There is a view v"),
    ("view-differs", f"{T}; CREATE VIEW v AS SELECT id FROM t", f"{T}; CREATE VIEW v AS SELECT name FROM t", "", "The view v should be"),
    ("view-for-table", P + T, f"{P}CREATE VIEW t AS SELECT id FROM p", "", "t is a view"),
    ("trigger-missing", f"{T}; CREATE TRIGGER g DELETE ON t BEGIN SELECT 1; END", T, "", "The trigger g on t"),
    ("trigger-extra", T, f"{T}; CREATE TRIGGER g DELETE ON t BEGIN SELECT 1; END", "", "a trigger g on t"),
    ("trigger-differs", f"{T}; CREATE TRIGGER g DELETE ON t BEGIN SELECT 1; END",
     f"{T}; CREATE TRIGGER g DELETE ON t BEGIN SELECT 2; END", "", "The trigger g should be"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "expected", "found", "exact", "part"),
    DIFFERENCES,
    ids=[f"{index}-{row[0]}" for index, row in enumerate(DIFFERENCES)],
)
def test_one_difference_is_one_finding(
    kind: str, expected: str, found: str, exact: str, part: str
) -> None:
    """Each kind of difference is named, alone, with the words of both sides."""
    findings = described(expected, found, *filter(None, [exact]))
    assert [finding.code for finding in findings] == [kind], findings
    assert part in findings[0].message


def test_every_kind_of_difference_is_tried() -> None:
    """No sentence is left out above."""
    assert {row[0] for row in DIFFERENCES} == WORDINGS.keys() | ATTRIBUTES.keys()


def test_a_missing_constraint_is_looked_for_by_its_columns() -> None:
    """First where the file speaks of its table, the column and the word together; then elsewhere."""
    looked: list[Words] = []

    def locate(words: Words, _: Difference) -> None:
        looked.append(words)

    describe(built(constraint("UNIQUE (name)")), built(P + T), Comparison(BACKEND), locate)
    near = [OfTable("t", ("name", "unique")), OfTable("t", "name")]
    assert looked == [[*near, ("name", "unique"), "name", "t"]]


@pytest.mark.parametrize(
    ("expected", "found", "part"),
    [
        ("name", "Name", "they differ in letter case"),
        ("name", '" name"', "a blank stands before or behind it"),
        ("name", '"""name"""', "the quotes are a part of the name"),
        ("name", '"t.name"', 't."t.name", but t.name was expected: the part before the dot'),
        ("name", "nаme", "CYRILLIC SMALL LETTER A"),
    ],
)
def test_a_difference_that_is_hard_to_see_is_said(expected: str, found: str, part: str) -> None:
    """Nobody has to compare two words that look the same."""
    wrong = T.replace(expected, found)
    assert part in described(T, wrong)[0].message


def test_a_near_miss_says_that_the_rest_is_right() -> None:
    """Only where it is the one difference."""
    assert described(T, T.replace("50", "5"))[0].hint.endswith("The rest of the schema is right.")
    both = described(T, T.replace("(50) NOT NULL", "(5)"))
    assert "The rest of the schema is right." not in "".join(finding.hint for finding in both)
