"""Which attacks are run where: one by one in which tiers, and as a cohort in which profiles.

Two variables change the plan. ``STILLROOM_HOSTILE=all`` runs each attack in every tier and in every
profile, as after a change of the isolation. With ``user`` or ``container``, attacks with
``chosen = true`` are run in the tier process alone: test_users.py sets it, where it starts them so.
"""

import os

from stillroom.sandbox.tiers import Tier
from tests.hostile.attack import ATTACKS, Attack
from tests.hostile.profiles import PROFILES, Profile

TIERS = (Tier.full, Tier.filter, Tier.process)
STRONGEST = "strongest"
"""The strongest tier that is to be had, in the place of the name of a tier."""
_PLAN = os.environ.get("STILLROOM_HOSTILE")
ALL = _PLAN == "all"
WITHOUT_A_BOUNDARY = ("user", "container")
"""How the grader is started for attacks in the tier process, beside the way in which it is started here."""
ONLY_SOME = _PLAN in WITHOUT_A_BOUNDARY
DEPENDENT = {"other processes", "parts of the kernel"}
"""Groups of attacks whose end depends most on who the user is, and on what a container refuses."""

EVERY = [Attack(folder) for folder in ATTACKS]
CHOSEN = [attack for attack in EVERY if attack.about.get("chosen")]


def one_by_one() -> list[tuple[Attack, str]]:
    """Return each attack with each tier in which this process runs it."""
    if _PLAN in WITHOUT_A_BOUNDARY:
        return [(attack, Tier.process) for attack in without_a_boundary(_PLAN)]
    return [(attack, tier) for attack in EVERY for tier in tiers_of(attack, everywhere=ALL)]


def tiers_of(attack: Attack, *, everywhere: bool = False) -> tuple[str, ...]:
    """Return the tiers for *attack*: all where its end depends on the tier, else the strongest."""
    return TIERS if everywhere or attack.depends_on_the_tier else (STRONGEST,)


def without_a_boundary(start: str) -> list[Attack]:
    """Return the attacks for the tier process where the grader is started so: they take turns."""
    dependent = [attack for attack in CHOSEN if attack.about["group"] in DEPENDENT]
    in_turn = [attack for attack in CHOSEN if attack not in dependent]
    return dependent + in_turn[WITHOUT_A_BOUNDARY.index(start) :: len(WITHOUT_A_BOUNDARY)]


def cohort_of(profile: Profile, *, everywhere: bool = False) -> list[Attack]:
    """Return the attacks of *profile*: chosen ones, and those whose turn it is.

    They take turns in the order of their groups, so that each profile has some of each. All of the
    chosen ones are run on a usual machine, and each of them in one of the two containers.
    """
    in_turn = [attack for attack in EVERY if everywhere or attack not in CHOSEN]
    in_turn.sort(key=lambda attack: (attack.about["group"], attack.name))
    if everywhere:
        return in_turn
    containers = [profile for profile in reversed(PROFILES) if profile.in_container]
    turn = containers.index(profile) if profile.in_container else None
    chosen = CHOSEN if turn is None else CHOSEN[turn :: len(containers)]
    in_turn = in_turn[PROFILES.index(profile) :: len(PROFILES)]
    return sorted(chosen + in_turn, key=lambda attack: attack.name)
