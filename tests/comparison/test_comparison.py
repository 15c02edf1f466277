"""Whatever the schema: every road to it is right, and every change to it is seen and named.

How many schemas are tried is a setting. A long run by hand, here with two hundred times as many:

    STILLROOM_EXAMPLES=2000 pytest -n 2 tests/comparison
"""

import os
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from stillroom.schema.compare import compare
from stillroom.schema.tolerances import TOLERANCES

from .changes import CHANGES, changed
from .drawn import draft
from .roads import ROADS, built, declared

EXAMPLES = int(os.environ.get("STILLROOM_EXAMPLES", "10"))

Property = Callable[..., None]


def each_schema(more: int = 1) -> Callable[[Property], Property]:
    """Try the property with EXAMPLES schemas, or a multiple of it."""

    def decorate(prove: Property) -> Property:
        # A schema is drawn from one seed: a failure names it, and has nothing to shrink.
        phases = (Phase.explicit, Phase.reuse, Phase.generate)
        seeds = given(seed=st.integers(min_value=0, max_value=2**64 - 1))
        return settings(max_examples=EXAMPLES * more, deadline=None, phases=phases)(seeds(prove))

    return decorate


@pytest.mark.parametrize("road", ROADS)
@each_schema(more=2)
def test_every_road_leads_to_the_same_schema(road: str, seed: int) -> None:
    """However a schema was built, it is the one that the models declare."""
    random = Random(seed)
    drawn = draft(random)
    expected = built(declared, drawn, random)
    found = built(ROADS[road], drawn, random)
    assert compare(expected, found) == []
    assert compare(found, expected) == []
    assert compare(found, found, TOLERANCES) == []


@pytest.mark.parametrize("name", CHANGES)
@each_schema()
def test_every_change_is_seen_and_named(name: str, seed: int) -> None:
    """One thing that differs is reported with its kind, its table and its name, and nothing else is."""
    random = Random(seed)
    change = changed(CHANGES[name], random, draft(random))
    expected = built(declared, change.expected, random)
    found = built(ROADS[random.choice(list(ROADS))], change.found, random)
    differences = compare(expected, found)
    named = [
        difference
        for difference in differences
        if difference.kind == change.kinds[0] and difference.table == change.table
    ]
    assert [difference for difference in named if change.name in (None, difference.name)], (
        differences
    )
    assert [difference for difference in differences if difference.kind not in change.kinds] == []
    assert compare(found, expected) != []
