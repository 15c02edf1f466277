"""A small lesson of three questions, and a project in which it is learned."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.course.lesson import Lesson
from stillroom.course.lesson_files import read_lesson
from tests.support.commands import Answer, run_module
from tests.support.learning import environment

LESSON = """
title = "Three questions"
welcome = "Read, then answer."
flow = { boxes = [{ id = "a", text = "Write" }, { id = "b", text = "Run" }], arrows = [{ from = "a", to = "b", text = "then" }] }
glossary = [{ term = "head", meaning = "The newest revision." }]
moments = [{ id = "why", question = "Why?", answer = "Because \\u001b]0;owned\\u0007 of *it*." }]

[[sections]]
id = "writing"
title = "Writing changes nothing"
idea = 1
text = '''
Writing a revision changes **no** database. See https://example.org/writing.

    indented    text
'''
shown = [{ run = "alembic history", shows = "<base> -> 0001 (head)", effect = "Lists them.", state = "users" }]
"""
QUESTION = """
[[questions]]
id = "q-{0}"
level = "{1}"
idea = {2}
text = "Question {0}: what does `upgrade` do?"
hint = "Hint {0}."
explanation = "Explanation {0}."
options = [
    {{ text = "right {0}", right = true, why = "Why right {0}." }},
    {{ text = "wrong {0} A", why = "Why wrong {0} A." }},
    {{ text = "wrong {0} B", why = "Why wrong {0} B." }},
    {{ text = "wrong {0} C", why = "Why wrong {0} C." }},
]
"""


@pytest.fixture(scope="module")
def own(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exercises of the course with a small lesson of three questions."""
    folder = tmp_path_factory.mktemp("own") / "exercises"
    shutil.copytree(
        root / "exercises", folder, ignore=shutil.ignore_patterns("lesson.toml", "course.toml")
    )
    questions = [
        QUESTION.format(*said) for said in ((1, "easy", 1), (2, "hard", 2), (3, "easy", 1))
    ]
    (folder / "lesson.toml").write_text(LESSON + "".join(questions))
    return folder


@pytest.fixture
def lesson(own: Path) -> Lesson:
    """That lesson."""
    return read_lesson(Course(own))


@pytest.fixture
def learn(own: Path, tmp_path: Path) -> Callable[..., Answer]:
    """Run a command in an empty project, with the small lesson."""

    def run(*arguments: str, typed: str = "", **more: str) -> Answer:
        where = [] if arguments[0] == "progress" else ["--course", str(own)]
        command = ["stillroom", *arguments, "--project", str(tmp_path), *where]
        return run_module(*command, environment=environment(**more), typed=typed)

    return run
