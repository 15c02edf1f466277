"""What to do now: one thing, in words and as a button."""

from dataclasses import dataclass

from stillroom.errors import as_sentence
from stillroom.project.advice import NextStep, TableCommand
from stillroom.results.finding import Finding
from stillroom.web.typed_command import Refused
from stillroom.web.views.action import Action, action_of, of_command
from stillroom.web.views.learner import Learner
from stillroom.web.views.passed import passed
from stillroom.web.views.steps import result_of


@dataclass(frozen=True)
class Now:
    """The one next thing: in words, and as a button where a button does it."""

    words: str
    action: Action | None = None
    effect: str = ""
    """What the button does, where that is a step of the exercise."""
    place: str = ""
    """The line to mend, in words; empty where nothing is to be mended."""
    file: str = ""
    said: str = ""
    """Why what was asked for last was not done."""


def now(learner: Learner) -> Now:
    """Return the one next thing."""
    refused = learner.asked.refused
    said = as_sentence(refused) if refused and not isinstance(refused, Refused) else ""
    if passed(learner) is not None:  # which has the way on
        return Now("", None, said=said)
    advised = learner.live.next
    words = advised.words
    for part in advised.parts:
        if isinstance(part, TableCommand):
            button = of_command(part.command)
            return Now(words or "The next step:", button, effect=part.effect, said=said)
        if isinstance(part, NextStep) and (action := action_of(part, learner)):
            return Now(words, action, said=said)
    mistake = _first_mistake(learner)
    if mistake is None:
        return Now(words, said=said)
    if advised.mends is not None:
        if learner.live.checking:  # it may be mended already
            return Now("Your files are being checked.", said=said)
        words = f"{mistake.headline} {words}"
    place, file = _place(mistake)
    return Now(words, place=place, file=file, said=said)


def _first_mistake(learner: Learner) -> Finding | None:
    result = result_of(learner)
    return result.mistakes[0] if result is not None and result.mistakes else None


def _place(mistake: Finding) -> tuple[str, str]:
    """The place of *mistake* in words, and its file; nothing where no line is known."""
    if not mistake.file or not mistake.line:
        return "", ""
    return f"line {mistake.line}", mistake.file
