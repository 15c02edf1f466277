"""Answers that are alike are found whatever is called otherwise; what everybody writes is no evidence."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stillroom.authoring import projects
from stillroom.cohort.copies import Known, compared, copies_in, find
from stillroom.cohort.pseudonyms import PSEUDONYM, Pseudonyms
from stillroom.course.base import bare_files, base_files
from stillroom.course.course import Course
from stillroom.reports.copies import CAUTION, render
from stillroom.results.copies import Alike, Copies
from stillroom.submission.handed_in import ANY

pytestmark = pytest.mark.fast

BEGUN = {"app/models.py": b'"""The tables."""\n\nclass User(Base):\n    name: Mapped[str] = mapped_column(String(50))\n'}  # fmt: skip
REVISION = "migrations/versions/0002.py"
USUAL = '''"""add email

Revision ID: {id}
Create Date: {date}
"""
revision = "{id}"

def upgrade() -> None:
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))

def downgrade() -> None:
    op.drop_column("users", "email")
'''
ODD = '''"""add email

Revision ID: {id}
"""
revision = "{id}"

def upgrade() -> None:
    # {remark}
    columns = []
    for title in ["email"]:
        columns.append(sa.Column(title, sa.String(255)))
    with op.batch_alter_table("users") as batch:
        for each in columns:
            batch.add_column(each)

def downgrade() -> None:
    with op.batch_alter_table("users") as batch:
        batch.drop_column("email")
'''
SOLVED = USUAL.replace("    op.add", "    # One operation is enough: SQLite adds a column in place.\n    op.add")  # fmt: skip
SOLUTION = SOLVED.format(id="a1b2c3d4e5f6", date="2026-01-01").encode()


def usual(number: int) -> bytes:
    """Return the answer that most learners write."""
    return USUAL.format(id=f"{number:012x}"[::-1], date=f"2026-11-{number:02}").encode()


def odd(number: int, remark: str = "all the columns, one after the other") -> str:
    """Return an answer that nobody else writes."""
    return ODD.format(id=f"{number:012x}"[::-1], remark=remark)


def compare(revisions: Mapping[str, str | bytes]) -> list[Alike]:
    """Return what is alike in a class of learners, each with a revision."""
    known = Known(BEGUN, {"the solution": {REVISION: SOLUTION}}, True)
    owned = [
        each
        for name, text in revisions.items()
        for each in known.owned(name, {**BEGUN, REVISION: text if isinstance(text, bytes) else text.encode()})
    ]  # fmt: skip
    return find([*owned, *known.of_course()], len(revisions))[0]


def names(alike: Alike) -> list[str]:
    """Return whose the files are."""
    return sorted(passage.submission for passage in alike.passages)


CLASS = {f"learner {number}": usual(number) for number in range(20)}


def test_what_everybody_writes_and_what_the_course_gives_is_no_evidence() -> None:
    """Twenty right answers to a short task are alike; so are those who have done nothing."""
    assert compare(CLASS) == []
    assert compare(dict.fromkeys(("anna", "ben"), b"")) == []


CHANGES: dict[str, tuple[str, Callable[[str], str]]] = {
    "nothing": ("letters", lambda text: text),
    "line ends": ("letters", lambda text: "\ufeff" + text.replace("\n", " \r\n")),
    "comments": ("code", lambda text: text.replace("add email", "a column").replace("# all", "\n    # in")),
    "id": ("code", lambda text: text.replace("0" * 9, "f" * 9)),
    "layout": ("code", lambda text: text.replace('["email"]', "[\n        'email',\n    ]")),
    "names": ("names", lambda text: text.replace("columns", "neue").replace("title", "t").replace("each", "e")),
    "some names": ("names", lambda text: text.replace("batch:", "b:").replace("batch.", "b.")),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_an_answer_that_was_changed_a_little_is_found(name: str) -> None:
    """Whatever was changed on the way; the two are told, with their file, and nobody else."""
    kind, change = CHANGES[name]
    (alike,) = compare({**CLASS, "anna": odd(77), "ben": change(odd(77))})
    assert (alike.kind, names(alike), alike.percent) == (kind, ["anna", "ben"], 100)
    assert {passage.file for passage in alike.passages} == {REVISION}


def test_a_part_is_told_with_its_lines() -> None:
    """One of the two has more than the other; the lines are those that both have."""
    more = (
        odd(78)
        + '\n\ndef check(rows):\n    """Look at every row."""\n    return [row for row in rows if row.email]\n'
    )
    (alike,) = compare({**CLASS, "anna": odd(77), "ben": more})
    assert (alike.kind, names(alike)) == ("part", ["anna", "ben"])
    assert alike.percent >= 80
    assert [passage.lines for passage in alike.passages] == [((7, 18),), ((7, 18),)]
    assert alike.remarks == ("all the columns, one after the other",)


def test_the_solution_of_the_course_is_known_by_its_remarks() -> None:
    """A class that copied it is told, however many they are; a learner's own usual answer is not."""
    copied = dict.fromkeys((f"copy {number}" for number in range(15)), SOLUTION)
    (alike,) = compare({**CLASS, **copied})
    assert alike.kind == "letters"
    assert names(alike) == sorted([*copied, "the solution"])
    assert "One operation is enough: SQLite adds a column in place." in alike.remarks
    text = render(
        Copies(
            schema="stillroom/copies/v1", exercise="02", submissions=35, common=8, alike=(alike,)
        )
    )
    assert "  the solution: migrations/versions/0002.py, lines 1-14\n" in text
    assert "  and 4 more\n" in text
    assert text.endswith(CAUTION + "\n")
    (pair,) = compare({**CLASS, "anna": odd(77), "ben": odd(77)})
    both = Copies(
        schema="stillroom/copies/v1", exercise="02", submissions=35, common=8, alike=(alike, pair)
    )
    assert render(both).index("  ben: ") < render(both).index("  the solution: ")


