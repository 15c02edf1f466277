"""Every key of an exercise, misspelt and of another type, is told in one line with its place."""

import copy
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stillroom.course import toml_data
from stillroom.course.exercise import Definition
from stillroom.course.toml_data import read_data, read_toml
from stillroom.errors import StillroomError
from tests.support.paths import ROOT

PATH = Path("exercise.toml")
Table = dict[str, Any]
OTHERS: tuple[object, ...] = (math.inf, True, [[]], {"x": 1}, 10**30, " ")


def tables(whole: Table) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield the place of each table in *whole*, as a message has it, and the way to it."""
    yield "", ()
    yield "begin.", ("begin",)
    for key in ("steps", "data", "expect", "probe"):
        for index in range(len(whole.get(key, ()))):
            yield f"{key}[{index}].", (key, index)


def at(whole: Table, way: tuple[str | int, ...]) -> Table:
    """Return the table of *whole* to which *way* leads."""
    found: Any = whole
    for part in way:
        found = found[part]
    return found  # type: ignore[no-any-return]


def told(monkeypatch: pytest.MonkeyPatch, whole: Table) -> str | None:
    """Return what is said of the definition *whole*, or None where it is taken."""
    monkeypatch.setattr(toml_data, "read_toml", lambda _: whole)
    try:
        read_data(PATH, Definition)
    except StillroomError as error:
        return str(error)
    return None


@pytest.mark.parametrize("name", ["07-orders", "10-two-heads", "12-adopt-database"])
def test_each_key_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = read_toml(ROOT / "exercises" / name / "exercise.toml")
    assert told(monkeypatch, right) is None
    for place, way in tables(right):
        for key, value in at(right, way).items():
            broken = copy.deepcopy(right)
            table = at(broken, way)
            table[f"{key}s"] = table.pop(key)
            said = told(monkeypatch, broken)
            assert said == f"{PATH}: {place}{key}s: unknown key; did you mean {key}?"
            for other in OTHERS:
                if type(other) is type(value):
                    continue
                table = at(broken := copy.deepcopy(right), way)
                table[key] = other
                said = told(monkeypatch, broken)
                assert said, (place, key, other)
                assert said.startswith(f"{PATH}: {place}{key}"), said
                assert "\n" not in said
                assert "Input should" not in said
