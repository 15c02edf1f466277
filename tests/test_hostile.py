"""Attacks: each is graded in every tier, and what it was after is looked at afterwards.

An attack is a folder ``tests/hostile/NAME``: files laid over a solved exercise, and
``expected.toml``. The files end in ``.txt``, so that no tool imports or runs them here. Where they
say ``{{SECRET}}`` and the like, they are told where a real target is. ``expected.toml`` says

    about, group   what it does, and the row of the table in docs/isolation.md
    verdict        one verdict or several; codes: the findings that are allowed (any, if not said)
    advice         advice that must be there
    seconds        the time limit of a command, where the attack uses it up
    chosen         it is also run as another user and in a container's profile
    full, filter, process
                   what is different in a tier. There, ``harm`` is the harm that it does, and
                   ``may`` the harm that it may do; none is said where it must do none.
    make           what Git cannot hold: links, pipes, devices, files of many or of no bytes

To write the table anew: ``STILLROOM_WRITE_REPORT=1 pytest tests/test_hostile.py``.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from stillroom.result import Result
from stillroom.runner import Runner
from stillroom.sandbox.tiers import Tier
from tests.hostile.attack import ATTACKS, Attack
from tests.hostile.ground import DEMANDED, Ground
from tests.hostile.table import BEGIN, END, table

REPORT = Path(__file__).parents[1] / "docs" / "isolation.md"
TIERS = (Tier.full, Tier.filter, Tier.process)
RUN = [
    one
    for one in ATTACKS
    if os.environ.get("STILLROOM_HOSTILE") != "chosen" or Attack(one).about.get("chosen")
]
STEERING = {*range(32), *range(127, 160), *range(0x200B, 0x2010), *range(0x2028, 0x202F)} | {
    *range(0x2060, 0x206F), 0xFEFF, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)
}  # fmt: skip


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    """Where the attacks take place, in a folder that every user can enter."""
    work = Path(tempfile.mkdtemp(prefix="hostile-"))
    work.chmod(0o755)
    tempfile.tempdir, usual = str(work / "temporary"), tempfile.tempdir
    ground = Ground(work)
    try:
        yield ground
        ground.close()
    finally:
        tempfile.tempdir = usual
        shutil.rmtree(work, ignore_errors=True)


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("folder", RUN, ids=lambda path: path.name)
def test_attack_ends_as_it_must(folder: Path, tier: Tier, ground: Ground) -> None:
    """The verdict is right, nothing outside is read or touched, and the next submission is safe."""
    runner, attack = ground.runner(tier), Attack(folder)
    expected, targets = attack.expected(tier), ground.targets
    targets.renew()
    project = Path(tempfile.mkdtemp(dir=ground.work)) / attack.name
    attack.lay(project, targets)
    seconds = expected.get("seconds", runner.seconds)
    exercise = expected.get("exercise", "01-add-users")
    result = ground.grade(project, exercise, runner, seconds)
    shutil.rmtree(project)
    shown = [(one.code, one.message[:200]) for one in result.findings]
    harm = targets.harm(result, set(expected["harm"]))
    assert harm - set(expected["may"]) <= set(expected["harm"]), shown
    if harm >= set(expected["harm"]) or not _loses_rights(runner):
        assert harm >= set(expected["harm"]), f"the attack is none: {shown}"
        wanted = expected["verdict"]
        assert result.verdict in (wanted if isinstance(wanted, list) else [wanted]), shown
    if "codes" in expected:
        assert {one.code for one in result.mistakes} <= set(expected["codes"]), shown
    advice = {one.code for one in result.findings if one.advice}
    assert set(expected.get("advice", [])) <= advice, shown
    _assert_harmless_text(result)
    assert ground.left() == []
    assert ground.honest_model_works(runner)


def _loses_rights(runner: Runner) -> bool:
    """Tell whether this is root's process that becomes another user: some attacks fail by that."""
    return "user-root" in runner.isolation.blocked and os.geteuid() == 0


def _assert_harmless_text(result: Result) -> None:
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                yield from texts(one)

    for text in texts(json.loads(result.to_json())):
        assert not {ord(character) for character in text} & STEERING, ascii(text)
        assert len(text) <= 2000


def test_every_demanded_tier_is_known() -> None:
    """STILLROOM_TEST_TIERS names tiers; whether each is to be had, every attack finds out."""
    assert set(DEMANDED) <= set(TIERS)


def test_there_are_many_attacks() -> None:
    """None of them is without a sentence, and in the two strong tiers none is expected to do harm."""
    attacks = [Attack(folder) for folder in ATTACKS]
    assert len(attacks) >= 60
    assert all(attack.about["about"].endswith(".") for attack in attacks)
    for tier in (Tier.full, Tier.filter):
        assert not any(attack.expected(tier)["harm"] for attack in attacks)


@pytest.mark.skipif(not REPORT.exists(), reason="the documents are not here")
def test_the_report_says_what_is_blocked() -> None:
    """docs/isolation.md has the table that follows from what the attacks are expected to do."""
    before, rest = REPORT.read_text("utf-8").split(BEGIN)
    found, after = rest.split(END)
    if os.environ.get("STILLROOM_WRITE_REPORT") == "1":
        REPORT.write_text(before + BEGIN + table() + END + after, "utf-8")
        return
    assert found == table()
