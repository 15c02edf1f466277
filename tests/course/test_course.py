"""The course keeps its own rules, and says what is broken when it does not."""

import shutil
from pathlib import Path

import pytest

from stillroom.authoring import demo, new, picture, projects, rules
from stillroom.course.course import Course
from stillroom.course.table import lesson_exercises
from stillroom.errors import StillroomError
from stillroom.grading.check_course import check_course, check_fixtures
from stillroom.grading.grade import grade
from stillroom.sandbox.runner import Runner
from tests.support.in_process import InProcess


@pytest.fixture
def runner() -> Runner:
    """No process at all: every file here is our own."""
    return InProcess()


def test_the_course_keeps_its_rules(root: Path, course: Course, runner: Runner) -> None:
    """No rule is broken by the exercises and solutions of this repository."""
    assert list(rules.broken(root, course, runner)) == []


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the course's first exercises that a test may break."""
    for name in ("exercises", "solutions", "template", "copier.yml"):
        source = root / name
        place = tmp_path / "course" / name
        place.parent.mkdir(exist_ok=True)
        if source.is_dir():
            later = ("0[5-9]-*", "[1-9][0-9]-*")
            shutil.copytree(source, place, ignore=shutil.ignore_patterns("__pycache__", *later))
        else:
            shutil.copy(source, place)
    return tmp_path / "course"


def broken(copy: Path, runner: Runner) -> str:
    """Return every broken rule of a copied course, as one text."""
    return "\n".join(rules.broken(copy, Course(copy / "exercises"), runner))


def test_a_new_exercise_is_accepted_as_a_beginning(copy: Path, runner: Runner) -> None:
    """What `new` writes keeps every rule but for what is left to do, and its solution passes."""
    new.new(copy, "05-add-orders")
    course = Course(copy / "exercises")
    told = broken(copy, runner).splitlines()
    assert all(line.endswith(": a TODO is left; replace it") for line in told)
    readme = copy / "exercises" / "05-add-orders" / "README.md"
    line = (
        readme.read_text("utf-8")
        .splitlines()
        .index(next(line for line in readme.read_text("utf-8").splitlines() if "TODO" in line))
    )
    assert f"{readme}:{line + 1}: a TODO is left; replace it" in told
    files = {Path(line.split(":")[0]).relative_to(copy).as_posix() for line in told}
    exercise, solution = "exercises/05-add-orders", "solutions/05-add-orders"
    assert files == {
        f"{exercise}/README.md", f"{exercise}/exercise.toml",
        f"{solution}/README.md", f"{solution}/app/models.py",
    }  # fmt: skip
    assert readme.read_text("utf-8").startswith("# 05 Add orders\n")
    assert "class Order(Base)" in (copy / solution / "app" / "models.py").read_text("utf-8")
    solved = projects.as_submission("solved", projects.solved(copy, course.find("05")))
    assert grade(solved, course, course.find("05"), runner).verdict == "passed"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("orders", "NN-name"),
        ("04-again", "must come after"),
        ("04-reapply", "exists already"),
        ("05_orders", "NN-name"),
    ],
)
def test_a_bad_name_for_an_exercise_is_refused(name: str, says: str, copy: Path) -> None:
    """The refusal says what a name looks like, and nothing is written."""
    with pytest.raises(StillroomError, match=says):
        new.new(copy, name)
    assert (copy / "exercises" / name).exists() is (says == "exists already")


def test_broken_rules_are_named(copy: Path, runner: Runner) -> None:
    """Stray files, missing headings, wrong starts and wrong solutions are all told."""
    exercises, solutions = copy / "exercises", copy / "solutions"
    (exercises / "notes.txt").write_text("x")
    (exercises / "01-add-users" / "todo.txt").write_text("x")
    readme = exercises / "02-add-email" / "README.md"
    readme.write_text(readme.read_text("utf-8").replace("## Goal", "## Aim"), "utf-8")
    toml = exercises / "03-downgrade" / "exercise.toml"
    toml.write_text(toml.read_text("utf-8").replace("downgrade-empty", "two-heads"), "utf-8")
    shutil.rmtree(solutions / "04-reapply")
    shutil.copytree(solutions / "01-add-users", solutions / "99-more")
    told = broken(copy, runner)
    for words in (
        "notes.txt: a stray file",
        "todo.txt: a stray file",
        "the heading 'Goal' is missing",
        "start_findings is two-heads, but the start gets downgrade-empty",
        "solutions/04-reapply: missing",
        "exercises/99-more: missing",
        "solutions/04-reapply: changes nothing",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("points = 10", "points = 11", "the points of the steps make 10"),
        ("title =", "titel =", "titel: unknown key; did you mean title?"),
        ('state = "users"', 'state = "user"', "is defined by no schema.py"),
        (
            'command = "alembic upgrade head"',
            'command = "alembic init here"',
            "command must be one of",
        ),
        ("[[steps]]", "[[steps", "not valid TOML"),
    ],
)
def test_a_broken_exercise_is_told_with_file_and_key(
    copy: Path, old: str, new: str, says: str
) -> None:
    """The sentence names the file, the key and what was expected."""
    toml = copy / "exercises" / "01-add-users" / "exercise.toml"
    text = toml.read_text("utf-8")
    assert old in text
    toml.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(StillroomError, match=r"exercise\.toml") as error:
        Course(copy / "exercises")
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_the_demo_has_the_ten_rows(root: Path, course: Course, runner: Runner) -> None:
    """The demo's table is the lesson's: steps 1 to 10 with the state after each."""
    results = [
        grade(
            projects.as_submission(exercise.id, projects.solved(root, exercise)),
            course,
            exercise,
            runner,
        )
        for exercise in lesson_exercises(course)
    ]
    rows = demo.rows(results)
    assert [row.step for row in rows] == list(range(1, 11))
    both, users = "users + email", "users"
    assert [row.found for row in rows] == [
        "empty",
        "empty",
        users,
        users,
        users,
        users,
        both,
        users,
        both,
        both,
    ]


