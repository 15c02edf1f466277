"""What a learner's code may try, and what stops it in each tier of isolation."""

from dataclasses import dataclass

from stillroom.sandbox.tiers import Tier


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
# The names are those of the attacks in worker/attacks.py.
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
