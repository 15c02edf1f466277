"""What a learner has typed into the page: the command of Alembic that it is, or what was meant by it."""

import re
import shlex
from collections.abc import Sequence

from stillroom.errors import StillroomError
from stillroom.util.text import listed, nearest

_BEGINNINGS = re.compile(r"^\s*(?:\$\s+)?(?:uv run\s+)?(?:\S*python3?\s+-m\s+)?(?=alembic\b)")
"""What stands before a command in a text or in other projects, and is no part of it."""
_OF_ONE_COMMAND = re.compile(r"""(?:[^;&|<>`$()"'\\]|"[^"`$\\]*"|'[^']*')*""")
"""What stands before the first character that a shell would take for more than a part of a word."""
_WITH_A_VALUE = ("--head", "--branch-label", "--version-path", "--rev-id", "--depends-on")
"""The options of ``alembic revision`` that a value follows, but for the message."""
_SESSION = re.compile(r"(?:nox\s+-s|stillroom)\s+(?P<name>\w+)")
_BUTTONS = {
    "next": "Here, the button that goes on does this.",
    "hint": "Here, the button Hint does this.",
    "reset": "Here, the button Reset does this.",
    "undo": "Here, the button Undo does this.",
    "check": "Here, each save is checked by itself.",
    "task": "Here, the task stands beside your files.",
}
"""What the page has for the other commands of the course."""


class Refused(StillroomError):
    """A line that is not run. ``line`` is what was typed, and ``meant`` what may have been meant."""

    def __init__(self, message: str, line: str, meant: str = "") -> None:
        """*message* is one sentence."""
        super().__init__(message)
        self.line, self.meant = line, meant


def words_of(line: str, kinds: Sequence[str]) -> list[str]:
    """Return the words after ``alembic`` of what was typed; raises Refused.

    *kinds* are the commands of Alembic that may be run. No shell ever reads the words.
    """
    line = line.strip()
    try:
        words = shlex.split(_BEGINNINGS.sub("", line))
    except ValueError as error:
        raise Refused("A quote is opened and not closed.", line) from error
    asked = words[1:] if words[:1] == ["alembic"] else words  # the page writes them without
    if asked[:1] and asked[0] in kinds:
        if meant := _with_one_message(asked):
            raise Refused("The message of a revision follows -m, in quotes.", line, meant)
        return asked
    if session := _SESSION.match(line):
        said = _BUTTONS.get(session["name"], "The menu has it, or a terminal.")
        raise Refused(f"This is no command of Alembic. {said}", line)
    if meant := _meant(line, kinds):
        raise Refused("This is not run here.", line, meant)
    known = listed(f"alembic {kind}" for kind in kinds)
    raise Refused(f"This is not run here. These are: {known}. For others, use a terminal.", line)


def _with_one_message(words: Sequence[str]) -> str:
    """The command that makes a revision, where *words* have its message in several words, or no -m."""
    if words[0] != "revision":
        return ""
    options, message, rest = [], [], list(words[1:])
    while rest:
        word = rest.pop(0)
        if word in ("-m", "--message"):
            message += rest[:1]
            rest = rest[1:]
        elif word.startswith("-"):
            takes_a_value = word in _WITH_A_VALUE
            options += [word, *(rest[:1] if takes_a_value else ())]
            rest = rest[1:] if takes_a_value else rest
        else:
            message.append(word)
    if not message or (len(message) == 1 and ("-m" in words or "--message" in words)):
        return ""
    text = " ".join(message).replace('"', "'")
    return " ".join(["alembic revision", *options, f'-m "{text}"'])


def as_shown(line: str) -> str:
    """Return the command in *line*, which may be run, as it is written in a terminal."""
    command = _BEGINNINGS.sub("", line.strip()).removeprefix("alembic")
    return f"alembic {' '.join(command.split())}"


def _meant(line: str, kinds: Sequence[str]) -> str:
    """The command that *line* is nearly: with a letter that is wrong."""
    line = _BEGINNINGS.sub("", line).lstrip("$ ")
    line = _OF_ONE_COMMAND.match(line)[0].rstrip()  # type: ignore[index]  # it matches nothing, too
    words = shlex.split(line)
    is_named = words[:1] == ["alembic"] or nearest(words[0], ["alembic"]) if words else False
    kind = next(iter(words[1:2] if is_named else words[:1]), "")
    near = nearest(kind, kinds) if kind else None
    if near is None:
        return ""
    return f"alembic {near}{line.partition(kind)[2]}"
