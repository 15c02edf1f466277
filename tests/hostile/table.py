"""What each tier blocks, as a table: from what the attacks are expected to do, which the tests prove."""

from collections import defaultdict

from stillroom.sandbox.tiers import Tier
from tests.hostile.attack import ATTACKS, Attack

TIERS = (Tier.full, Tier.filter, Tier.process)
BEGIN, END = "<!-- attacks -->\n", "<!-- end of attacks -->"


def table() -> str:
    """Return the table in Markdown, a row for each group of attacks."""
    groups: dict[str, list[Attack]] = defaultdict(list)
    for folder in ATTACKS:
        attack = Attack(folder)
        groups[attack.about["group"]].append(attack)
    titles = ["Attacks on", "Number", *map(str, TIERS)]
    rows = [[group, str(len(groups[group])), *_cells(groups[group])] for group in sorted(groups)]
    lines = [titles, ["---", "---:", *("---" for _ in TIERS)], *rows]
    return "\n" + "".join(f"| {' | '.join(cells)} |\n" for cells in lines) + "\n"


def _cells(attacks: list[Attack]) -> list[str]:
    return [_words([bool(one.expected(tier)["harm"] or one.expected(tier)["may"]) for one in attacks])
            for tier in TIERS]  # fmt: skip


def _words(harmful: list[bool]) -> str:
    if not any(harmful):
        return "blocked"
    return "not blocked" if all(harmful) else f"{sum(harmful)} not blocked"
