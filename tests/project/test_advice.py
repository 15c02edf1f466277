"""Advice is data, and a terminal spells it as sessions of nox or as commands."""

import pytest

from stillroom.project.advice import (
    FACE,
    Advice,
    AdvisedError,
    NextStep,
    advice,
    as_command,
    for_terminal,
    through_nox,
)

pytestmark = pytest.mark.fast

STEPS = [
    (NextStep("check"), "nox -s check", "stillroom check"),
    (NextStep("start", "02-x"), "nox -s start -- 02-x", "stillroom start 02-x"),
    (
        NextStep("start", "02-x", "--overwrite"),
        "nox -s start -- 02-x --overwrite",
        "stillroom start 02-x --overwrite",
    ),
    (NextStep("upgrade", "head"), "alembic upgrade head", "alembic upgrade head"),
]


@pytest.mark.parametrize(("step", "nox", "command"), STEPS)
def test_a_step_is_a_session_or_a_command(step: NextStep, nox: str, command: str) -> None:
    """Alembic's own commands are the same everywhere."""
    assert (through_nox(step), as_command(step)) == (nox, command)


@pytest.mark.parametrize(("face", "shown"), [("nox", "nox -s hint"), ("", "stillroom hint")])
def test_the_terminal_is_told_by_the_environment(
    face: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The starter's sessions say that they run the command; nobody else does."""
    monkeypatch.setenv(FACE, face)
    assert for_terminal()(NextStep("hint")) == shown
    assert Advice(("Run: ", NextStep("hint"), ".")).spelled() == f"Run: {shown}."
    assert str(AdvisedError(advice("Run: ", NextStep("hint")))) == f"Run: {shown}"


def test_advice_is_put_together() -> None:
    """Advice in advice lies flat; its steps can be had without the words."""
    check = NextStep("check")
    inner = advice("then ", check)
    assert advice("Mend it, ", inner, ".") == Advice(("Mend it, ", "then ", check, "."))
    assert advice("Mend it, ", inner).steps == (check,)
