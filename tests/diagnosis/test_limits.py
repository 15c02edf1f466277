"""Sources that are nested deeply, or large: the diagnosis ends, and its work is bounded."""

import pytest

from stillroom.course.course import Course
from stillroom.databases.base import State
from stillroom.databases.expected import states
from stillroom.diagnosis.context import Context, Problem
from stillroom.diagnosis.engine import advise, diagnose
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import ReportedError
from stillroom.schema.model import Column, Schema, Table
from stillroom.submission.intake import Submission
from stillroom.submission.source_tree import MOST_WORK

LENGTHS = [90, 400, 1_000, 2_500]
NESTINGS = {
    "operators": lambda length: '"x" + ' * length + '"x"',
    "calls": lambda length: "op" + ".f()" * length,
    "signs": lambda length: "-" * length + "1",
    "lists": lambda length: "[" * min(length, 190) + "]" * min(length, 190),
    "keys": lambda length: "{1: " * min(length, 190) + "1" + "}" * min(length, 190),
}
REVISION = """revision = "a"
down_revision = None
def upgrade():
    value = {value}
def downgrade():
    value = {value}
"""
MODELS = """from app.database import Base
value = {value}
class User(Base):
    __tablename__ = "users"
    name = {value}
"""
USERS = Schema({"users": Table("users", (Column("id", "INTEGER", False),))})


def context(course: Course, files: dict[str, bytes], environment: bytes | None = None) -> Context:
    """Return the context of a submission with one revision that changed nothing."""
    exercise = course.find("01-add-users")
    submission = Submission("deep", files, {}, environment)
    timeline = [("a", State())]
    return Context(submission, exercise, states(course, exercise), ["a"], timeline, lambda: None)


def everything_said(about: Context) -> list[Finding]:
    """Return the findings of every kind of problem, and the advice."""
    row = about.exercise.steps[-1]
    error = ReportedError("OperationalError", "no such table: users", "SELECT * FROM users")
    frames = (("migrations/versions/a.py", 4),)
    wrong = State(USERS)
    problems = [
        *(Problem(kind, row, wrong, State()) for kind in ("state", "no-revision", "models", "version")),
        Problem("models", row, State()),
        Problem("upgrade", row, wrong, revision="a", trouble=error),
        Problem("upgrade", row, wrong, revision="a", trouble=ReportedError("KeyError", "'x'", frames=frames)),
        Problem("load", row, wrong, trouble=ReportedError("KeyError", "'environ'", frames=frames)),
        Problem("heads", row, wrong, heads=("a", "b")),
    ]  # fmt: skip
    findings = [finding for problem in problems for finding in diagnose(problem, about)]
    return [*findings, *advise(about, passed=True)]


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("nesting", NESTINGS)
def test_a_long_expression_ends_no_diagnosis(course: Course, nesting: str, length: int) -> None:
    """Wherever it stands; a file that is too deep is named in an advice."""
    value = NESTINGS[nesting](length)
    files = {
        "migrations/versions/a.py": REVISION.format(value=value).encode(),
        "app/models.py": MODELS.format(value=value).encode(),
        "app/other.py": MODELS.format(value=value).encode(),
    }
    about = context(course, files, f"value = {value}\n".encode())
    findings = everything_said(about)
    deep = {finding.file for finding in findings if finding.code == "source-too-deep"}
    expected = {path for path, file in about.submission.sources.items() if file.limit == "deep"}
    assert deep == expected
    assert bool(deep) == (length > 200 and nesting not in ("lists", "keys"))
    assert all(finding.advice for finding in findings if finding.code == "source-too-deep")


def test_many_large_files_are_named_once_and_not_searched(course: Course) -> None:
    """The small files keep their lines; the rest is too much, however large it is."""
    large = b"class A:\n    value = 'text'\n" + b"#" * 170_000
    files = {f"app/{number:03}.py": large for number in range(190)}
    files["migrations/versions/a.py"] = REVISION.format(value="1").encode()
    about = context(course, files)
    findings = everything_said(about)
    (told,) = (finding for finding in findings if finding.code == "source-too-large")
    assert (told.file, told.line, told.advice) == ("app/001.py", None, True)
    assert "and 188 more files cannot be searched" in told.message
    assert about.submission.sources.work.visited < MOST_WORK
    assert any(finding.line == 3 for finding in findings)


def test_when_the_work_is_spent_the_findings_name_no_lines(course: Course) -> None:
    """The plainest findings are left, and they say that the files are too large."""
    files = {"migrations/versions/a.py": REVISION.format(value="1").encode()}
    about = context(course, files)
    extra = {name: Table(name, (Column("id", "INT", nullable=True),)) for name in "abc"}
    problem = Problem("state", about.exercise.steps[-1], State(Schema(extra)))
    assert {finding.line for finding in diagnose(problem, context(course, files))} == {3}
    about.submission.sources.work.limit = 5
    assert {finding.line for finding in diagnose(problem, about)} == {1}
    assert [finding.code for finding in advise(about, passed=False)] == ["source-too-large"]
