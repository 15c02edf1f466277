"""The hints of an exercise: what a file may say of them, and which one comes next."""

import re
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.hints import Hint, next_hint, stands_for
from stillroom.errors import StillroomError

pytestmark = pytest.mark.fast

HINTS = [Hint(text="a nudge"), Hint(text="of 8", steps=[8]), Hint(text="the idea"), Hint(text="x", findings=["rows-*"])]  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "fitting", "number"),
    [
        ([], [], 1), ([1], [], 3), ([1, 3], [], 3), ([1, 3, 4], [], 3),  # of the whole task alone
        ([], [4], 4), ([4], [4], 1), ([1], [2, 4], 2), ([1, 2], [2, 4], 4),  # what fits first
        ([3, 1, 2, 4], [], 1), ([1, 3, 2, 4], [2], 2),  # all seen: what fits again, or the last
        ([1, 2, 3, 4], [2, 4], 2), ([1, 3, 4, 2], [2, 4], 4),
    ],
)  # fmt: skip
def test_what_fits_comes_first(seen: list[int], fitting: list[int], number: int) -> None:
    assert next_hint(HINTS, seen, fitting) == number


def test_a_hint_fits_a_step_or_a_finding() -> None:
    by_step, by_code = HINTS[1], HINTS[3]
    assert by_step.fits("x", 8)
    assert not by_step.fits("x", 7)
    assert not by_step.fits("x", None)
    assert by_code.fits("rows-lost", 7)
    assert not by_code.fits("downgrade-rows", 7)
    assert not HINTS[0].fits("rows-lost", 8)
    both = Hint(text="both", steps=[8], findings=["rows-*"])
    assert [both.fits(*at) for at in (("rows-lost", 8), ("rows-lost", 7), ("x", 8))] == [
        True, False, False,
    ]  # fmt: skip
    assert stands_for("rows-lost", "rows-lost")
    assert not stands_for("rows", "rows-lost")


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        ('{ text = "x", steps = [5] }', "hints[3].steps: there is no step 5; there are 1 and 2"),
        ('{ text = "x", steps = ["1"] }', "hints[3].steps[0]: a whole number is expected, not the text '1'"),
        ('{ text = "x", findings = ["rows-lots"] }', "hints[3].findings: 'rows-lots' is no code of a finding; did you mean 'rows-lost'?"),
        ('{ text = "x", findings = ["row-*"] }', "hints[3].findings: 'row-*' is no code of a finding; "),
        ('{ text = "" }', "hints[3].text: it is empty"),
        ('{ steps = [1] }', "hints[3].text: it is missing"),
        ('{ text = "x", step = [1] }', "hints[3].step: unknown key; did you mean steps?"),
        ("3", "hints[3]: a text is expected, not 3"),
    ],
)  # fmt: skip
def test_a_hint_that_can_never_fit_is_told(tmp_path: Path, hint: str, told: str) -> None:
    with pytest.raises(StillroomError, match=re.escape(told)):
        Exercise(written(tmp_path, hint))


def test_a_text_alone_is_a_hint(tmp_path: Path) -> None:
    """Courses of before need no change; a table says more."""
    hints = Exercise(written(tmp_path, '{ text = "x", findings = ["model-*"] }')).definition.hints
    assert [hint.text for hint in hints] == ["One.", "Two.", "Three.", "x"]
    assert [hint.is_general for hint in hints] == [True, True, True, False]


def test_each_exercise_has_hints_of_both_kinds(course: Course) -> None:
    for exercise in course:
        kinds = [hint.is_general for hint in exercise.definition.hints]
        assert kinds[:3] == [True] * 3, exercise.id
        assert kinds.count(False) >= 3, exercise.id


def written(folder: Path, hint: str) -> Path:
    """Write an exercise with three hints, and *hint*; return its folder."""
    exercise = folder / "01-x"
    exercise.mkdir()
    rows = "".join(
        f'[[steps]]\nstep = {n}\npoints = 1\ncommand = "alembic upgrade head"\neffect = "x"\nstate = "empty"\n'
        for n in (1, 2)
    )
    head = 'title = "x"\ngoal = "x"\npoints = 2\nstart_findings = ["nothing-done"]\n'
    hints = f'hints = ["One.", "Two.", "Three.", {hint}]\n'
    (exercise / "exercise.toml").write_text(head + hints + rows)
    return exercise
