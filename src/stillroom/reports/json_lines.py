"""One JSON document per result, one line each: the contract ``stillroom/result/v1``."""

from collections.abc import Sequence

from stillroom.results.record import Result


def render(results: Sequence[Result]) -> str:
    """Return one line per result, in the order given."""
    return "".join(result.to_json() + "\n" for result in results)
