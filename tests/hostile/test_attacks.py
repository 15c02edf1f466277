"""Attacks: each is graded, and what it was after is looked at afterwards.

An attack that ends otherwise in some tier is graded in every tier, the others in the strongest one
that is to be had; see ``plan.py``.

An attack is a folder ``tests/hostile/NAME``: files written over a solved exercise, and
``expected.toml``. The files end in ``.txt``, so that no tool imports or runs them here. Where they
say ``{{SECRET}}`` and the like, they are told where a real target is. ``expected.toml`` says

    about, group   what it does, and the row of the table in docs/isolation.md
    verdict        one verdict or several; codes: the findings that are allowed (any, if not said)
    advice         advice that must be there
    seconds        the time limit of a command, where the attack uses it up
    chosen         it is a part of two cohorts of attacks, and in the tier process, it is also run
                   one by one as another user or in a container's profile
    full, filter, process
                   what is different in a tier; it is run in all of them. There, ``harm`` is the harm that it does, and
                   ``may`` the harm that it may do; none is said where it must do none.
    make           what Git cannot hold: links, pipes, devices, files of many or of no bytes

To write the table anew: ``STILLROOM_WRITE_REPORT=1 pytest tests/hostile``.
"""

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier
from tests.hostile.attack import Attack
from tests.hostile.ground import APART, DEMANDED, ON_THE_RUNNER, Ground, prepared
from tests.hostile.judge import faults
from tests.hostile.plan import EVERY, ONLY_SOME, STRONGEST, TIERS, one_by_one, tiers_of
from tests.hostile.table import places
from tests.support.paths import ROOT, TESTS

REPORT = ROOT / "docs" / "isolation.md"
RUN = one_by_one()


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    """Where the attacks take place."""
    with prepared() as ground:
        yield ground


@pytest.mark.parametrize(
    ("attack", "where"), RUN, ids=[f"{attack.name}-{where}" for attack, where in RUN]
)
def test_attack_ends_as_it_must(attack: Attack, where: str, ground: Ground) -> None:
    """The verdict is right, nothing outside is read or touched, and the next submission is safe."""
    tier = ground.strongest(TIERS) if where == STRONGEST else Tier(where)
    runner = ground.runner(tier)
    expected, targets = attack.expected(tier), ground.targets
    targets.renew()
    project = Path(tempfile.mkdtemp(dir=ground.work)) / attack.name
    attack.write_into(project, targets)
    seconds = expected.get("seconds", runner.seconds)
    result = ground.grade(project, attack.exercise, runner, seconds)
    shutil.rmtree(project)
    harm = targets.harm(result, set(expected["harm"]))
    wrong = faults(attack, tier, result, harm, may_fail=_loses_rights(runner))
    assert not wrong, (
        wrong,
        [(finding.code, finding.message[:200]) for finding in result.findings],
    )
    assert ground.left() == []
    assert ground.harms_the_next(attack, tier) == []


def _loses_rights(runner: Runner) -> bool:
    """Tell whether this is root's process that becomes another user: some attacks fail by that."""
    return "user-root" in runner.isolation.blocked and os.geteuid() == 0


def test_an_attack_that_spoils_the_next_submission_is_named(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once where it is on the runner; the others with those before them."""
    tier = ground.strongest(TIERS)
    monkeypatch.setattr(ground, "untried", defaultdict(list))
    monkeypatch.setattr(ground, "_honest_model_works", lambda _runner: False)
    on_the_runner = [attack for attack in EVERY if attack.about["group"] in ON_THE_RUNNER]
    others = [attack for attack in EVERY if attack not in on_the_runner][:APART]
    assert {attack.about["group"] for attack in on_the_runner} == ON_THE_RUNNER
    for attack in on_the_runner:
        assert ground.harms_the_next(attack, tier) == [attack.name]
    told = [ground.harms_the_next(attack, tier) for attack in others]
    assert told == [[]] * (APART - 1) + [[attack.name for attack in others]]


def test_every_demanded_tier_is_known() -> None:
    """STILLROOM_TEST_TIERS names tiers; whether each is to be had, every attack finds out."""
    assert set(DEMANDED) <= set(TIERS)


@pytest.mark.skipif(ONLY_SOME, reason="some are run here, and all where this is started from")
def test_every_attack_is_run_where_it_has_to_be() -> None:
    """None is left out: each in the strongest tier, and in all of them if that makes a difference."""
    folders = {path.name for path in (TESTS / "hostile").iterdir() if path.is_dir()}
    assert {attack.name for attack in EVERY} == folders - {"__pycache__"}
    for attack in EVERY:
        ends = [attack.expected(tier) for tier in TIERS]
        is_the_same = all(end == ends[0] for end in ends)
        assert set(tiers_of(attack)) == ({STRONGEST} if is_the_same else set(TIERS))
        assert {where for run, where in RUN if run is attack} >= set(tiers_of(attack))


def test_no_attack_may_do_harm_in_a_strong_tier() -> None:
    """Each says in a sentence what it does, and expects no harm where strangers are graded."""
    assert all(attack.about["about"].endswith(".") for attack in EVERY)
    for tier in (Tier.full, Tier.filter):
        assert not any(attack.expected(tier)["harm"] for attack in EVERY)


@pytest.mark.skipif(not REPORT.exists(), reason="the documents are not here")
def test_the_report_says_what_is_blocked() -> None:
    """docs/isolation.md has the tables that follow from what the attacks are expected to do."""
    text = REPORT.read_text("utf-8")
    for place, table in places().items():
        begin, end = f"<!-- {place} -->\n", f"<!-- end of {place} -->"
        before, rest = text.split(begin)
        shown, after = rest.split(end)
        if os.environ.get("STILLROOM_WRITE_REPORT") == "1":
            text = before + begin + table + end + after
            REPORT.write_text(text, "utf-8")
        else:
            assert shown == table
