"""Models that declare another schema than the revisions build: each code once."""

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.diagnosis.context import Problem
from stillroom.diagnosis.models import models, tuple_column
from stillroom.results.finding import Finding
from stillroom.schema.model import Schema
from tests.diagnosis.made_up import made_up, schema

MODELS = "app/models.py"
USER = "class User({base}):\n    __tablename__ = 'users'\n    id: Mapped[int] = mapped_column()\n"
PLAIN = USER.format(base="Base")


def told(course: Course, declared: Schema, files: dict[str, str]) -> list[Finding]:
    """Return the findings for *files* whose models declare *declared*."""
    about = made_up(course, {path: text.encode() for path, text in files.items()})
    return models(Problem("models", about.exercise.steps[-1], State(declared)), about)


@pytest.mark.parametrize(
    ("files", "code", "file", "line", "says"),
    [
        ({MODELS: "x = 1\n"}, "model-missing", MODELS, 1, "declares no table"),
        ({MODELS: USER.format(base="object")}, "model-missing", MODELS, 1,
         "The class User does not inherit from Base."),
        ({MODELS: "\n" + PLAIN + "    __abstract__ = True\n"}, "model-missing", MODELS, 2,
         "User is abstract, so it has no table."),
        ({MODELS: "def declare():\n    class User(Base):\n        __tablename__ = 'users'\n"},
         "model-missing", MODELS, 2, "The class User stands inside declare()"),
        ({MODELS: PLAIN, "app/models/__init__.py": ""}, "models-shadowed", "app/models/__init__.py", 1,
         "Python imports the package app/models/"),
        ({MODELS: "class Base(DeclarativeBase):\n    pass\n"}, "model-on-own-base", MODELS, 1,
         "makes a Base or MetaData of its own"),
        ({MODELS: "\nmetadata = MetaData()\n"}, "model-on-own-base", MODELS, 2,
         "makes a Base or MetaData of its own"),
        ({MODELS: f"import os\nfrom database import Base\n{PLAIN}", "app/database.py": ""}, "model-on-own-base",
         MODELS, 2, "a second copy of app.database"),
        ({MODELS: "x = 1\n", "app/users.py": PLAIN}, "model-not-imported", "app/users.py", 1,
         "The model User is in app/users.py"),
    ],
)  # fmt: skip
def test_models_without_any_table(
    course: Course, files: dict[str, str], code: str, file: str, line: int, says: str
) -> None:
    (finding,) = told(course, Schema(), files)
    assert (finding.code, finding.file, finding.line) == (code, file, line)
    assert says in finding.message


@pytest.mark.parametrize("declaration", ["name: Mapped[str]", "name"])
def test_a_comma_behind_a_column(course: Course, declaration: str) -> None:
    text = f"{PLAIN}    {declaration} = mapped_column(),\n"
    (finding,) = told(course, schema(users="id"), {MODELS: text})
    assert (finding.code, finding.file, finding.line) == ("column-is-tuple", MODELS, 4)
    assert "User.name is a tuple" in finding.message


def test_a_comma_behind_the_name_of_the_table(course: Course) -> None:
    text = PLAIN.replace("'users'", "'users',")
    (finding,) = told(course, schema(users="id"), {MODELS: text})
    assert (finding.code, finding.line) == ("column-is-tuple", 2)


@pytest.mark.parametrize("declaration", ["name: Mapped[str] == f()", "name == f()"])
def test_a_column_that_is_compared(course: Course, declaration: str) -> None:
    (finding,) = told(course, schema(users="id"), {MODELS: f"{PLAIN}    {declaration}\n"})
    assert (finding.code, finding.file, finding.line) == ("model-error", MODELS, 4)
    assert "== stands behind User.name" in finding.message


def test_no_column_is_a_tuple(course: Course) -> None:
    assert tuple_column(made_up(course, {MODELS: PLAIN.encode()})) is None


def test_differences_are_told_of_the_models(course: Course) -> None:
    findings = told(course, schema(users="id"), {MODELS: PLAIN})
    codes = {finding.code for finding in findings}
    assert {"model-column-missing"} <= codes
    assert all(code.startswith("model-") for code in codes)
    opening = f"The revisions are right, and {MODELS} disagrees: "
    assert all(finding.message.startswith(opening) for finding in findings)
    assert {finding.file for finding in findings} == {MODELS}
