"""What is known of the revisions before a learner's own work takes the place of commands, and of nothing else."""

from dataclasses import replace
from weakref import WeakKeyDictionary

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.databases.base import State
from stillroom.grading import known_way
from stillroom.grading.grade import grade
from stillroom.grading.known_way import KnownWay, KnownWays
from stillroom.grading.revision_list import RevisionList
from stillroom.results.record import Result
from stillroom.sandbox.open_project import OpenProject
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from tests.support.paths import ROOT

WAY = KnownWay((("1", State()), ("2", State())))

REVISION = 'revision = "{}"\ndown_revision = {}\ndef upgrade(): pass\ndef downgrade(): pass\n'


@pytest.fixture
def fresh(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A runner of which no way is known yet."""
    monkeypatch.setattr(known_way, "_BY_RUNNER", WeakKeyDictionary())
    return runner


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The commands of Alembic that are run."""
    commands: list[tuple[str, ...]] = []
    run = OpenProject.run

    def noting(self: OpenProject, database: object, operation: str, *arguments: str) -> object:
        if operation == "alembic":
            commands.append(arguments)
        return run(self, database, operation, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(OpenProject, "run", noting)
    return commands


@pytest.mark.parametrize(
    ("order", "leads"),
    [
        (("1", "2", "3"), True),
        (("1", "2"), True),
        (("1", "0", "2"), False),
        (("0", "1", "2"), False),
        (("1",), False),
        ((), False),
    ],
)
def test_it_leads_where_all_revisions_begin_with_its_own(
    order: tuple[str, ...], leads: bool
) -> None:
    assert WAY.leads(RevisionList(order, order[-1:])) is leads
    assert not KnownWay().leads(RevisionList(order, order[-1:]))


def work(**revisions: bytes) -> Submission:
    files = {f"migrations/versions/{name}.py": text for name, text in revisions.items()}
    return Submission("one", files, {})


FIRST = REVISION.format("0001", None).encode()
SECOND = REVISION.format("0002", '"0001"').encode()


def test_it_is_gone_once_for_the_same_bytes(
    course: Course, fresh: Runner, ran: list[tuple[str, ...]]
) -> None:
    ways, exercise = KnownWays(), course.find("05")
    for beside in (b"", b"#", REVISION.format("3", '"0002"').encode()):
        own = work(r1=FIRST, r2=SECOND, r3=beside)
        known = ways.of(own, exercise, fresh, None)
        assert [(name, state.versions) for name, state in known.stages] == [
            ("0001", ("0001",)),
            ("0002", ("0002",)),
        ]
    assert ran == [("upgrade", "0001"), ("upgrade", "0002")]
    ways.of(work(r1=FIRST, r2=SECOND + b" "), exercise, fresh, None)
    assert len(ran) == 4


@pytest.mark.parametrize(
    "revisions",
    [
        {"r1": FIRST},
        {"r2": SECOND},
        {"r1": FIRST.replace(b"0001", b"mine"), "r2": SECOND.replace(b"0002", b"ours")},
        {"r1": FIRST, "r2": SECOND, "r3": SECOND.replace(b"0002", b"0003")},
        {"r1": FIRST, "r2": FIRST.replace(b"None", b'"0001"')},
        {"r1": FIRST.replace(b"None", b'"0002"'), "r2": SECOND},
    ],
    ids=["one", "no-parent", "other-names", "beside-it", "itself", "circle"],
)
def test_a_way_has_two_revisions_or_more_and_ends_at_the_given_one(
    course: Course, fresh: Runner, revisions: dict[str, bytes]
) -> None:
    """Only what leads there belongs to it."""
    known = KnownWays().of(work(**revisions), course.find("05"), fresh, None)
    assert known.revisions == (("0001", "0002") if "r3" in revisions else ())


@pytest.mark.parametrize("name", ["01", "03", "04", "12"])
def test_there_is_none_where_the_steps_run_all_revisions(
    course: Course, fresh: Runner, ran: list[tuple[str, ...]], name: str
) -> None:
    exercise = course.find(name)
    assert KnownWays().of(solved(exercise), exercise, fresh, None) == KnownWay()
    assert ran == []


def test_a_way_ends_before_a_revision_that_fails_by_itself(
    course: Course, fresh: Runner, ran: list[tuple[str, ...]]
) -> None:
    """That is found out once."""
    broken = SECOND.replace(b"upgrade(): pass", b"upgrade(): raise OSError")
    ways, own = KnownWays(), work(r1=FIRST, r2=broken)
    for _ in range(2):
        assert ways.of(own, course.find("05"), fresh, None).revisions == ("0001",)
    assert len(ran) == 2


def test_the_ways_that_were_used_last_are_kept(
    course: Course, fresh: Runner, ran: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 3
    monkeypatch.setattr(known_way, "MOST_WAYS", most)
    ways, exercise, both = KnownWays(), course.find("05"), work(r1=FIRST, r2=SECOND)
    for number in range(most):
        ways.of(both, exercise, fresh, None)
        ways.of(work(r1=FIRST + b"#" * (number + 1), r2=SECOND), exercise, fresh, None)
    ran.clear()
    ways.of(both, exercise, fresh, None)
    assert ran == []
    ways.of(work(r1=FIRST + b"#", r2=SECOND), exercise, fresh, None)
    assert len(ran) == 2


def solved(exercise: Exercise, **changes: bytes) -> Submission:
    """The reference solution, with files added at its revisions."""
    submission = projects.as_submission("one", projects.solved(ROOT, exercise))
    added = {f"migrations/versions/{name}.py": text for name, text in changes.items()}
    return replace(submission, files={**submission.files, **added})


def told(result: Result) -> dict[str, object]:
    return result.model_dump(mode="json", exclude={"seconds"})


@pytest.mark.parametrize("name", ["05", "11"])
def test_a_later_grading_is_the_same_and_runs_less(
    fresh: Runner, course: Course, ran: list[tuple[str, ...]], name: str
) -> None:
    """The first one finds out what each revision does; the commands behind that are the same."""
    exercise = course.find(name)
    first = grade(solved(exercise), course, exercise, fresh)
    assert first.verdict == "passed"
    once = list(ran)
    ran.clear()
    assert told(grade(solved(exercise), course, exercise, fresh)) == told(first)
    by_one = len(once) - len(ran)
    assert ran == once[by_one:]
    assert by_one > 1
    assert once[: by_one + 1] == [*once[:by_one], once[by_one - 1]], "all of them by one command"


# Each changes what the given revisions do, and lies beside them.
PATCHED = b"""
from alembic import op
from alembic.operations import Operations
add = Operations.add_column
def wider(self, table, column, **options):
    column.type.length = 77
    return add(self, table, column, **options)
Operations.add_column = wider
"""
TWICE = b"""
from alembic import op
revision = "00" + "02"
down_revision = "0001"
def upgrade():
    op.execute("ALTER TABLE users ADD COLUMN email VARCHAR(77)")
def downgrade():
    op.drop_column("users", "email")
"""

# It has what "0002" does done by "0003" instead, so that its own way to the first rows is a longer one.
DELAYED = b"""
from alembic.runtime.migration import RevisionStep
revision, down_revision = "zz", "0003"
begun = RevisionStep.__init__
def delayed(self, revision_map, revision, is_upgrade):
    begun(self, revision_map, revision, is_upgrade)
    if is_upgrade and revision.revision == "0002":
        self.migration_fn = lambda **words: None
    if is_upgrade and revision.revision == "0003":
        self.migration_fn = revision_map.get_revision("0002").module.upgrade
RevisionStep.__init__ = delayed
def upgrade(): pass
def downgrade(): pass
"""


LOST = b"raise RuntimeError('nobody can load this')"


def test_models_that_cannot_be_loaded_are_told_as_before(fresh: Runner, course: Course) -> None:
    """The first revision is where they are met, whoever has passed it before."""
    exercise, right = course.find("09"), solved(course.find("09"))
    broken = replace(right, files={**right.files, "app/models.py": LOST})
    first = grade(broken, course, exercise, fresh)
    for _ in range(2):
        assert grade(right, course, exercise, fresh).verdict == "passed"
        assert told(grade(broken, course, exercise, fresh)) == told(first)


ASKS = b"""
from alembic import context
if context.get_revision_argument() == "0001":
    raise RuntimeError("not one at a time")
"""


@pytest.mark.parametrize("beside", [PATCHED, TWICE, DELAYED, ASKS])
def test_it_does_not_matter_who_comes_first(
    course: Course, runner: Runner, monkeypatch: pytest.MonkeyPatch, beside: bytes
) -> None:
    """Code that can tell one command from several is graded in the same way, too."""
    exercise = course.find("05")
    right = solved(exercise)
    models = right.files["app/models.py"]
    strange = (
        replace(right, files={**right.files, "app/models.py": models + beside})
        if beside is ASKS
        else solved(exercise, zz_beside=beside)
    )
    seen = []
    for order in ([right, strange], [strange, right]):
        monkeypatch.setattr(known_way, "_BY_RUNNER", WeakKeyDictionary())
        seen += [(work is strange, told(grade(work, course, exercise, runner))) for work in order]
    assert all(record == seen[0][1] for is_strange, record in seen if not is_strange)
    assert all(record == seen[1][1] for is_strange, record in seen if is_strange)
