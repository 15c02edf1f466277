"""The tiers of isolation, strongest first, and the layers that each of them promises."""

from dataclasses import dataclass, field
from enum import StrEnum


class Tier(StrEnum):
    """How far a learner's code is shut off."""

    full = "full"
    filter = "filter"
    process = "process"
    self_check = "self-check"

    def at_least(self, other: "Tier") -> bool:
        """Tell whether this tier is as strong as *other*, or stronger."""
        order = list(Tier)
        return order.index(self) <= order.index(other)


WORDS = {
    Tier.full: "bubblewrap (namespaces, a small disk of its own), Landlock, seccomp, limits",
    Tier.filter: "Landlock, seccomp, limits",
    Tier.process: "a process and a session of its own, limits; other files and the network are not shut off",
    Tier.self_check: "a process of its own, for your own code only; nothing is shut off",
}

# What a learner's code may try: the name of the attack, and the words for it.
LAYERS = {
    "files-read": "reading files outside the submission",
    "files-written": "writing files outside the submission",
    "files-changed": "changing permissions or times of files",
    "course-read": "reading the expected schemas",
    "project-written": "changing the project between two commands",
    "folders-made": "making folders, links and pipes",
    "processes-read": "reading what belongs to other processes",
    "signals": "sending signals to other processes",
    "tracing": "tracing other processes",
    "network-tcp": "the network: TCP",
    "network-udp": "the network: UDP",
    "network-unix": "sockets on this machine",
    "processes-started": "starting processes (and leaving some behind)",
    "namespaces": "new namespaces",
    "memory": "memory without end",
    "file-large": "one huge file",
    "disk-filled": "the whole disk",
    "processor": "computing without end",
    "environment": "the grader's environment and its secrets",
    "descriptors": "files that the grader has open",
    "user-root": "the rights of root",
}

_LIMITS = {"memory", "file-large", "processor", "environment", "descriptors"}
PROMISED: dict[Tier, frozenset[str]] = {
    Tier.full: frozenset(LAYERS),
    Tier.filter: frozenset(LAYERS) - {"disk-filled"},
    Tier.process: frozenset(_LIMITS),
    Tier.self_check: frozenset({"environment"}),
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
