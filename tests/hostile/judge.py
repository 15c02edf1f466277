"""Whether an attack ended as it must: its verdict, its findings, the harm, and the text of its record."""

import json
from collections.abc import Iterator

from stillroom.results.record import Result
from stillroom.sandbox.tiers import Tier
from tests.hostile.attack import Attack, Outline

STEERING = {*range(32), *range(127, 160), *range(0x200B, 0x2010), *range(0x2028, 0x202F)} | {
    *range(0x2060, 0x206F), 0xFEFF, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)
}  # fmt: skip
LONGEST = 2000


def faults(
    attack: Attack, tier: Tier, result: Result, harm: set[str], may_fail: bool = False
) -> list[str]:
    """Return what is not as ``expected.toml`` says, each in a few words.

    Where the attack *may_fail*, the harm that it is expected to do need not be done, and it may end as
    where it is blocked.
    """
    expected = attack.expected(tier)
    must, allowed = set(expected["harm"]), set(expected["harm"]) | set(expected["may"])
    verdicts = _verdicts(expected) | (_verdicts(attack.about) if may_fail else set())
    mistakes = {finding.code for finding in result.mistakes}
    missing = set(expected.get("advice", ())) - {
        finding.code for finding in result.findings if finding.advice
    }
    has_failed = may_fail and not harm >= must
    checks = {
        f"does harm: {sorted(harm - allowed)}": harm <= allowed,
        f"is no attack, without: {sorted(must - harm)}": harm >= must or has_failed,
        f"verdict: {result.verdict}": result.verdict in verdicts or has_failed,
        f"findings: {sorted(mistakes)}": mistakes <= set(expected.get("codes", mistakes)),
        f"advice is missing: {sorted(missing)}": not missing,
        **{f"text that steers: {text[:200]!a}": False for text in _steering(result)},
    }
    return [words for words, holds in checks.items() if not holds]


def _verdicts(outline: Outline) -> set[str]:
    """The verdicts that *outline* allows: it names one, or several."""
    verdict = outline["verdict"]
    return {verdict} if isinstance(verdict, str) else set(verdict)


def _steering(result: Result) -> Iterator[str]:
    for text in _texts(json.loads(result.to_json())):
        if {ord(character) for character in text} & STEERING or len(text) > LONGEST:
            yield text


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
