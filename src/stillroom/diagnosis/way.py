"""The way up that a history really took, aligned with the states that its exercise names."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from stillroom.course.exercise import Exercise
from stillroom.course.steps import EMPTY
from stillroom.diagnosis.alignment import Weights, align
from stillroom.diagnosis.causes import causes
from stillroom.diagnosis.context import Context, Fact, Problem, fact
from stillroom.schema.compare import Difference, compare
from stillroom.schema.model import Schema, Table


def expected_path(exercise: Exercise) -> list[str]:
    """Return the states of *exercise* in the order in which a history passes them on its way up.

    A state that only a step back leads to lies before the one that it leads back from.
    """
    path, here = [exercise.definition.begin.legacy or EMPTY], 0
    for step in exercise.steps:
        back = step.action == "downgrade"
        if step.action == "models" or step.state == path[here]:
            continue
        if step.state in path:
            here = path.index(step.state)
        else:
            here = max(here, 1) if back else here + 1
            path.insert(here, step.state)
    return path


@dataclass(frozen=True)
class Way:
    """The states that a history reached, and the expected ones, in order."""

    context: Context
    path: Sequence[str]
    """The names of the expected states; the first one is where the exercise begins."""
    reached: Sequence[tuple[str | None, Schema]]
    """Each revision with the schema after it; the first one has no revision."""
    ends: Sequence[int]
    """The expected states, by their number in the path, that may be the last one tried for."""

    @cached_property
    def positions(self) -> list[int]:
        """For each expected state, as far as the way went, the number of the reached one."""
        return align(self._weights, self.sames, self.ends)

    def position(self, expected: int) -> int:
        """The number of the reached state that comes nearest to an expected one."""
        return self.positions[expected]

    def differences(self, expected: int, reached: int) -> list[Difference]:
        """How a reached state differs from an expected one, each difference with its own cause."""
        return self._causes[expected][self.sames[reached]]

    def expected(self, number: int) -> Schema:
        """The schema of an expected state."""
        return self.context.states[self.path[number]]

    def is_of_later(self, difference: Difference, expected: int) -> bool:
        """Tell whether *difference* is what a later expected state asks for: it came too early."""
        later = self.later(expected)
        if later is None:
            return False
        return fact(difference) not in self.facts(later, self.position(expected))

    def later(self, expected: int) -> int | None:
        """The later expected state that is nearest to the place of an expected one, if one is nearer."""
        position = self.position(expected)
        here = _total(self.differences(expected, position))
        others = range(expected + 1, len(self._causes))
        nearest = min(
            others, key=lambda other: _total(self.differences(other, position)), default=None
        )
        if nearest is None or _total(self.differences(nearest, position)) >= here:
            return None
        return nearest

    def facts(self, expected: int, reached: int) -> set[Fact]:
        """What the differences between the two are about."""
        return {fact(difference) for difference in self.differences(expected, reached)}

    def is_only_mistake(self, difference: Difference) -> bool:
        """Tell whether the way went to its end, and nothing but *difference* was wrong on it."""
        if len(self.positions) < len(self._causes):
            return False
        found = [self.facts(*place) for place in enumerate(self.positions)]
        return set().union(*found) <= {fact(difference)}

    def arrival(self, difference: Difference, expected: int, reached: int) -> int:
        """The first state from which on *difference* from the expected state is there up to *reached*."""
        while reached and difference in self._present(expected, reached - 1):
            reached -= 1
        return reached

    def idle(self, reached: int) -> bool:
        """Tell whether the revision of a reached state changed nothing; a merge need not."""
        return reached > 0 and self.sames[reached] != reached and not self.merges(reached)

    def comes_nearer(self, expected: int, reached: int) -> bool:
        """Tell whether the revision of a reached state leads towards an expected one."""
        now, before = (self.differences(expected, number) for number in (reached, reached - 1))
        return _total(now) < _total(before)

    def merges(self, reached: int) -> bool:
        """Tell whether the revision of a reached state merges others."""
        file = self.context.history.of(self.reached[reached][0])
        return file is not None and len(file.parents) > 1

    @cached_property
    def sames(self) -> list[int]:
        """For each reached state, the number of the first one of the run of equal ones."""
        numbers = [0]
        schemas = [schema for _, schema in self.reached]
        for number, (before, after) in enumerate(pairwise(schemas), 1):
            numbers.append(numbers[-1] if before == after else number)
        return numbers

    @cached_property
    def _causes(self) -> list[dict[int, list[Difference]]]:
        states = self.context.states
        copied = self.context.copy_line("upgrade") is not None
        return [
            {
                number: causes(
                    states[name], self.reached[number][1], states.backend.hints, states.exact,
                    copied=copied,
                )
                for number in set(self.sames)
            }
            for name in self.path[: max(self.ends) + 1]
        ]  # fmt: skip

    @cached_property
    def _weights(self) -> list[list[Weights]]:
        by_number = [
            {number: _weights(differences) for number, differences in row.items()}
            for row in self._causes
        ]
        return [[row[number] for number in self.sames] for row in by_number]

    def _present(self, expected: int, reached: int) -> list[Difference]:
        states = self.context.states
        told = self.differences(expected, reached)
        schema = self.reached[reached][1]
        return [*told, *compare(states[self.path[expected]], schema, states.exact)]


_EXTRA_TABLE = 3
"""A table too many is one mistake, and still more than a wrong column."""


def _weights(differences: Sequence[Difference]) -> Weights:
    weights: dict[Hashable, int] = {}
    for difference in differences:
        about = fact(difference)
        weights[about] = weights.get(about, 0) + _weight(difference)
    return weights


def _total(differences: Sequence[Difference]) -> int:
    return sum(map(_weight, differences))


def _weight(difference: Difference) -> int:
    """A missing table counts for all that is in it, so that a state without it is far away."""
    if difference.kind == "table-extra":
        return _EXTRA_TABLE
    table = difference.expected
    if difference.kind != "table-missing" or not isinstance(table, Table):
        return 1
    constraints = (table.uniques, table.indexes, table.foreign_keys, table.checks)
    return 1 + len(table.columns) + sum(map(len, constraints))


def way_to(problem: Problem, context: Context) -> Way:
    """Return the way up that ended in *problem*, where another state than that of its step was found."""
    path = expected_path(context.exercise)
    state = problem.step.state
    if state not in path:
        path.append(state)
    reached = [(revision, state.schema) for revision, state in context.walk]
    if problem.step.action == "stamp":
        reached = [(None, Schema()), (problem.revision, problem.found.schema)]
        path = [EMPTY, state]
    elif is_elsewhere(problem, context):
        reached.append((problem.revision, problem.found.schema))
    number = path.index(state)
    goes_on = problem.step.action != "upgrade" and not is_elsewhere(problem, context)
    ends = range(number, len(path)) if goes_on else [number]
    return Way(context, path, reached, ends)


def is_elsewhere(problem: Problem, context: Context) -> bool:
    """Tell whether the database is not where the last revision left it: something else has changed it."""
    return context.walk[-1][1].schema != problem.found.schema


def way_so_far(context: Context) -> Way:
    """Return the way up as far as it went before an error."""
    path = expected_path(context.exercise)
    reached = [(revision, state.schema) for revision, state in context.walk]
    return Way(context, path, reached, range(len(path)))