def test_files_that_are_no_python_cost_nobody_anything() -> None:
    """Bytes, quotes without an end, and a file without an end of its words."""
    odd_files: dict[str, str | bytes] = {
        "bytes": bytes(range(256)) * 20, "quotes": '"""' * 999 + "'" * 999 + "\\" * 99, "nothing": b"",
        "words": "x = 1\n" * 30_000, "deep": "(" * 20_000, "line": "a" * 190_000,
    }  # fmt: skip
    assert compare(odd_files) == []


def test_a_class_of_two_thousand_is_compared_by_looking_up() -> None:
    """Two copies among them are found, and the pairs that are counted stay few."""
    large = {
        f"learner {number}": usual(number % 28 + 1) + b"\n# %d is mine\n" % number
        for number in range(2000)
    }
    alike = compare({**large, "anna": odd(77), "ben": odd(78, "in one go, all of them")})
    assert [names(each) for each in alike if "anna" in names(each)] == [["anna", "ben"]]


def test_a_folder_of_submissions_is_compared(tmp_path: Path, course: Course) -> None:
    """A checkout of a published branch holds the answer of the exercise before; it is told."""
    exercise = course.find("02")
    for name, files in {
        "anna": course.find("03").start.over({**base_files(), **bare_files()}),
        "ben": exercise.start.over({**base_files(), **bare_files()}),
        "chen": {"notes.txt": b"nothing"},
    }.items():
        projects.write_all(files, tmp_path / name)
    found = copies_in(compared(tmp_path, ANY), course, exercise)
    assert found.submissions == 3
    assert any("chen: not compared: " in str(remark) for remark in found.remarks)
    revision = [each for each in found.alike if each.passages[0].file.startswith("migrations/")]
    assert {each.kind for each in revision} == {"letters"}
    assert "anna" in names(revision[0]) and any(each.is_course for each in revision[0].passages)
    assert not any("ben" in names(each) for each in found.alike)


def test_without_names_everybody_has_the_pseudonym_of_the_reports(
    tmp_path: Path, course: Course
) -> None:
    """Also in comments and the names of files; the course keeps its own name."""
    exercise = course.find("02")
    solved = course.find("03").start.over({**base_files(), **bare_files()})
    mine = b"# Berenike and Yaroslav did this one together\n# before the lesson began, in the library\nx = 1\n"
    for name in ("Berenike Oduya", "Yaroslav"):
        files = {**solved, "app/berenike_notes.py": mine}
        projects.write_all(files, tmp_path / name)
    projects.write_all({"notes.txt": b"nothing"}, tmp_path / "Zebulon")
    sources = compared(tmp_path, ANY)
    found = copies_in(sources, course, exercise)
    names = Pseudonyms(b"0123456789abcdef")
    hidden = names.copies(found, sources)
    text = hidden.to_json() + render(hidden)
    assert not any(name in text.lower() for name in ("berenike", "yaroslav", "zebulon", "oduya"))
    passages = [passage for each in hidden.alike for passage in each.passages]
    assert {passage.submission for passage in passages if not passage.is_course} == {
        names.of("Berenike Oduya"), names.of("Yaroslav"),
    }  # fmt: skip
    assert any(passage.is_course and "02-add-email" in passage.submission for passage in passages)
    assert all(PSEUDONYM.fullmatch(remark.submission) for remark in hidden.remarks[:1])
    assert any("together" in remark for each in hidden.alike for remark in each.remarks)
