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
from stillroom.grading.known_way import MOST_WAYS, KnownWay, KnownWays
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


FIRST, SECOND = REVISION.format("1", None).encode(), REVISION.format("2", '"1"').encode()
BOTH = work(r1=FIRST, r2=SECOND)


@pytest.fixture
def ways(course: Course) -> KnownWays:
    """One way that was gone."""
    known = KnownWays()
    known.note(BOTH, course.find("05"), ["1", "2"])
    return known


def test_it_is_gone_once_and_known_of_the_same_bytes_and_exercise_alone(
    ways: KnownWays, course: Course, fresh: Runner, ran: list[tuple[str, ...]]
) -> None:
    """Where the first rows are put in, depends on the exercise."""
    own, exercise = work(r1=FIRST, r2=SECOND, r3=b""), course.find("05")
    for _ in range(2):
        known = ways.of(own, exercise, fresh, None)
        assert [(name, state.versions) for name, state in known.stages] == [
            ("1", ("1",)),
            ("2", ("2",)),
        ]
    assert ran == [("upgrade", "1"), ("upgrade", "2")]
    other = work(r1=FIRST, r2=SECOND + b" ")
    assert ways.of(other, exercise, fresh, None) == KnownWay()
    assert ways.of(own, course.find("06"), fresh, None) == KnownWay()


def test_nothing_is_known_of_revisions_that_fail_by_themselves(
    course: Course, fresh: Runner, ran: list[tuple[str, ...]]
) -> None:
    """That is found out once."""
    broken = FIRST.replace(b"upgrade(): pass", b"upgrade(): raise OSError")
    ways, exercise, own = KnownWays(), course.find("05"), work(r1=broken, r2=SECOND)
    for _ in range(2):
        ways.note(own, exercise, ["1", "2"])
        assert ways.of(own, exercise, fresh, None) == KnownWay()
    assert len(ran) == 1


def test_the_ways_that_were_used_last_are_kept(
    ways: KnownWays, course: Course, fresh: Runner
) -> None:
    exercise = course.find("05")
    for number in range(MOST_WAYS):
        assert ways.of(BOTH, exercise, fresh, None).stages
        ways.note(work(r1=FIRST + b"#" * (number + 1), r2=SECOND), exercise, ["1", "2"])
    assert ways.of(BOTH, exercise, fresh, None).stages
    assert not ways.of(work(r1=FIRST + b"#", r2=SECOND), exercise, fresh, None).stages


def solved(exercise: Exercise, **changes: bytes) -> Submission:
    """The reference solution, with files added at its revisions."""
    submission = projects.as_submission("one", projects.solved(ROOT, exercise))
    added = {f"migrations/versions/{name}.py": text for name, text in changes.items()}
    return replace(submission, files={**submission.files, **added})


def told(result: Result) -> dict[str, object]:
    return result.model_dump(mode="json", exclude={"seconds"})


@pytest.mark.parametrize("name", ["05", "09", "10", "11"])
def test_a_later_grading_says_the_same_and_runs_less(
    fresh: Runner, course: Course, ran: list[tuple[str, ...]], name: str
) -> None:
    exercise = course.find(name)
    first = grade(solved(exercise), course, exercise, fresh)
    assert first.verdict == "passed"
    once = list(ran)
    grade(solved(exercise), course, exercise, fresh)  # it finds out
    ran.clear()
    assert told(grade(solved(exercise), course, exercise, fresh)) == told(first)
    by_one = next(number for number, words in enumerate(once) if words == ran[0])
    assert ran == once[by_one:]
    assert all(words[0] == "upgrade" for words in once[:by_one])
    assert by_one > 0


def test_where_nothing_or_one_revision_was_given_everything_runs(
    fresh: Runner, course: Course, ran: list[tuple[str, ...]]
) -> None:
    for exercise in (course.find("01"), course.find("02"), course.find("12")):
        ran.clear()
        grade(solved(exercise), course, exercise, fresh)
        once = list(ran)
        for _ in range(2):
            ran.clear()
            grade(solved(exercise), course, exercise, fresh)
            assert ran == once


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


@pytest.mark.parametrize("beside", [PATCHED, TWICE], ids=["patched", "twice"])
def test_what_lies_beside_the_given_revisions_is_judged_as_before(
    fresh: Runner, course: Course, beside: bytes
) -> None:
    """Whoever comes later gets the same, and nothing changes for anybody else."""
    exercise = course.find("05")
    strange, right = solved(exercise, zz_beside=beside), solved(exercise)
    first = grade(strange, course, exercise, fresh)
    assert first.verdict == "failed"
    for _ in range(2):
        assert grade(right, course, exercise, fresh).verdict == "passed"
        assert told(grade(strange, course, exercise, fresh)) == told(first)


def test_models_that_cannot_be_loaded_are_told_as_before(fresh: Runner, course: Course) -> None:
    """The first revision is where they are met, whoever has passed it before."""
    exercise, right = course.find("09"), solved(course.find("09"))
    broken = replace(right, files={**right.files, "app/models.py": LOST})
    first = grade(broken, course, exercise, fresh)
    for _ in range(2):
        assert grade(right, course, exercise, fresh).verdict == "passed"
        assert told(grade(broken, course, exercise, fresh)) == told(first)


def test_nobody_makes_the_way_of_another_one_longer(fresh: Runner, course: Course) -> None:
    """The first rows are put in where the revisions by themselves reach their state."""
    exercise = course.find("05")
    right = solved(exercise)
    with Runner() as another:
        first = grade(right, course, exercise, another)
    strange = grade(solved(exercise, zz_delayed=DELAYED), course, exercise, fresh)
    assert strange.verdict == "failed"
    (way,) = known_way.known_ways(fresh)._ways
    assert way.revisions == ("0001", "0002", "0003")
    assert first.verdict == "passed"
    for _ in range(2):
        assert told(grade(right, course, exercise, fresh)) == told(first)
