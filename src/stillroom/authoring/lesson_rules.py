"""The rules of the lesson: what it must have, so that it teaches and tests every idea."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from stillroom.course.course import Course
from stillroom.course.lesson import LEVELS, OPTIONS, Lesson, Question
from stillroom.course.lesson_files import FILE, read_lesson
from stillroom.course.starter import is_repository
from stillroom.errors import StillroomError

IDEAS = range(1, 7)
FEWEST = 20  # questions
_CODE = re.compile(
    r"^(`{3,}|~{3,})[^\n]*\n(?P<block>.*?)^\1|`(?P<inline>[^`\n]+)`", re.MULTILINE | re.DOTALL
)
_SESSION = re.compile(r'^(?:@nox\.session.*\ndef |    ")(\w+)(?:\(|": ")', re.MULTILINE)


def broken(root: Path, course: Course) -> Iterator[str]:
    """Yield one sentence for every rule that the lesson of *course* breaks; *root* has its starter.

    A course without any lesson breaks none. How much there is to read and to ask is a rule of the
    course that lies in this repository; whoever writes another one decides that.
    """
    path = course.root / FILE
    try:
        lesson = read_lesson(course)
    except StillroomError as error:
        yield str(error)
        return
    if path.exists() and is_repository(course.root.resolve().parent):
        for sentence in (*_asked(lesson), *_ideas(lesson), *_commands(root, lesson)):
            yield f"{path}: {sentence}"


def _asked(lesson: Lesson) -> Iterator[str]:
    """Yield what is wrong with the questions: too few, a level without one, a pattern of right answers."""
    number = len(lesson.questions)
    if number < FEWEST:
        yield f"questions: the lesson has {number}, expected at least {FEWEST}"
    for level in LEVELS:
        if level not in {question.level for question in lesson.questions}:
            yield f"questions: none is {level}"
    rights = [question.right for question in lesson.questions]
    for position, times in sorted(Counter(rights).items()):
        if times > number / 2:
            yield f"questions: option {position + 1} of {OPTIONS} is right in {times} of {number}, expected at most half"
    longest = sum(_right_is_longest(question) for question in lesson.questions)
    if longest > number / 2:
        yield f"questions: the longest option is right in {longest} of {number}, expected at most half"


def _right_is_longest(question: Question) -> bool:
    lengths = [len(option.text) for option in question.options]
    return lengths[question.right] == max(lengths)


def _ideas(lesson: Lesson) -> Iterator[str]:
    for idea in IDEAS:
        # A question has a hint, always: so the idea is in one too.
        for kind, items in (("section", lesson.sections), ("question", lesson.questions)):
            if idea not in {item.idea for item in items}:
                yield f"idea {idea} has no {kind}"


def _commands(root: Path, lesson: Lesson) -> Iterator[str]:
    """Yield each command in the texts that no test runs and that is no session of the starter."""
    run = {example.run for example in lesson.shown}
    sessions = _SESSION.findall((root / "template" / "noxfile.py.jinja").read_text("utf-8"))
    for command in dict.fromkeys(command for text in _texts(lesson) for command in _typed(text)):
        words = command.split()
        is_session = words[:2] == ["nox", "-s"] and words[2] in sessions
        if command not in run and not is_session:
            yield f"`{command}` is shown nowhere with its output, and is no session of the starter"


def _typed(text: str) -> Iterator[str]:
    """Yield the commands in the code of a Markdown text."""
    for match in _CODE.finditer(text):
        for line in (match["block"] or match["inline"]).splitlines():
            command = line.strip().removeprefix("$ ")
            if command.startswith(("alembic ", "nox -s ")):
                yield command


def _texts(item: object) -> Iterator[str]:
    """Yield every text of the lesson except outputs, which tests compare with the real ones."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, list):
        for part in item:
            yield from _texts(part)
    elif isinstance(item, BaseModel):
        for name, part in item:
            if name != "shows":
                yield from _texts(part)
