"""The tiers of isolation, strongest first, and the layers that each of them promises."""

from dataclasses import dataclass, field
from enum import StrEnum


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
class Layer:
    """One thing that a learner's code may try, and what stops it in each tier that does."""

    words: str
    full: str
    filter: str = ""
    process: str = ""
    self_check: str = ""

    def by(self, tier: Tier) -> str:
        """Return what stops it in *tier*; nothing where that is not promised."""
        return str(getattr(self, tier.name))


_LIMIT = ("a limit",) * 3
# The names are those of the attacks in child/attacks.py.
LAYERS = {
    "files-read": Layer("reading files outside the submission", "file system of its own, Landlock", "Landlock"),
    "files-written": Layer("writing files outside the submission", "file system of its own, Landlock", "Landlock"),
    "files-changed": Layer("changing permissions or times of files", "seccomp", "seccomp"),
    "course-read": Layer("reading the expected schemas", "file system of its own, Landlock", "Landlock"),
    "project-written": Layer("changing the project between commands", "Landlock", "Landlock"),
    "folders-made": Layer("making folders, links and pipes", "Landlock", "Landlock"),
    "processes-read": Layer("reading what other processes hold", "processes of its own, Landlock", "Landlock"),
    "signals": Layer("sending signals to other processes", "processes of its own, seccomp", "seccomp"),
    "tracing": Layer("tracing other processes", "processes of its own, seccomp", "seccomp"),
    "network-tcp": Layer("the network: TCP", "network of its own, seccomp", "seccomp"),
    "network-udp": Layer("the network: UDP", "network of its own, seccomp", "seccomp"),
    "network-unix": Layer("sockets on this machine", "network of its own, seccomp", "seccomp"),
    "processes-started": Layer("starting processes, and leaving some behind", "seccomp", "seccomp"),
    "namespaces": Layer("new namespaces", "seccomp", "seccomp"),
    "memory": Layer("memory without end", *_LIMIT),
    "file-large": Layer("one huge file", *_LIMIT),
    "disk-filled": Layer("filling the disk before it is noticed", "a small disk of its own"),
    "processor": Layer("computing without end", *_LIMIT),
    "environment": Layer("the grader's environment and its secrets", *("an environment of its own",) * 4),
    "descriptors": Layer("files that the grader has open", *("closed",) * 3),
    "user-root": Layer("the rights of root", "another user", "another user"),
}  # fmt: skip

PROMISED: dict[Tier, frozenset[str]] = {
    tier: frozenset(name for name, layer in LAYERS.items() if layer.by(tier)) for tier in Tier
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
