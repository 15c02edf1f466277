"""One JSON document per result, one line each: the contract ``stillroom/result/v1``."""

from collections.abc import Sequence

from stillroom.reports.base import About
from stillroom.results.record import Result

is_document = True


def render(results: Sequence[Result], about: About) -> str:
    """Return one line per result, in the order given."""
    return "".join(result.to_json() + "\n" for result in results)
