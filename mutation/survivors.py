"""Judges the survivors: each one must be in ``survivors.toml`` with the reason why it may live."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

from rich.console import Console

KNOWN = Path(__file__).with_name("survivors.toml")

say = Console(soft_wrap=True, markup=False, highlight=False, emoji=False).print


@dataclass(frozen=True, order=True)
class Mutant:
    """One change: the line as it is, and as the mutation made it."""

    module: str
    function: str
    line: str
    becomes: str


def judge(living: Sequence[Mutant], modules: Sequence[str]) -> int:
    """Print what is not explained, and what is explained and dead; return the exit status."""
    explained = known(KNOWN.read_text("utf-8"))
    survivors = sorted(set(living))
    unexplained = [
        mutant for mutant in survivors if not any(_is(entry, mutant) for entry in explained)
    ]
    stale = [
        entry
        for entry in explained
        if any(fnmatch(module, entry.module) for module in modules)
        and not any(_is(entry, mutant) for mutant in survivors)
    ]
    for mutant in unexplained:
        say(
            f"\n{mutant.module}, {mutant.function}: survives\n  - {mutant.line}\n  + {mutant.becomes}"
        )
    for entry in stale:
        say(
            f"\n{entry.module}, {entry.function}: explained, but survives no longer\n"
            f"  + {entry.becomes}"
        )
    say(f"\n{len(survivors)} survive, {len(unexplained)} of them unexplained; {len(stale)} stale")
    return 1 if unexplained else 0


def _is(entry: Mutant, mutant: Mutant) -> bool:
    """Tell whether *entry* explains *mutant*; its module may be a pattern."""
    return fnmatch(mutant.module, entry.module) and replace(mutant, module=entry.module) == entry


def known(text: str) -> dict[Mutant, str]:
    """Return the mutants that *text* explains, each with its reason."""
    return {
        Mutant(entry["module"], entry.get("function", ""), entry["line"], becomes): entry["reason"]
        for entry in tomllib.loads(text).get("survivor", [])
        for becomes in entry["becomes"]
    }
