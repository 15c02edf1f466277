"""What the diagnosis says of differences and errors that no exercise of the course can show."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.course.steps import LessonStep
from stillroom.databases.base import State
from stillroom.databases.expected import states
from stillroom.databases.row_changes import RowChange
from stillroom.databases.sqlite.backend import BACKEND
from stillroom.databases.sqlite.reflect import read_schema
from stillroom.diagnosis.causes import causes
from stillroom.diagnosis.context import Context, Problem
from stillroom.diagnosis.engine import advise, diagnose
from stillroom.diagnosis.errors.explain import recognised, sent
from stillroom.diagnosis.names import renamed
from stillroom.diagnosis.scrub import without_places, without_places_in
from stillroom.diagnosis.wording import ATTRIBUTES, WORDINGS, Words, describe
from stillroom.errors import GraderFault
from stillroom.grading.grade import grade
from stillroom.results.record import Finding
from stillroom.sandbox.outcome import ReportedError
from stillroom.sandbox.project import Project
from stillroom.sandbox.runner import Runner
from stillroom.schema.compare import Difference
from stillroom.schema.model import Schema
from stillroom.submission.intake import Submission

T = "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, note TEXT)"
P = "CREATE TABLE p (id INTEGER PRIMARY KEY); "


def built(sql: str) -> Schema:
    """Return the schema that *sql* makes."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(sql)
        return read_schema(connection)


def column(declared: str) -> str:
    """Return table t with one more column."""
    return T.replace("note TEXT", f"note TEXT, extra {declared}")


def constraint(declared: str) -> str:
    """Return table t with one more table constraint."""
    return f"{P}{T[:-1]}, {declared})"


def described(expected: str, found: str, *exact: str) -> list[Finding]:
    """Return the findings on two schemas, which are built from SQL."""
    return describe(built(expected), built(found), exact, lambda *_: None, copy=("file", 1))


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
    ids=[f"{at}-{one[0]}" for at, one in enumerate(DIFFERENCES)],
)
def test_one_difference_is_one_finding(
    kind: str, expected: str, found: str, exact: str, part: str
) -> None:
    """Each kind of difference is named, alone, with the words of both sides."""
    findings = described(expected, found, *filter(None, [exact]))
    assert [one.code for one in findings] == [kind], findings
    assert part in findings[0].message


def test_every_kind_of_difference_is_tried() -> None:
    """No sentence is left out above."""
    assert {one[0] for one in DIFFERENCES} == WORDINGS.keys() | ATTRIBUTES.keys()


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
    assert [one.kind for one in causes(built(expected), built(found))] == kinds


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
    assert [one.kind for one in causes(built(T), built(found))] == [kind]


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
    assert [one.kind for one in causes(built(U), built(found))] == ["column-misspelt"], name


def test_what_is_said_of_a_missing_column_follows_from_it() -> None:
    """Where another column with another declaration is there instead, both are named."""
    expected = f"{T}; CREATE INDEX i ON t (note); CREATE VIEW v AS SELECT note FROM t"
    found = expected.replace("note TEXT", "born DATE").replace("note", "born")
    kinds = [one.kind for one in causes(built(expected), built(found))]
    assert kinds == ["column-missing", "column-extra"]


def test_a_text_in_quotes_is_not_renamed() -> None:
    """Nor is a longer name that begins alike."""
    assert renamed("a = 'a' AND aa = a AND b", {"a": "c"}) == "c = 'a' AND aa = c AND b"
    wrong = U.replace("email", "e_mail").replace("'e_mail'", "'e-mail'")
    kinds = [one.kind for one in causes(built(U), built(wrong))]
    assert kinds == ["column-misspelt", "check-differs"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("No such file: '/submissions/tmpl1agufw_/project/migrations/a.sql'", "No such file: 'migrations/a.sql'"),
        ("'/tmp/stillroom-run-u82hgyjn/tmppluc39pz/project/app/models.py'", "'app/models.py'"),
        ("(/tmp/stillroom-run-u82hgyjn/tmppluc39pz/project)", "(.)"),
        ("no room in /tmp/stillroom-run-u82hgyjn", "no room in ."),
        ("sqlite:////submissions/tmpaaaaaaaa/tmpbbbbbbbb/database.db", "database.db"),
        ("'sqlite:...mp_d7rcbfj/database.db'", "'sqlite:...database.db'"),
        ("C:\\Temp\\stillroom-run-u82hgyjn\\tmppluc39pz\\project\\app\\a.py", "app\\a.py"),
        ("Compiler <sqlalchemy.Compiler object at 0x7f5581e3e690> can't", "Compiler <sqlalchemy.Compiler object> can't"),
        ("a template of tmp and of stillroom-like things at 0x", "a template of tmp and of stillroom-like things at 0x"),
        ("/home/ada/template/users.csv", "/home/ada/template/users.csv"),
    ],
)  # fmt: skip
def test_texts_lose_what_nobody_can_know(text: str, plain: str) -> None:
    """The folders of the grader and the addresses of objects differ each time."""
    assert without_places(text) == plain
    told = without_places_in(ReportedError("E", text, text, chain=(("E", text),)))
    assert (told.message, told.statement, told.chain) == (plain, plain, (("E", plain),))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("NameError", "Can't invoke function 'create_table', as the proxy object has not yet been established"),
        ("AttributeError", "'NoneType' object has no attribute 'create_table'"),
    ],
)  # fmt: skip
def test_an_operation_outside_is_named_in_fresh_and_in_warm_processes(kind: str, text: str) -> None:
    """Alembic's own words differ where it ran before."""
    line = "migrations/versions/0001.py: op.create_table("
    error = ReportedError(kind, text)
    assert recognised(error, "load", line, BACKEND.errors)[0].code == "proxy-outside"
    error = ReportedError("AttributeError", text)
    assert recognised(error, "upgrade", line, BACKEND.errors)[0].code == "code-error"


