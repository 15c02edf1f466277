"""A learner's progress as a value: what was done in a project, and the text of its file.

``current`` is the exercise that the learner is at, ``passed`` are those that have passed, ``hints``
says which were seen, ``read`` which sections were read, ``cards`` how questions were answered and
``predicted`` whether predictions were right; ``only`` is the exercise of the branch that was shown
last, in a clone of branches that were handed out. ``begun`` are the exercises whose start was laid, and ``beginnings`` grows whenever one
is laid or taken back. ``stuck`` is what the last check found first;
``done`` are the numbers of steps that were seen to be done, and that the project itself does not show, by the first exercise of their table. Nothing is graded by it.
"""

import json
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stillroom.submission.seen_hints import PROGRESS, SeenHints
from stillroom.util.text import clean

FILE = PROGRESS
"""The name of the file in a project; it is safe to delete."""
VERSION = 1
LARGEST = 1_000_000  # bytes; a progress file has some thousands

Count = Annotated[int, Field(ge=0)]


class Card(BaseModel):
    """How one question was answered so far, and when it comes back. Boxes are those of Leitner."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    box: int = Field(ge=1, le=5)
    due: date
    right: Count = 0
    wrong: Count = 0


class Stuck(BaseModel):
    """What the last check of an exercise found first: the code of the finding, and the row that failed."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    exercise: str
    code: str
    step: int | None = None


class Progress(BaseModel):
    """What a learner has done: exercises, hints, sections, questions and predictions, by their ids."""

    model_config = ConfigDict(extra="ignore")

    version: int = VERSION
    current: str | None = None
    only: str | None = None
    begun: list[str] = []
    beginnings: Count = 0
    passed: list[str] = []
    hints: dict[str, SeenHints] = {}
    stuck: Stuck | None = None
    done: dict[str, list[int]] = {}
    cards: dict[str, Card] = {}
    read: list[str] = []
    predicted: dict[str, bool] = {}

    def text(self) -> str:
        """Return what the file holds."""
        return self.model_dump_json(indent=2) + "\n"


class UnusableProgress(Exception):
    """The file is not what this version can read: ``suffix`` is for the name to keep it under."""

    def __init__(self, suffix: str, why: str) -> None:
        """*why* is half a sentence."""
        super().__init__(why)
        self.suffix, self.why = suffix, why


def parse_progress(content: bytes) -> Progress:
    """Return the progress that a file with *content* holds; raises UnusableProgress."""
    if len(content) > LARGEST:
        raise UnusableProgress("damaged", "it is too large")
    try:
        data = json.loads(content)
        version = data.get("version", VERSION) if isinstance(data, dict) else None
        if isinstance(version, int) and version > VERSION:
            raise UnusableProgress("later", f"a later version of stillroom wrote it ({version})")
        return Progress.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the file"
        raise UnusableProgress("damaged", clean(f"{key}: {first['msg']}", 200)) from error
    except (ValueError, RecursionError) as error:
        raise UnusableProgress("damaged", "it is no JSON") from error
