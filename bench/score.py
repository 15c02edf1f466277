"""What a tool answered, counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from bench.tools import Answer
from stillroom.authoring.samples import Sample


@dataclass(frozen=True)
class Outcome:
    """What one tool answered to one sample."""

    sample: Sample
    answer: Answer
    message: str
    seconds: float


@dataclass(frozen=True)
class Score:
    """All outcomes of one tool. A sample that could not be run is neither caught nor refused."""

    tool: str
    against: str
    versions: str
    outcomes: Sequence[Outcome]

    @cached_property
    def wrong(self) -> list[Outcome]:
        """The outcomes of the wrong answers."""
        return [outcome for outcome in self.outcomes if not outcome.sample.is_right]

    @cached_property
    def right(self) -> list[Outcome]:
        """The outcomes of the right answers."""
        return [outcome for outcome in self.outcomes if outcome.sample.is_right]

    @cached_property
    def not_run(self) -> list[Outcome]:
        """The outcomes without an answer."""
        return [outcome for outcome in self.outcomes if outcome.answer == "not run"]

    @property
    def caught(self) -> str:
        """How many of the wrong answers were refused."""
        return _share(self.wrong)

    @property
    def refused(self) -> str:
        """How many of the right answers were refused."""
        return _share(self.right)

    @property
    def seconds(self) -> str:
        """The time that half of the samples stay below."""
        return f"{median(outcome.seconds for outcome in self.outcomes):.2f}"

    def caught_in(self, exercise: str) -> str:
        """How many of the wrong answers to *exercise* were refused."""
        return _share([outcome for outcome in self.wrong if outcome.sample.exercise.id == exercise])

    def missed(self, most: int = 4) -> list[tuple[str, int]]:
        """Return the mistakes that were accepted most often, each with how often."""
        accepted = (
            outcome.sample.mistake for outcome in self.wrong if outcome.answer == "accepted"
        )
        return sorted(Counter(accepted).items(), key=lambda outcome: (-outcome[1], outcome[0]))[
            :most
        ]


def _share(outcomes: Sequence[Outcome]) -> str:
    refused = sum(outcome.answer == "refused" for outcome in outcomes)
    return f"{refused} of {len(outcomes)} ({percent(refused, len(outcomes))})"


def percent(part: int, whole: int) -> str:
    """Return *part* of *whole* in percent: 0 and 100 only where it is none and all."""
    if not whole:
        return "none"
    if 0 < part < whole:
        return f"{min(max(round(100 * part / whole), 1), 99)} %"
    return "100 %" if part else "0 %"
