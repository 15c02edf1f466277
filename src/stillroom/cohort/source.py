"""One submission of a cohort, before it is read."""

from dataclasses import dataclass, field
from pathlib import Path

from stillroom.submission.handed_in import ANY, Wanted


@dataclass(frozen=True)
class Source:
    """One submission: its name in the results, and where it lies."""

    name: str
    path: Path | None
    """None where the roster names no place."""
    about: dict[str, str] = field(default_factory=dict)
    """What else the roster says of it: column to text."""
    wanted: Wanted = ANY
    trouble: str = ""
    """Why its line of the roster cannot be used."""
    is_entry: bool = False
    """Whether it is an entry of a folder, and its name was made from that of the entry."""
    absent: str = ""
    """Why there is no path, where it is not that the roster names none."""
    is_listed: bool = True
    """Whether the class list has a learner for it, where there is such a list."""
    remark: str = ""
    """What is odd about its line of the roster, which is used."""
