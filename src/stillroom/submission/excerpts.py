"""The lines of a learner's file around the one that a finding names."""

from collections.abc import Mapping

from stillroom.results.record import Finding, SourceLine

LINES_AROUND = 2  # shown before and after the line that a finding names


def with_excerpt(finding: Finding, files: Mapping[str, bytes]) -> Finding:
    """Return *finding* with the lines around the one that it names, where it is one of *files*."""
    if finding.file is None or finding.file not in files or finding.line is None:
        return finding
    lines = files[finding.file].decode("utf-8-sig", "replace").splitlines()
    first = max(0, finding.line - 1 - LINES_AROUND)
    around = lines[first : finding.line + LINES_AROUND]
    while len(around) > finding.line - first and not around[-1].strip():
        around.pop()
    excerpt = tuple(
        SourceLine(number=number, text=text) for number, text in enumerate(around, first + 1)
    )
    return finding.model_copy(update={"excerpt": excerpt})
