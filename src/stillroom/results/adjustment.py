"""What somebody has changed in a result by hand."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from stillroom.results.lines import Line


class Adjustment(BaseModel):
    """What somebody has changed in a result by hand, and why."""

    model_config = ConfigDict(frozen=True)

    action: Literal["excuse", "points", "late", "weight", "comment"]
    what: Line = ""
    """A row by its number, or a finding by its code; empty for the whole result."""
    value: Line = ""
    effect: Line = ""
    """What came of it, in words."""
    comment: Line = ""
    by: Line = ""
    for_everybody: bool = False
    """Whether it was said of everybody."""

    @property
    def excuses_all(self) -> bool:
        """Whether it excuses the learner from the whole exercise."""
        return self.action == "excuse" and not self.what

    @property
    def is_once_for_all(self) -> bool:
        """Whether it says the same of everybody, so that it is told once: a weight, a comment."""
        return self.for_everybody and self.action in ("weight", "comment")

    @property
    def words(self) -> str:
        """The adjustment as one sentence."""
        said = [self.action, *([self.what] if self.what else [])]
        sentence = " ".join(said) + (f": {self.effect}" if self.effect else "")
        if self.action == "comment":
            sentence = self.comment
        elif self.action == "weight" or self.excuses_all:
            sentence = self.effect
        elif self.action == "points" and not self.effect:
            sentence += f" {self.value}"
        elif self.action == "late":
            sentence = f"late, {self.value}" + (f": {self.effect}" if self.effect else "")
        if self.comment and self.action != "comment":
            sentence += f" ({self.comment})"
        return sentence + (f" (by {self.by})" if self.by else "")
