"""The tiers of isolation, strongest first."""

from dataclasses import dataclass, field
from enum import StrEnum

TIME_LIMIT = 20.0  # seconds for one command, where nobody says another


class Tier(StrEnum):
    """How far a learner's code is shut off."""

    full = "full"
    filter = "filter"
    process = "process"
    self_check = "self-check"

    def at_least(self, tier: "Tier") -> bool:
        """Tell whether this tier is as strong as *tier*, or stronger."""
        order = list(Tier)
        return order.index(self) <= order.index(tier)


WORDS = {
    Tier.full: "bubblewrap (namespaces, a small disk of its own), Landlock, seccomp, limits",
    Tier.filter: "Landlock, seccomp, limits",
    Tier.process: "a process and a session of its own, limits; other files and the network are not shut off",
    Tier.self_check: "a process of its own, for your own code only; nothing is shut off",
}


@dataclass(frozen=True)
class Isolation:
    """The tier that is really in force, and which attacks on it failed or succeeded."""

    tier: Tier
    blocked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    missing: dict[Tier, str] = field(default_factory=dict)
    """Why each stronger tier cannot be had."""

    @property
    def words(self) -> str:
        """One line for a report."""
        return f"{self.tier}: {WORDS[self.tier]}"
