"""``--anonymous``: no name is left in a report or a summary, and pseudonyms stay the same."""

from pathlib import Path

import pytest

from stillroom.cohort.kept_class import summary_of
from stillroom.cohort.kept_results import read_kept
from stillroom.cohort.pseudonyms import FILE, pseudonyms
from stillroom.cohort.source import Source
from stillroom.errors import StillroomError
from stillroom.reports.base import REPORTS, SUMMARIES, About, scope_of
from stillroom.results.adjustment import Adjustment
from stillroom.results.copies import Alike, Copies, Kind, Passage
from stillroom.results.finding import Finding
from stillroom.results.record import Graded
from stillroom.results.summary import Regraded, SharedRevision, StuckRow
from tests.support import records, twelve

pytestmark = pytest.mark.fast


@pytest.mark.parametrize("name", sorted(set(REPORTS.names()) - {"moodle", "moodle-feedback"}))
def test_no_report_has_a_name(tmp_path: Path, name: str) -> None:
    """Neither of a learner, nor an address, an id, a group or a path."""
    results = read_kept(twelve.kept(tmp_path)).results
    hidden = pseudonyms(tmp_path).results(results)
    report = REPORTS.find(name)
    for each in hidden if scope_of(report) else [None]:
        text = report.render(hidden if each is None else [each], About(width=300))
        assert "learner" in text
        for word in ("Anna", "Okoro", "雪 Yuki", "Fay", "example.org", "s001", "_4701_", "alert(1)/", str(tmp_path)):  # fmt: skip
            assert word not in text


def test_names_inside_of_texts_are_hidden_too(tmp_path: Path) -> None:
    """As whole words; what is the same word by chance in the language of the course stays."""
    finding = Finding(
        code="code-error", message="In /home/subs/Anna Berg/app: Anna Bergman, a@x.org", hint="."
    )
    given = Graded(verdict="failed", points=4, max_points=10)
    comment = Adjustment(action="comment", comment="Anna Berg was ill", by="Ms Roe")
    anna = records.result("failed", "Anna Berg").model_copy(
        update={
            "findings": (finding,), "about": {"email": "a@x.org", "group": "users"},
            "graded": given, "adjustments": (comment,),
        }
    )  # fmt: skip
    passed = records.result("failed", "passed").model_copy(update={"handed_in": "empty"})
    first, second = sorted(pseudonyms(tmp_path).results([anna, passed]), key=lambda each: len(each.adjustments))  # fmt: skip
    assert first.steps[0].status == "passed"
    name = second.submission
    assert second.findings[0].message == f"In /home/subs/{name}/app: {name} Bergman, {name}"
    assert second.adjustments[0].comment == f"{name} was ill"
    assert second.steps == anna.steps
    assert second.about == {}