def test_the_picture_shows_what_the_terminal_shows(
    root: Path, course: Course, runner: Runner
) -> None:
    """The README's picture is that of today's output; nox -s picture draws it again."""
    drawn = picture.draw(picture.shown(root, course, runner))
    assert (root / "docs" / "terminal.svg").read_text("utf-8") == drawn


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("raise SystemExit(0)", "schema.py: cannot be run: SystemExit: 0"),
        ("raise GeneratorExit", "schema.py: cannot be run: GeneratorExit"),
        ("import sqlalchemy as sa\nSTATES = {5: sa.MetaData()}", "schema.py: STATES: 5 is no name"),
        (
            "import sqlalchemy as sa\nSTATES = {'': sa.MetaData()}",
            "schema.py: STATES: '' is no name",
        ),
        (
            "import sqlalchemy as sa\nSTATES = {'empty': sa.MetaData()}",
            "STATES: 'empty' is the database",
        ),
        (
            "import sqlalchemy as sa\nSTATES = {'x': sa.MetaData}",
            "STATES['x'] is a type, and must be",
        ),
        ("STATES = {'x': 5}", "schema.py: STATES['x'] is a int, and must be a MetaData"),
    ],
)
def test_a_broken_file_of_states_is_told(copy: Path, source: str, says: str) -> None:
    """Whatever the file raises, it is the file that is wrong."""
    (copy / "exercises" / "01-add-users" / "schema.py").write_text(source)
    with pytest.raises(StillroomError) as error:
        Course(copy / "exercises")
    assert says in str(error.value)


def test_ctrl_c_in_a_file_of_states_stays_what_it_is(copy: Path) -> None:
    (copy / "exercises" / "01-add-users" / "schema.py").write_text("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        Course(copy / "exercises")


@pytest.mark.parametrize(
    "value", ["[" * 5000 + "]" * 5000, "9" * 5000, "{a=" * 5000 + "1" + "}" * 5000]
)
def test_a_value_that_cannot_be_read_is_no_valid_toml(copy: Path, value: str) -> None:
    """Python's own limits of nesting and of digits are limits of the file."""
    toml = copy / "exercises" / "01-add-users" / "exercise.toml"
    toml.write_text(f"title = {value}\n" + toml.read_text("utf-8"), "utf-8")
    with pytest.raises(StillroomError, match=r"exercise\.toml: not valid TOML: "):
        Course(copy / "exercises")


def test_a_state_that_cannot_be_created_is_told_with_its_file(copy: Path) -> None:
    """A course that is accepted can be graded: every state is made, and told where it is defined."""
    schema = copy / "exercises" / "01-add-users" / "schema.py"
    schema.write_text(
        schema.read_text("utf-8")
        + "\nimport sqlalchemy as sa\n"
        + "astray = sa.MetaData()\n"
        + "sa.Table('a', astray, sa.Column('b', sa.ForeignKey('nowhere.id')))\n"
        + "STATES = {**STATES, 'astray': astray}\n"
    )
    course = Course(copy / "exercises")
    words = r"01-add-users/schema\.py: state 'astray' cannot be created: NoReferencedTableError: "
    for exercise in course:
        with pytest.raises(StillroomError, match=words):
            check_fixtures(course, exercise)
    with pytest.raises(StillroomError, match=words):
        check_course(course)


def test_a_state_that_ends_the_program_when_it_is_created_is_told(copy: Path) -> None:
    schema = copy / "exercises" / "02-add-email" / "schema.py"
    schema.write_text(
        schema.read_text("utf-8")
        + "\nimport sqlalchemy as sa\n"
        + "leaving = sa.MetaData()\n"
        + "@sa.event.listens_for(leaving, 'before_create')\n"
        + "def leave(*_, **__): raise SystemExit(0)\n"
        + "STATES = {**STATES, 'leaving': leaving}\n"
    )
    words = r"02-add-email/schema\.py: state 'leaving' cannot be created: SystemExit: 0"
    with pytest.raises(StillroomError, match=words):
        check_course(Course(copy / "exercises"))
