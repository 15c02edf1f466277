"""What every page shows beside a project."""

from dataclasses import dataclass

from stillroom.web.views.learner import Learner


@dataclass(frozen=True)
class Frame:
    """What every page shows beside a project: the version that it is of, and a notice."""

    version: int
    notice: str | None


def frame(learner: Learner) -> Frame:
    """Return the frame of a page."""
    return Frame(learner.live.version, learner.live.notice)
