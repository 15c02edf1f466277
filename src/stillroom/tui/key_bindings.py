"""Which key does what in the watch: one table, from which the help on the screen is written, too."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import get_args

from stillroom.course.lesson import OPTIONS
from stillroom.tui.keys import ENDED, ENTER, ESCAPE
from stillroom.tui.session import Mode, Session
from stillroom.util.text import clean

EVERYWHERE: frozenset[Mode] = frozenset(get_args(Mode))
CONFIRMING: frozenset[Mode] = frozenset({"confirm-reset", "confirm-start"})
"""The modes that ask a question, to which only yes and no are answers."""
OPEN: frozenset[Mode] = EVERYWHERE - CONFIRMING
QUIZ: frozenset[Mode] = frozenset({"quiz"})
ANSWERED: frozenset[Mode] = frozenset({"answered"})


@dataclass(frozen=True)
class Binding:
    """A key, what it does, and in which modes."""

    key: str
    action: Callable[[Session], None]
    word: str = ""
    """The one word for it on the last line of the screen; empty where it is not shown there."""
    meaning: str = ""
    """What it does, for the list of all keys; empty where it is not listed."""
    modes: frozenset[Mode] = OPEN

    @property
    def label(self) -> str:
        """What is written on the key."""
        return "esc" if self.key == ESCAPE else self.key


BINDINGS = (
    # In a quiz and before a confirmation, keys have a meaning of their own: the first entry counts.
    *(
        Binding(str(place + 1), partial(Session.answer, place=place), modes=QUIZ)
        for place in range(OPTIONS)
    ),
    Binding("h", Session.show_hint_of_question, modes=QUIZ),
    *(Binding(key, Session.ask, modes=ANSWERED) for key in (ENTER, "n", " ")),
    Binding("y", Session.reset, modes=frozenset({"confirm-reset"})),
    Binding("n", Session.refuse_reset, modes=frozenset({"confirm-reset"})),
    Binding("y", Session.start_exercise, modes=frozenset({"confirm-start"})),
    Binding("n", Session.refuse_start, modes=frozenset({"confirm-start"})),
    Binding("t", Session.show_task, "task", "the task of the exercise; once more for more of it"),
    Binding("h", Session.show_hint, "hint", "a hint for the exercise; once more for the next one"),
    Binding(
        "z", Session.start_quiz, "quiz",
        "a question of the quiz; answer with 1 to 4, h gives its hint",
    ),
    Binding(
        "n", Session.go_on, "next",
        "the next thing to do; when an exercise has passed, the next exercise",
    ),
    Binding("l", Session.list_exercises, meaning="the exercises, and which have passed"),
    Binding(
        "r", Session.confirm_reset, "reset", "forget what this session has seen; it asks first"
    ),
    Binding("u", Session.take_back, meaning="take the last beginning of an exercise back"),
    Binding("?", Session.list_keys, "keys", "this list"),
    Binding(ESCAPE, Session.follow, meaning="back to the table", modes=EVERYWHERE),
    Binding("q", Session.end, "quit", "end the watch", EVERYWHERE),
    Binding(ENDED, Session.end, modes=EVERYWHERE),
    Binding(ENTER, Session.stay),
)  # fmt: skip


def press(session: Session, key: str) -> None:
    """Do what *key* means in the mode of *session*; say so where it means nothing."""
    session.notice = ""
    session.read_progress()
    for binding in BINDINGS:
        if binding.key == key and session.mode in binding.modes:
            binding.action(session)
            return
    if session.mode in CONFIRMING:
        session.notice = "y for yes, n for no."
    else:
        session.notice = f"The key {clean(key, 10)} does nothing here. All keys: ?"


def shown_on_screen() -> list[tuple[str, str]]:
    """Return each key of the last line, with its word."""
    return [(binding.label, binding.word) for binding in BINDINGS if binding.word]


def meanings() -> list[tuple[str, str]]:
    """Return each key of the list of keys, with its meaning."""
    return [(binding.label, binding.meaning) for binding in BINDINGS if binding.meaning]
