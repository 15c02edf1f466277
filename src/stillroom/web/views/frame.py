"""What every page shows beside a project."""

from dataclasses import dataclass

from stillroom.web.views.learner import Learner
from stillroom.web.views.parts import CourseLine, course, notice


@dataclass(frozen=True)
class Frame:
    """What every page shows beside a project: the version that it is of, a notice, the exercises."""

    version: str
    notice: str
    course: tuple[CourseLine, ...]


def frame(learner: Learner) -> Frame:
    """Return the frame of a page."""
    return Frame(learner.live.mark, notice(learner), course(learner))
