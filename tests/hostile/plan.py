"""Which attacks are run where: one by one in which tiers, and as a cohort in which profiles.

Two variables change the plan. ``STILLROOM_HOSTILE=all`` runs each attack in every tier and in every
profile, as after a change of the isolation. ``STILLROOM_HOSTILE=chosen`` runs those with
``chosen = true`` in the tier process alone: test_users.py sets it.
"""

import os

from stillroom.sandbox.tiers import Tier
from tests.hostile.attack import ATTACKS, Attack
from tests.hostile.profiles import PROFILES, Profile

TIERS = (Tier.full, Tier.filter, Tier.process)
STRONGEST = "strongest"
"""The strongest tier that is to be had, in the place of the name of a tier."""
_PLAN = os.environ.get("STILLROOM_HOSTILE")
ONLY_CHOSEN, ALL = _PLAN == "chosen", _PLAN == "all"

EVERY = [Attack(folder) for folder in ATTACKS]
CHOSEN = [attack for attack in EVERY if attack.about.get("chosen")]


def one_by_one() -> list[tuple[Attack, str]]:
    """Return each attack with each tier in which this process runs it."""
    if ONLY_CHOSEN:
        return [(attack, Tier.process) for attack in CHOSEN]
    return [(attack, tier) for attack in EVERY for tier in tiers_of(attack, everywhere=ALL)]


def tiers_of(attack: Attack, *, everywhere: bool = False) -> tuple[str, ...]:
    """Return the tiers for *attack*: all where its end depends on the tier, else the strongest."""
    return TIERS if everywhere or attack.depends_on_the_tier else (STRONGEST,)


def cohort_of(profile: Profile, *, everywhere: bool = False) -> list[Attack]:
    """Return the attacks of *profile*: the chosen ones, and those whose turn it is.

    They take turns in the order of their groups, so that each profile has some of each.
    """
    in_turn = [attack for attack in EVERY if everywhere or attack not in CHOSEN]
    in_turn.sort(key=lambda attack: (attack.about["group"], attack.name))
    if everywhere:
        return in_turn
    return sorted(
        CHOSEN + in_turn[PROFILES.index(profile) :: len(PROFILES)], key=lambda attack: attack.name
    )
