"""A warm runner for each tier, shared by the tests of this folder."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Tier


@pytest.fixture(scope="session")
def runner_of() -> Iterator[Callable[[Tier], Runner]]:
    """Return the runner of a tier; what ends its process costs the next test a new one, no more."""
    with ExitStack() as open_runners:

        @cache
        def runner_of_tier(tier: Tier) -> Runner:
            return open_runners.enter_context(Runner(require=tier, tiers=[tier]))

        yield runner_of_tier
