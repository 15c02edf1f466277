"""Where a result comes from: the commit that was graded, and the isolation in which it was."""

from pydantic import BaseModel, ConfigDict

from stillroom.results.lines import Line


class Layers(BaseModel):
    """The isolation of one grading: its tier, and the attacks that failed and succeeded on it."""

    model_config = ConfigDict(frozen=True)

    tier: str
    blocked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


class Origin(BaseModel):
    """The commit that was graded, as far as a clone tells it."""

    model_config = ConfigDict(frozen=True)

    repository: Line = ""
    """The address of its page, such as ``https://github.com/db101/project``; empty where none is known."""
    commit: Line = ""
    committed: Line = ""
    """The date of the commit, such as ``2026-11-20T14:32:01Z``."""

    @property
    def owner(self) -> str:
        """To whom the repository belongs."""
        return "/".join(self.repository.split("/")[3:-1])

    @property
    def commit_address(self) -> str:
        """The address of the page of the commit; empty where none is known."""
        is_gitlab = "gitlab" in self.repository.partition("//")[2].partition("/")[0]
        way = "/-/commit/" if is_gitlab else "/commit/"
        return f"{self.repository}{way}{self.commit}" if self.repository and self.commit else ""


NOT_RUN = "nothing was run"


NOTHING_RUN = Layers(tier="none")
"""The isolation of a grading in which no code was run."""
