"""Attacks: each is graded in every tier, and what it was after is looked at afterwards.

An attack is a folder ``tests/hostile/NAME``: files written over a solved exercise, and
``expected.toml``. The files end in ``.txt``, so that no tool imports or runs them here. Where they
say ``{{SECRET}}`` and the like, they are told where a real target is. ``expected.toml`` says

    about, group   what it does, and the row of the table in docs/isolation.md
    verdict        one verdict or several; codes: the findings that are allowed (any, if not said)
    advice         advice that must be there
    seconds        the time limit of a command, where the attack uses it up
    chosen         in the tier process, it is also run as another user and in a container's profile
    full, filter, process
                   what is different in a tier. There, ``harm`` is the harm that it does, and
                   ``may`` the harm that it may do; none is said where it must do none.
    make           what Git cannot hold: links, pipes, devices, files of many or of no bytes

To write the table anew: ``STILLROOM_WRITE_REPORT=1 pytest tests/hostile``.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier
from tests.hostile.attack import ATTACKS, Attack
from tests.hostile.ground import DEMANDED, Ground, prepared
from tests.hostile.judge import faults
from tests.hostile.table import TIERS, places
from tests.support.paths import ROOT, TESTS

REPORT = ROOT / "docs" / "isolation.md"
ONLY_CHOSEN = os.environ.get("STILLROOM_HOSTILE") == "chosen"
"""Set by tests/hostile/test_users.py, for the tier process. All else is run there as a cohort."""
RUN_IN = [Tier.process] if ONLY_CHOSEN else TIERS
RUN = [folder for folder in ATTACKS if not ONLY_CHOSEN or Attack(folder).about.get("chosen")]


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    """Where the attacks take place."""
    with prepared() as ground:
        yield ground


@pytest.mark.parametrize("tier", RUN_IN)
@pytest.mark.parametrize("folder", RUN, ids=lambda path: path.name)
def test_attack_ends_as_it_must(folder: Path, tier: Tier, ground: Ground) -> None:
    """The verdict is right, nothing outside is read or touched, and the next submission is safe."""
    runner, attack = ground.runner(tier), Attack(folder)
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
    assert ground.honest_model_works(runner)


def _loses_rights(runner: Runner) -> bool:
    """Tell whether this is root's process that becomes another user: some attacks fail by that."""
    return "user-root" in runner.isolation.blocked and os.geteuid() == 0


def test_every_demanded_tier_is_known() -> None:
    """STILLROOM_TEST_TIERS names tiers; whether each is to be had, every attack finds out."""
    assert set(DEMANDED) <= set(TIERS)


@pytest.mark.skipif(ONLY_CHOSEN, reason="some are run here, and all where this is started from")
def test_every_attack_is_run_in_every_tier() -> None:
    """None is left out of what docs/isolation.md says, and every folder is an attack."""
    folders = {path for path in (TESTS / "hostile").iterdir() if path.is_dir()}
    marks = test_attack_ends_as_it_must.pytestmark  # type: ignore[attr-defined]  # pytest's own
    run = {mark.args[0]: set(mark.args[1]) for mark in marks if mark.name == "parametrize"}
    assert run["folder"] == {folder for folder in folders if folder.name != "__pycache__"}
    assert run["tier"] == {Tier.full, Tier.filter, Tier.process}


def test_no_attack_may_do_harm_in_a_strong_tier() -> None:
    """Each says in a sentence what it does, and expects no harm where strangers are graded."""
    attacks = [Attack(folder) for folder in ATTACKS]
    assert all(attack.about["about"].endswith(".") for attack in attacks)
    for tier in (Tier.full, Tier.filter):
        assert not any(attack.expected(tier)["harm"] for attack in attacks)


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
