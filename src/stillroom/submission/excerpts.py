"""The lines of a learner's file around the one that a finding names."""

from collections.abc import Mapping

from stillroom.results.finding import Finding, SourceLine

LINES_AROUND = 2  # shown before and after the line that a finding names


def with_excerpt(finding: Finding, files: Mapping[str, bytes]) -> Finding:
    """Return *finding* with the lines around the one that it names, where that is in one of *files*.

    Blank lines at both ends are left out.
    """
    if finding.file is None or finding.file not in files or finding.line is None:
        return finding
    lines = files[finding.file].decode("utf-8-sig", "replace").splitlines()
    named = finding.line
    around = {
        number: lines[number - 1]
        for number in range(max(1, named - LINES_AROUND), min(len(lines), named + LINES_AROUND) + 1)
    }
    told = [number for number, text in around.items() if text.strip() or number == named]
    excerpt = tuple(
        SourceLine(number=number, text=text)
        for number, text in around.items()
        if named in around and told[0] <= number <= told[-1]
    )
    return finding.model_copy(update={"excerpt": excerpt})
