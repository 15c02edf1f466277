"""The lines of a learner's file that a finding shows."""

from stillroom.results.finding import Finding
from stillroom.submission.excerpts import with_excerpt

FILES = {"app/models.py": b"".join(b"    line %d\n" % number for number in range(1, 10))}


def around(file: str | None, line: int | None) -> list[tuple[int, str]]:
    """Return the lines that a finding in *line* of *file* shows."""
    finding = Finding(code="name-error", message="m", hint="h", file=file, line=line)
    return [(line.number, line.text) for line in with_excerpt(finding, FILES).excerpt]


def test_an_excerpt_has_the_named_line_and_those_around_it() -> None:
    assert around("app/models.py", 5) == [(number, f"    line {number}") for number in range(3, 8)]
    assert [number for number, _ in around("app/models.py", 1)] == [1, 2, 3]


def test_blank_lines_at_the_ends_are_not_shown() -> None:
    """The line itself is, whatever it holds."""
    finding = Finding(code="name-error", message="m", hint="h", file="a.py", line=2)
    for code in (b"\nx\n\n", b"\n\n"):
        assert [line.number for line in with_excerpt(finding, {"a.py": code}).excerpt] == [2]
    inner = with_excerpt(finding, {"a.py": b"x\n\n\ny"}).excerpt
    assert [line.number for line in inner] == [1, 2, 3, 4]


def test_what_was_not_graded_is_not_shown() -> None:
    """Nor is a line that a file does not have."""
    for file, line in (
        ("app/models.py", 99),
        ("../secret.py", 1),
        (None, 1),
        ("app/models.py", None),
    ):
        assert around(file, line) == [], (file, line)
