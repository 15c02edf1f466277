"""The samples that the tools are asked about."""

import random
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from stillroom.authoring import samples
from stillroom.authoring.samples import Sample
from stillroom.course.course import Course


def read(root: Path, course: Course, only: str = "*") -> list[Sample]:
    """Return the samples whose name matches the pattern *only*, in the order of their names.

    Those that only isolation holds back are left out: the other tools have none, and one of these
    samples would end the benchmark itself.
    """
    return [sample for sample in samples.matching(root, course, only) if not sample.confined]


def drawn(samples: Sequence[Sample], most: int) -> list[Sample]:
    """Return at most *most* of the samples of each exercise, drawn at random and always the same."""
    chosen: list[Sample] = []
    for exercise, of_exercise in groupby(samples, key=lambda sample: sample.exercise.id):
        all_of_it = list(of_exercise)
        numbers = random.Random(exercise).sample(range(len(all_of_it)), min(most, len(all_of_it)))  # noqa: S311 - a draw, no secret
        chosen += [all_of_it[number] for number in sorted(numbers)]
    return chosen
