"""The content of the lesson keeps its schema and its rules, and says what is broken if not."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel

from stillroom.authoring import lesson_rules, rules
from stillroom.course import lesson as lesson_module
from stillroom.course.course import Course
from stillroom.course.lesson import LEVELS, Lesson, Section
from stillroom.course.lesson_files import read_lesson
from stillroom.course.table import table_steps, tracker
from stillroom.errors import StillroomError

Change = Callable[[str, str, str], None]


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the exercises, and of the starter's sessions, that a test may break."""
    shutil.copy(root / "copier.yml", tmp_path)
    (tmp_path / "template").mkdir()
    shutil.copy(root / "template" / "noxfile.py.jinja", tmp_path / "template")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "exercises", tmp_path / "exercises", ignore=ignored)
    return tmp_path


@pytest.fixture
def change(copy: Path) -> Change:
    """Replace the first place of a text in a file of the copied exercises."""

    def replace(name: str, old: str, new: str) -> None:
        path = copy / "exercises" / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return replace


def test_the_course_has_a_lesson(course: Course) -> None:
    """Every part is there, and the exercises add theirs in teaching order."""
    lesson = read_lesson(course)
    for part in (lesson.welcome, lesson.flow.boxes, lesson.snapshot, lesson.glossary):
        assert part
    for parts in (lesson.sections, lesson.moments, lesson.questions):
        order = list(dict.fromkeys(part.exercise for part in parts))
        assert order == [None, *course.ids]
    assert {question.level for question in lesson.questions} == set(LEVELS)
    assert {question.step for question in lesson.questions} >= set(range(1, 11)) - {6}


def test_the_lesson_keeps_its_rules(root: Path, course: Course) -> None:
    """No rule is broken by the lesson of this repository."""
    assert list(lesson_rules.broken(root, course)) == []


def test_the_table_has_ten_steps(course: Course) -> None:
    """One for each step, with the exercise that has it first."""
    table = table_steps(course)
    assert [step.step for step in table] == list(range(1, 11))
    assert [step.exercise[:2] for step in table] == ["01"] * 4 + ["02"] * 3 + ["03", "04", "04"]
    assert table[7].command == "alembic downgrade -1"


def test_the_tracker_tells_where_the_state_changes(course: Course) -> None:
    """From the empty database to the end of the course."""
    users, both = "users", "users + email"
    assert tracker(course) == [(0, "empty"), (3, users), (7, both), (8, users), (9, both)]


def test_a_course_without_a_lesson_has_an_empty_one(copy: Path) -> None:
    """A teacher's course need not explain anything."""
    for path in copy.rglob("lesson.toml"):
        path.unlink()
    course = Course(copy / "exercises")
    lesson = read_lesson(course)
    assert lesson.title == course.title
    assert not (lesson.sections or lesson.questions or lesson.shown or lesson.flow.boxes)
    assert list(lesson_rules.broken(copy, course)) == []


def test_an_exercise_can_have_questions_alone(copy: Path) -> None:
    """Without a lesson of the course as a whole, those of the exercises are there."""
    (copy / "exercises" / "lesson.toml").unlink()
    lesson = read_lesson(Course(copy / "exercises"))
    assert lesson.questions[0].exercise == "01-add-users"


def test_a_lesson_is_no_stray_file(copy: Path) -> None:
    """It may stand in the folder of the exercises and in each of theirs, and nowhere else."""
    course = Course(copy / "exercises")
    (copy / "exercises" / "lessons.toml").write_text("")
    told = [*rules.mirrored(course), *rules.stray_files(course, course.exercises[0])]
    assert [sentence for sentence in told if "lesson.toml: a stray" in sentence] == []
    assert any("lessons.toml: a stray file" in sentence for sentence in told)


def described(root: Path) -> str:
    """Return the document that explains the lesson's files."""
    return (root / "docs" / "lesson-format.md").read_text("utf-8")


def test_every_key_is_described(root: Path) -> None:
    """Each key of lesson.toml has its row in docs/lesson-format.md."""
    models = [
        model
        for model in vars(lesson_module).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
    ]
    keys = {field.alias or key for model in models for key, field in model.model_fields.items()}
    rows_of_keys = set(
        re.findall(r"^\| `(?:\[\[)?(\w+)(?:\]\])?` \|", described(root), re.MULTILINE)
    )
    assert len(models) > 10
    assert sorted(keys - {"exercise"} - rows_of_keys) == []


