"""Two rows of states, the expected and the reached ones, aligned in order by least difference.

A difference that is there at one milestone and still there at the next one counts once: it is one
mistake. Two milestones at one reached state cost something too: a step of the history is missing.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence

Weights = Mapping[Hashable, int]
"""The differences between an expected state and a reached one, each with its weight."""

SHARED = 0.5
"""What it costs that two milestones share a state, or that one was not tried for: less than a difference."""

_Cost = tuple[float, int]
_START: tuple[_Cost, int] = ((0.0, 0), 0)
"""The first expected state: where every way begins, so that its cost decides nothing."""


def align(
    weights: Sequence[Sequence[Weights]], sames: Sequence[int], ends: Collection[int]
) -> list[int]:
    """Return the position of the reached state that comes nearest to each expected one.

    ``weights[e][r]`` says how the reached state *r* differs from the expected state *e*. The first
    expected state is at the first reached one. *ends* are the expected states that may be the last one
    that was tried for, which is then at the last reached state: so many positions are returned.
    ``sames[r]`` is the first position of the run of equal states that *r* belongs to.
    """
    last = len(sames) - 1
    best: list[list[tuple[_Cost, int]]] = [[_START]]
    for expected in range(1, len(weights)):
        best.append([_step(weights, sames, expected, r, best[-1]) for r in range(last + 1)])
    costs = {end: best[end][last][0][0] - SHARED * end for end in ends if len(best[end]) > last}
    if not costs:
        return [0]
    end = min(costs, key=lambda end: (costs[end], -end))
    positions = [last]
    for expected in range(end, 0, -1):
        positions.append(best[expected][positions[-1]][1])
    return positions[::-1]


def _step(
    weights: Sequence[Sequence[Weights]],
    sames: Sequence[int],
    expected: int,
    reached: int,
    before: Sequence[tuple[_Cost, int]],
) -> tuple[_Cost, int]:
    """The least cost of *expected* at *reached*, and where the expected state before it is then."""
    options = []
    for earlier in range(min(reached + 1, len(before))):
        (cost, order), _ = before[earlier]
        new, later = _cost(
            weights[expected][reached], weights[expected - 1][earlier], reached, len(sames)
        )
        shared = SHARED if sames[earlier] == sames[reached] else 0.0
        options.append(((cost + new + shared, order + later), earlier))
    return min(options)


def _cost(weights: Weights, known: Weights, reached: int, last: int) -> _Cost:
    """What is different and was not before; a met milestone is best early, another one late."""
    new = sum(weight for fact, weight in weights.items() if fact not in known)
    return float(new), last - reached if weights else reached
