"""The samples that the tools are asked about."""

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
