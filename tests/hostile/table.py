"""What each tier blocks, and where each attack is run, as tables: the tests prove both."""

from collections import defaultdict

from stillroom.sandbox.tiers import Tier
from tests.hostile.attack import Attack
from tests.hostile.plan import EVERY, STRONGEST, TIERS, cohort_of, tiers_of, without_a_boundary
from tests.hostile.profiles import PROFILES


def places() -> dict[str, str]:
    """Return the tables of docs/isolation.md, each by the name of its place there."""
    return {"attacks": table(), "runs of attacks": runs()}


def table() -> str:
    """Return the table in Markdown, a row for each group of attacks."""
    groups: dict[str, list[Attack]] = defaultdict(list)
    for attack in EVERY:
        groups[attack.about["group"]].append(attack)
    titles = ["Attacks on", "Number", *map(str, TIERS)]
    rows = [[group, str(len(groups[group])), *_cells(groups[group])] for group in sorted(groups)]
    return _markdown([titles, ["---", "---:", *("---" for _ in TIERS)], *rows])


def runs() -> str:
    """Return a table in Markdown of how the grader is started, and how many attacks are run so."""
    usual, container = PROFILES[0].place, PROFILES[1].place
    lines = [
        ["Started by", "Where", "Tier", "Attacks", "How"],
        ["---", "---", "---", "---:", "---"],
    ]
    lines += [["root", usual, tier, str(_number_in(tier)), "one by one"] for tier in TIERS]
    lines += [
        [profile.user, profile.place, profile.tier, str(len(cohort_of(profile))), "as a cohort"]
        for profile in PROFILES
    ]
    lines += [
        [user, place, Tier.process, str(len(without_a_boundary(start))), "one by one"]
        for start, user, place in (
            ("user", "an ordinary user", usual),
            ("container", "root", container),
        )
    ]
    return _markdown(lines)


def _number_in(tier: Tier) -> int:
    """Return how many attacks are run in *tier*; the strongest one is full."""
    names = {tier, STRONGEST} if tier is TIERS[0] else {tier}
    return sum(bool(names & set(tiers_of(attack))) for attack in EVERY)


def _markdown(lines: list[list[str]]) -> str:
    return "\n" + "".join(f"| {' | '.join(cells)} |\n" for cells in lines) + "\n"


def _cells(attacks: list[Attack]) -> list[str]:
    return [_words([bool(attack.expected(tier)["harm"] or attack.expected(tier)["may"]) for attack in attacks])
            for tier in TIERS]  # fmt: skip


def _words(harmful: list[bool]) -> str:
    if not any(harmful):
        return "blocked"
    return "not blocked" if all(harmful) else f"{sum(harmful)} not blocked"