def test_the_example_is_a_lesson(root: Path, copy: Path) -> None:
    """The file of docs/lesson-format.md can be used as it is printed, beside its course."""
    folder = copy / "my-course"
    block = re.compile(r"^`my-course/(\S+)`:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
    format_of_exercises = (root / "docs" / "exercise-format.md").read_text("utf-8")
    files = [*block.findall(format_of_exercises), *block.findall(described(root))]
    for name, text in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    lesson = read_lesson(Course(folder))
    assert [question.exercise for question in lesson.questions] == [None, "02-add-phone"]
    assert lesson.sections
    assert lesson.flow.boxes
    assert lesson.shown


WHOLE, FIRST = "lesson.toml", "01-add-users/lesson.toml"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (WHOLE, "welcome =", "welcom =", "welcom: unknown key; did you mean welcome?"),
        (WHOLE, "[[sections]]", "[[sections", "not valid TOML"),
        (WHOLE, 'id = "what-a-', 'id = "What a-', "sections[0].id: 'What a-migration-is' is no"),
        (WHOLE, 'id = "what-a-migration-is"', 'id = "glossary"', "sections[0].id: 'glossary' is"),
        (WHOLE, 'state = "users"', 'state = "user"', "shown[2].state: the course has no 'user'"),
        (WHOLE, 'exercise = "02-', 'exercise = "20-', "given.exercise: the course has no '20-add-"),
        (WHOLE, 'solution = "01-', 'solution = "10-', "edit.solution: the course has no '10-add-"),
        (WHOLE, 'solution = "01-add-users"', 'file = "x"', "edit: an edit has either solution"),
        (WHOLE, 'to = "edit"', 'to = "edits"', "flow.arrows[0].to: 'edits' is no box"),
        (WHOLE, '{ id = "edit"', '{ id = "write"', "flow.boxes: 'write' is there twice"),
        (WHOLE, 'term = "base"', 'term = "Alembic"', "glossary: 'Alembic' is there twice"),
        (WHOLE, 'level = "easy"', 'level = "simple"', "questions[0].level: one of 'easy'"),
        (WHOLE, "right = true, ", "", "options: exactly one must have right = true, but 0"),
        (WHOLE, 'database.", why', 'database.", right = true, why', "true, but 2 have it"),
        (
            WHOLE,
            '    { text = "It makes a backup',
            '    #{ text = "',
            "questions[0].options: it has 3 of the 4",
        ),
        (WHOLE, "step = 4\n", "step = 44\n", "questions[3].step: the course has no 44"),
        (FIRST, "[[moments]]", "[[terms]]", "terms: unknown key"),
        (FIRST, "[[moments]]", '[[moments]]\nexercise = "x"', "moments[0].exercise: it is told by"),
        (FIRST, 'id = "two-des', 'id = "what-a-migration-is"\n#', "sections: 'what-a-migration-"),
        (FIRST, "hint = ", 'hint = ""\n#', "questions[0].hint: it is empty"),
        (
            FIRST,
            'why = "The message names',
            'why = ""}, #',
            "questions[0].options[0].why: it is empty",
        ),
    ],
)
def test_broken_content_is_told_with_file_and_key(
    file: str, old: str, new: str, says: str, copy: Path, change: Change
) -> None:
    """One line names the file, the key and what was expected."""
    change(file, old, new)
    with pytest.raises(StillroomError) as error:
        read_lesson(Course(copy / "exercises"))
    assert str(copy / "exercises" / file) in str(error.value)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("idea = 6\n", "", "idea 6 has no section"),
        ("`alembic current` reads", "`alembic show` reads", "`alembic show` is shown nowhere"),
        ("Two commands look", "```sh\n$ alembic edit head\n```\nTwo", "`alembic edit head` is"),
        ("Two commands look", "`nox -s wach` looks", "`nox -s wach` is shown nowhere"),
        ("[[sections]]", "[[section]]", "section: unknown key; did you mean sections?"),
    ],
)
def test_a_broken_rule_is_told(old: str, new: str, says: str, copy: Path, change: Change) -> None:
    """One sentence for each, with the file."""
    change(WHOLE, old, new)
    told = list(lesson_rules.broken(copy, Course(copy / "exercises")))
    assert len(told) == 1
    assert says in told[0]
    assert WHOLE in told[0]


def test_questions_that_give_themselves_away_are_told(copy: Path) -> None:
    """Too few, of one level, always in one place, and always the longest."""
    option = '{{ text = "{}", right = {}, why = "w" }}'
    options = [option.format("a long one", "true")]
    options += [option.format(text, "false") for text in "abc"]
    asked = '\n[[questions]]\nid = "q{}"\nlevel = "easy"\ntext = "t"\nhint = "h"\nexplanation = "e"'
    for path in (copy / "exercises").glob("*/lesson.toml"):
        path.unlink()
    text = 'title = "t"\n' + "".join(
        f"{asked.format(number)}\noptions = [{', '.join(options)}]\n" for number in range(5)
    )
    (copy / "exercises" / "lesson.toml").write_text(text, "utf-8")
    told = "\n".join(lesson_rules.broken(copy, Course(copy / "exercises")))
    for words in (
        "questions: the lesson has 5, expected at least 20",
        "questions: none is hard",
        "questions: option 1 of 4 is right in 5 of 5",
        "questions: the longest option is right in 5 of 5",
        "idea 3 has no section",
        "idea 3 has no question",
    ):
        assert words in told


def test_a_part_of_the_lesson_explains_findings_up_to_an_exercise() -> None:
    """Its code goes before its heading, and the later part before the earlier one."""

    def part(name: str, exercise: str | None, *explains: str) -> Section:
        made = Section.model_validate(
            {"id": name, "title": name, "text": "t", "explains": list(explains)}
        )
        return made.model_copy(update={"exercise": exercise})

    lesson = Lesson(
        sections=[
            part("whole", None, "The rows", "The schema is different"),
            part("first", "01-a", "column-nullable"),
            part("second", "02-b", "column-nullable"),
            part("third", "03-c", "rows-lost"),
        ]
    )
    for code, exercise, title in (
        ("column-nullable", "01-a", "first"),
        ("model-column-nullable", "02-b", "second"),
        ("rows-lost", "02-b", "whole"),
        ("rows-lost", "03-c", "third"),
        ("timeout", "03-c", None),
    ):
        found = lesson.explaining(code, exercise)
        assert (found.title if found else None) == title, (code, exercise)
    with pytest.raises(ValueError, match="'column-nullabel' is neither the code of a finding"):
        part("x", None, "column-nullabel")