def test_pseudonyms_stay_the_same_as_long_as_their_key_does(tmp_path: Path) -> None:
    """Another folder has others, and so has nobody who only knows the names."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = pseudonyms(tmp_path / "a").of("anna")
    assert pseudonyms(tmp_path / "a").of("anna") == first
    assert pseudonyms(tmp_path / "b").of("anna") != first
    (tmp_path / "b" / FILE).write_bytes((tmp_path / "a" / FILE).read_bytes())
    assert pseudonyms(tmp_path / "b").of("anna") == first
    (tmp_path / "b" / FILE).write_bytes(b"\n")
    with pytest.raises(StillroomError, match="too short"):
        pseudonyms(tmp_path / "b")


@pytest.mark.parametrize("name", SUMMARIES.names())
def test_no_summary_has_a_name(tmp_path: Path, name: str) -> None:
    summary = pseudonyms(tmp_path).summary(records.summary())
    text = SUMMARIES.find(name).render(summary, About(width=300))
    for word in ("learner-0", "learner-1", "Ben", "Chen", "chen.json"):
        assert word not in text
    assert "learner" in text and "column" in text
    assert (summary.passed, summary.error, summary.max_points) == (1, 1, 10)


def test_no_list_is_in_the_order_of_the_names(tmp_path: Path) -> None:
    """Or whoever has the names of the class could tell who is who."""
    names = tuple(f"name {number:02}" for number in range(12))
    row = StuckRow(step=1, command="alembic upgrade head", submissions=names)
    summary = records.summary().model_copy(
        update={"stuck": (row,), "identical": (names[:2], names[2:8], names[8:])}
    )
    hidden = pseudonyms(tmp_path).summary(summary)
    lists = [hidden.stuck[0].submissions, *hidden.identical]
    assert [len(each) for each in sorted(lists, key=len)] == [2, 4, 6, 12]
    assert all(list(each) == sorted(each) for each in lists)
    assert list(hidden.identical) == sorted(hidden.identical)


def test_no_copies_are_in_the_order_of_the_names(tmp_path: Path) -> None:
    passages = [
        Passage(submission=f"name {number:02}", file="app/models.py", lines=((1, 2),))
        for number in range(8)
    ]
    course = Passage(submission="the solution", is_course=True, file="app/models.py", lines=())
    alike = Alike(kind="letters", percent=100, passages=(course, *passages))
    copies = Copies(
        schema="stillroom/copies/v1", exercise="01", submissions=8, common=3, alike=(alike,)
    )
    sources = [Source(name=f"name {number:02}", path=None) for number in range(8)]
    (hidden,) = pseudonyms(tmp_path).copies(copies, sources).alike
    shown = [each.submission for each in hidden.passages]
    assert shown == [*sorted(shown[:-1]), "the solution"]


def test_no_block_of_copies_is_in_the_order_of_the_names(tmp_path: Path) -> None:
    """Blocks that are as strong stand in the order of the pseudonyms; the strongest evidence is first."""

    def block(first: int, kind: Kind = "letters", percent: int = 100) -> Alike:
        pair = [
            Passage(submission=f"name {number:02}", file="app/models.py", lines=((1, 2),))
            for number in (first, first + 1)
        ]
        return Alike(kind=kind, percent=percent, passages=tuple(pair))

    alike = (*map(block, range(0, 20, 2)), block(20, "part", 90), block(22, "part", 95))
    copies = Copies(
        schema="stillroom/copies/v1", exercise="01", submissions=24, common=3, alike=alike
    )
    sources = [Source(name=f"name {number:02}", path=None) for number in range(24)]
    hidden = pseudonyms(tmp_path).copies(copies, sources).alike
    firsts = [each.passages[0].submission for each in hidden[:10]]
    assert firsts == sorted(firsts)
    assert [each.percent for each in hidden] == [100] * 10 + [95, 90]


def test_no_example_and_no_table_follows_the_names(tmp_path: Path) -> None:
    """Or the one who is first in the alphabet could be found among those who have a finding."""
    results = [records.result("failed", f"name {number:02}") for number in range(12)]
    faults = [records.fault(f"nobody {number:02}") for number in range(12)]
    summary = summary_of([*results, *faults])
    regraded = tuple(
        Regraded(submission=each.submission, before="a", after="b", because=()) for each in results
    )
    shared = tuple(
        SharedRevision(revisions=("a1",), submissions=(first.submission, second.submission), identical=())
        for first, second in zip(results, faults, strict=True)
    )  # fmt: skip
    summary = summary.model_copy(
        update={
            "regraded": regraded,
            "shared": shared,
            "remarks": ("name 01 and name 02: late.",),
            "of_the_roster": ("name 01 is odd.",),
        }
    )
    names = pseudonyms(tmp_path)
    hidden = names.summary(summary, [*results, *faults])
    assert hidden.findings[0].example == min(names.of(each.submission) for each in results)
    for listed in (hidden.no_verdict, hidden.regraded):
        assert [each.submission for each in listed] == sorted(each.submission for each in listed)
    groups = [each.submissions for each in hidden.shared]
    assert groups == sorted(groups)
    assert hidden.of_the_roster == ()
    assert hidden.remarks == (
        "1 sentence with names is not shown; without --anonymous, each is told",
    )
