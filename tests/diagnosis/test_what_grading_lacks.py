"""What grading does not have is said: packages, settings, a newer Python, the database of somebody's own."""

import sys
from dataclasses import dataclass, field

import pytest

from stillroom.course.course import Course
from stillroom.diagnosis.errors.source import in_the_files
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import ReportedError
from tests.diagnosis.made_up import made_up

MODELS, DATABASE, SETTINGS = "app/models.py", "app/database.py", "app/settings.py"
REVISION = "migrations/versions/a.py"
NO_MODULE = "ModuleNotFoundError"


@dataclass(frozen=True)
class Case:
    """An error at line 1 of a file, and what the finding has to say, in its message or its hint."""

    kind: str
    text: str
    says: tuple[str, ...]
    at: str = MODELS
    line: str = ""
    files: dict[str, str] = field(default_factory=dict)
    code: str = "import-error"


def missing(name: str, *says: str, **about: object) -> Case:
    """Return the case of a module that is not there."""
    return Case(NO_MODULE, f"No module named '{name}'", says, **about)  # type: ignore[arg-type]


def none(
    line: str, *says: str, text: str = "int() argument must be a string, not 'NoneType'"
) -> Case:
    """Return the case of a line that meets None."""
    return Case("TypeError", text, says, SETTINGS, line, code="setting-missing")


CASES = {
    "a package": missing("bcrypt.hash", "no module bcrypt", "pip install does not help"),
    "a package with a way around": missing("sqlmodel", "mapped_column()"),
    "the same in a revision": missing("sqlmodel", "sa.String()", at=REVISION),
    "a name of a package": Case("NameError", "name 'sqlmodel' is not defined", ("sa.String()",), REVISION),
    "a misspelt module": missing("dateime", "The nearest name is datetime"),
    "a misspelt package": missing("sqlalchmey", "The nearest name is sqlalchemy"),
    "a module of a package": missing("sqlalchemy.typing", "sqlalchemy has no module sqlalchemy.typing"),
    "a package that a package needs": Case(
        "ImportError", "email-validator is not installed, run `pip install 'pydantic[email]'`",
        ("no module email-validator", "as str")),
    "the asyncio extension": Case(
        "ImportError", "The SQLAlchemy asyncio module requires that the Python 'greenlet' library is installed.",
        ("asyncio extension", "plain engine")),
    "an asyncio engine": Case(
        "InvalidRequestError", "The asyncio extension requires an async driver to be used. The loaded 'pysqlite' is not async.",
        ("asyncio extension", "plain engine")),
    "a driver, and a fixed URL": missing(
        "psycopg", "postgresql://", "DATABASE_URL", line="from app.database import Base",
        files={DATABASE: "\n\nengine = create_engine('postgresql://ada:secret@host/boats')"}),
    "a module without its package": missing("database", "app/database.py", "app.database", files={DATABASE: ""}),
    "a module below src": missing("src.app.database", "app/database.py", files={DATABASE: ""}),
    "one dot too few": missing(
        "app.models.database", "..database", at="app/models/boat.py",
        line="from .database import Base", files={DATABASE: ""}),
    "one dot too many": Case(
        "ImportError", "attempted relative import beyond top-level package",
        ("one dot too many", ".database"), line="from ..database import Base"),
    "a relative import in a revision": Case(
        "ImportError", "attempted relative import with no known parent package", ("no package",), REVISION),
    "a name of another module": Case(
        "ImportError", "cannot import name 'Boat' from 'app.models' (x)", ("app.models.boat",),
        "app/main.py", files={"app/models/boat.py": "class Boat: pass"}),
    "a circle with a way out": Case(
        "ImportError", "cannot import name 'Base' from partially initialized module 'app.models' (x)",
        ("made in app/database.py", "from app.database"), files={DATABASE: "Base = 1"}, code="circular-import"),
    "a number from a variable": none("PORT = int(os.getenv('PORT'))", "PORT"),
    "a variable with a name in between": Case(
        "ArgumentError", "Expected string or URL object, got None", ("MY_URL", "DATABASE_URL"), DATABASE,
        "engine = create_engine(URL)", {"app/config.py": "URL = os.environ.get('MY_URL')"}, "setting-missing"),
    "a field without a value": Case(
        "ArgumentError", "Expected string or URL object, got None", ("sqlalchemy_url",), DATABASE,
        "engine = create_engine(settings.sqlalchemy_url)",
        {SETTINGS: "class S:\n    sqlalchemy_url: str | None = None"}, "setting-missing"),
    "a key of .env": Case(
        "KeyError", "'SECRET'", ("SECRET", ".env"), SETTINGS, "KEY = dotenv_values()['SECRET']", code="setting-missing"),
    "a URL of PostgreSQL only": Case(
        "ValidationError", "1 validation error for Settings url URL scheme should be 'postgres', 'postgresql' [type=url_scheme",
        ("setting url", "as str"), SETTINGS, code="setting-missing"),
    "a database that is opened on import": Case(
        "OperationalError", "unable to open database file", ("sqlite:///./boats.db", "DATABASE_URL"), DATABASE,
        "engine = create_engine('sqlite:///./boats.db')", code="not-allowed"),
}  # fmt: skip


def told(case: Case, course: Course) -> Finding | None:
    """Return the finding for a case."""
    files = {path: text.encode() for path, text in case.files.items()}
    files.setdefault(case.at, b"")
    files[case.at] = case.line.encode() or files[case.at]
    error = ReportedError(case.kind, case.text, frames=((case.at, 1),))
    return in_the_files(error, (case.at, 1), made_up(course, files))


@pytest.mark.parametrize("name", CASES)
def test_it_is_said(name: str, course: Course) -> None:
    """By its name, with what to do instead."""
    case = CASES[name]
    finding = told(case, course)
    assert finding and finding.code == case.code
    said = f"{finding.message} {finding.hint}"
    assert [words for words in case.says if words not in said] == [], said
    assert "secret" not in said


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the syntax is known to this Python")
@pytest.mark.parametrize("line", ["type Name = str", "class Box[T]:", "def first[T](x: T) -> T:"])
def test_a_newer_syntax_is_named(line: str, course: Course) -> None:
    """With the version that brought it."""
    case = Case("SyntaxError", "invalid syntax", ("Python 3.12",), line=line)
    finding = told(case, course)
    assert finding and "Python 3.12" in finding.message


def test_a_slip_in_the_syntax_is_no_newer_python(course: Course) -> None:
    """What no Python reads is told in Python's own words."""
    assert told(Case("SyntaxError", "invalid syntax", (), line="name = = 1"), course) is None


def test_none_that_comes_of_no_setting_is_not_one(course: Course) -> None:
    """A function of the learner's own may return None too."""
    assert told(none("size = len(found())"), course) is None


@pytest.mark.parametrize(
    ("models", "line"),
    [
        ("Base.metadata.create_all(engine)", 1),
        ("def make():\n    Base.metadata.create_all(engine)\nmake()", 2),
        ("def make():\n    Base.metadata.create_all(engine)", None),
    ],
)
def test_tables_that_an_import_creates_are_told(
    models: str, line: int | None, course: Course
) -> None:
    """At the line that creates them, in a function too."""
    case = Case("OperationalError", "table boats already exists", (), files={MODELS: models})
    finding = told(case, course)
    assert (finding.line if finding else None) == line