def test_a_lossy_table_that_nobody_copied_is_described_part_by_part() -> None:
    """Only where a revision copies a table by CREATE TABLE ... AS is that the cause."""
    found = built("CREATE TABLE t (id INT, name TEXT, note TEXT)")
    kinds = [one.kind for one in causes(built(T), found)]
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
    found = built(f"{P}CREATE TABLE t ({declared})")
    kinds = [one.kind for one in causes(built(P + T), found, copied=True)]
    assert "primary-key" in kinds
    assert "create-table-as" not in kinds


def test_a_missing_constraint_is_looked_for_by_its_columns() -> None:
    """First where the column and the word stand together, then the column, then the table."""
    looked: list[Words] = []

    def locate(words: Words, _: Difference) -> None:
        looked.append(words)

    describe(built(constraint("UNIQUE (name)")), built(P + T), (), locate)
    assert looked == [[("name", "unique"), "name", "t"]]


def test_long_texts_are_cut() -> None:
    """A finding stays short, whatever an error has to say."""
    long = "x" * 400
    odd = recognised(ReportedError("Odd", long), "upgrade", "", ())
    assert odd[1] == {"what": "x" * 299 + "…"}
    unknown = ReportedError("NameError", f"name '{long}' is not defined")
    assert recognised(unknown, "upgrade", "", ())[1] == {"name": "x" * 199 + "…"}
    told = sent(ReportedError("Odd", "", long))
    assert told == f" The statement was: {'x' * 160}…"


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
    assert described(T, T.replace("50", "5"))[0].hint.endswith("The rest is right.")
    both = described(T, T.replace("(50) NOT NULL", "(5)"))
    assert "The rest is right." not in "".join(one.hint for one in both)


REVISION = b'revision = "%s"\ndef upgrade():\n    pass\ndef downgrade():\n    pass\n'


def context(course: Course, **left_out: str) -> Context:
    """Return the case of two empty revisions."""
    exercise = course.find("03-downgrade")
    files = {f"migrations/versions/{one}.py": REVISION % one.encode() for one in ("a", "b")}
    submission = Submission("two", files, left_out)
    return Context(submission, exercise, states(course, exercise), ["a", "b"], [], lambda: None)


def step(about: Context, command: str) -> LessonStep:
    """Return the row of the exercise with *command*."""
    return next(one for one in about.exercise.steps if one.command == command)


def test_the_first_table_whose_rows_changed_is_told(course: Course) -> None:
    """No exercise of the course has rows in two tables."""
    about = context(course)
    lost = RowChange("lost", "pets", 1), RowChange("lost", "users", 2)
    row = step(about, "alembic upgrade head")
    (told,) = diagnose(Problem("rows", row, State(), rows=lost), about)
    assert told.message.startswith("1 row of pets was in the database before alembic upgrade head")


@pytest.mark.parametrize(
    ("command", "file", "line"),
    [
        ("alembic upgrade head", "migrations/versions/b.py", 2),
        ("alembic downgrade -1", "migrations/versions/b.py", 4),
        ("alembic downgrade base", "migrations/versions/a.py", 4),
    ],
)
def test_a_version_that_did_not_move(course: Course, command: str, file: str, line: int) -> None:
    """Alembic itself notices most of what brings this about."""
    about = context(course)
    (told,) = diagnose(Problem("version", step(about, command), State()), about)
    assert (told.code, told.file, told.line) == ("version-not-recorded", file, line)
    assert told.message == (
        f"Alembic's own record did not move with {command}: alembic_version holds nothing."
    )


def test_a_file_that_was_left_out_is_an_advice(course: Course) -> None:
    """It names the file and the reason."""
    (told,) = advise(context(course, big="larger than 200000 bytes"), passed=False)
    assert told.message == "big was not taken: larger than 200000 bytes."
    assert (told.code, told.file, told.line, told.advice) == ("file-left-out", "big", 1, True)


def solved(root: Path, course: Course) -> Submission:
    """Return the solution of the first exercise."""
    return projects.as_submission("solved", projects.solved(root, course.find("01-add-users")))


class Broken(Runner):
    """A runner on a machine where nothing can be started."""

    def open(self, files: Mapping[str, bytes]) -> Project:
        """Fail as the machine would."""
        raise GraderFault("no process can be started")


@pytest.mark.processes
def test_a_fault_of_the_grader_costs_nothing(root: Path, course: Course) -> None:
    """It is an error without a verdict on the learner."""
    result = grade(solved(root, course), course, course.find("01-add-users"), Broken())
    assert result.verdict == "error"
    assert [one.code for one in result.findings] == ["grader-fault"]
    assert "no process can be started" in result.findings[0].message
    assert result.steps == ()


def test_a_file_that_was_left_out_is_named(root: Path, course: Course, runner: Runner) -> None:
    """It is an advice, which costs nothing."""
    taken = solved(root, course)
    submission = Submission("solved", taken.files, {"app/big.py": "larger than 200000 bytes"})
    result = grade(submission, course, course.find("01-add-users"), runner)
    (advice,) = result.findings
    assert (result.verdict, advice.code, advice.advice) == ("passed", "file-left-out", True)
    assert advice.message == "app/big.py was not taken: larger than 200000 bytes."
