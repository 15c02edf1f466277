"""Markdown as plain lines: nothing of its marks is left, and everything that it says is."""

import re

import pytest

from stillroom.course.course import Course
from stillroom.learning.task import task_text
from stillroom.tui.markdown_plain import plain_lines

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# A\n\nOne\ntwo `x_y` **three**.", "A\n\nOne two x_y three."),
        ("3. a\n   b\n4. c\n   - d", "3. a b\n4. c\n   - d"),
        ("| Column | |\n|---|---|\n| `id` | a \\| b. |\n| | c |", "- Column: id; a | b.\n- c"),
        ("```python\nx = 1\n\ny\n```", "    x = 1\n    \n    y"),
        ("See [this](https://a.b) and <https://c.d>.", "See this (https://a.b) and https://c.d."),
        ("> a\n\n---\n\n<!-- b -->", "a"),
        ("", ""),
    ],
)
def test_markdown_is_read_as_lines(text: str, lines: str) -> None:
    assert plain_lines(text) == lines


def test_no_task_keeps_a_mark_or_loses_a_word(course: Course) -> None:
    for exercise in course:
        text = task_text(exercise)
        plain = plain_lines(text)
        assert not re.search(r"\*\*|`|^\|", plain, re.MULTILINE), exercise.id
        assert set(re.findall(r"\w+", text)) <= set(re.findall(r"\w+", plain)), exercise.id
