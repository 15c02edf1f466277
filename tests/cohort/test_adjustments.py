"""``adjust.csv``: what is changed by hand is applied in reports and summaries, shown, and never lost."""

import csv
import io
import json
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Self

import pytest

from stillroom.cohort import grade_cohort
from stillroom.cohort.adjustments import FILE, read_adjustments
from stillroom.cohort.grade_cohort import Cohort
from stillroom.cohort.grading_config import GradingConfig
from stillroom.cohort.kept_class import summary_of
from stillroom.cohort.kept_results import read_kept
from stillroom.course.course import Course
from stillroom.reports.base import REPORTS, About, scope_of
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.results.summary import Summary
from stillroom.sandbox.tiers import Tier
from stillroom.submission.intake import Submission
from tests.support import records, twelve

HEAD = "name,what,action,value,comment,by\n"
pytestmark = pytest.mark.fast


def adjusted(folder: Path, text: str, *results: Result) -> tuple[list[Result], list[str]]:
    """Return *results*, or Anna's failed one, after *text*, and what is said of the file."""
    (folder / FILE).write_text(HEAD + text, encoding="utf-8")
    adjustments = read_adjustments(folder)
    return [adjustments.apply(each) for each in results or [records.result()]], adjustments.left()


def test_a_bonus_for_everybody_is_for_those_with_a_verdict(tmp_path: Path) -> None:
    """Who handed in nothing, or what nobody could read, has points only where they are given by name."""
    bea = records.fault("bea")
    (anna, none), said = adjusted(tmp_path, "*,,points,+1,,", records.result(), bea)
    assert (anna.points, none, said) == (5, bea, [])
    late = adjusted(tmp_path, "*,,late,1 point,,", records.result(), bea)
    assert ([each.points for each in late[0]], late[0][1], late[1]) == ([3, 0], bea, [])
    (_, given), _ = adjusted(tmp_path, "bea,,points,1,,", records.result(), bea)
    assert given.points == 1
    assert [each.effect for each in given.adjustments] == ["no points → 1 of 10 points"]


@pytest.mark.parametrize(
    ("text", "verdict", "points"),
    [
        ("anna,column-missing,excuse,,a spelling,Ms Roe", "failed", (9, 10)),  # a row was not tried
        ("anna,column-missing,excuse,,,\nanna,3,excuse,,,", "passed", (10, 10)),
        ("anna,2,excuse,,,", "failed", (9, 10)),
        ("anna,,points,7,,", "failed", (7, 10)),
        ("anna,,points,+2,,", "failed", (6, 10)),
        ("anna,,points,-9,,", "failed", (0, 10)),
        ("anna,2,points,3,,", "failed", (7, 10)),
        ("anna,,late,20 %,,", "failed", (2, 10)),
        ("anna,,late,1 point,,", "failed", (3, 10)),
        ("anna,,late,3 days,,\n*,,late,10 % per day,,", "failed", (1, 10)),
        ("*,,late,\"15% per day, at most 25%\",,\nanna,,late,9 days,,", "failed", (2, 10)),
        ("*,1,weight,8,,", "failed", (8, 14)),
        ("*,3,weight,5,,\nanna,3,excuse,,,\nanna,2,excuse,,,", "passed", (15, 15)),
        ("anna,,points,12,,\n*,3,weight,5,,", "failed", (12, 15)),  # weights come first
        ("anna,,comment,,see me,Ms Roe", "failed", (4, 10)),
        ("ANNA,,,,see me,Ms Roe", "failed", (4, 10)),
    ],
)  # fmt: skip
def test_what_each_action_does(
    tmp_path: Path, text: str, verdict: str, points: tuple[int, int]
) -> None:
    """The result says what the grader gave, and each change with its reason."""
    (result,), said = adjusted(tmp_path, text)
    assert said == []
    assert (result.verdict, (result.points, result.max_points)) == (verdict, points)
    assert result.graded is not None
    assert (result.graded.verdict, result.graded.points) == ("failed", 4)
    own = [line for line in text.splitlines() if not line.startswith("*")]
    is_comment = "see me" in text  # it changes nothing
    hides = [line for line in result.changes_by_hand if "not tried" in line]
    assert len(hides) == (points == (9, 10))
    assert len(result.changes_by_hand) - len(hides) == len(own) + bool(own and not is_comment)
    assert bool(result.said_to_all) == ("weight" in text)


def test_a_weight_counts_for_whoever_has_no_rows_too(tmp_path: Path) -> None:
    """What can be had is the same for everybody, also where nothing could be read, and whoever comes first."""
    (tmp_path / FILE).write_text(HEAD + "*,3,weight,5,,\nben,,points,12,,\nben,3,points,2,,\nchen,grader-fault,excuse,,,\n", "utf-8")  # fmt: skip
    results = [records.fault("ben"), records.fault("chen"), records.result("passed")]
    (tmp_path / "all.json").write_text("".join(f"{each.to_json()}\n" for each in results), "utf-8")
    kept = read_kept(tmp_path / "all.json")
    ben, chen, anna = kept.results
    assert (ben.points, ben.max_points, ben.steps) == (12, 15, ())
    assert (chen.points, chen.max_points, anna.max_points) == (0, 15, 15)
    assert [line.split(": ")[0] for line in kept.left_out] == [
        f"adjust.csv, line {at}" for at in (4, 5)
    ]
    assert kept.left_out[0].endswith("ben: no row is called 3: it has no rows")
    assert (
        "chen: with grader-fault nothing was graded, so nothing can pass: give points"
        in kept.left_out[1]
    )


def test_what_is_late_says_by_which_rule(tmp_path: Path) -> None:
    """So that a learner can compute it again."""
    (anna,), _ = adjusted(tmp_path, 'anna,,late,2 days,,\n*,,late,"10 % per day, at most 50 %",,')
    assert anna.changes_by_hand[1] == (
        "Changed by hand: late, 2 days: 4 of 10 → 2 of 10 points, at 10 % per day, at most 50 %."
    )


def test_an_excused_row_counts_as_passed(tmp_path: Path) -> None:
    """So nobody is stuck there, and the row says how it came."""
    (anna,), _ = adjusted(tmp_path, "anna,column-missing,excuse,,,")
    assert [(step.status, step.note) for step in anna.steps][1:] == [
        ("passed", "excused by hand"),
        ("blocked", "an earlier step failed"),
    ]


def test_a_name_means_nobody_who_is_called_almost_so(tmp_path: Path) -> None:
    """Written exactly, it is that one, also where it is the id of somebody else; else it has to be the only one."""
    anna, other, ben = (records.result("failed", name) for name in ("anna", "Anna", "ben"))
    ben = ben.model_copy(update={"about": {"id": "Anna", "email": "b@x.org"}})
    text = "Anna,,points,9,,\nANNA,,points,1,,\nB@x.org,,points,+0,,\n"
    lines = [each.to_json() + "\n" for each in (anna, other, ben)]
    (tmp_path / "all.json").write_text("".join(lines), "utf-8")
    (tmp_path / FILE).write_text(HEAD + text, encoding="utf-8")
    kept = read_kept(tmp_path / "all.json")
    assert [each.points for each in kept.results] == [4, 9, 4]
    assert kept.left_out == [
        "adjust.csv, line 3: more than one learner is called so: write 'Anna' or 'anna'"
    ]
    assert kept.results[2].changes_by_hand[1] == "Changed by hand: points +0."


def test_a_file_of_a_whole_school_is_told_in_few_lines(tmp_path: Path) -> None:
    """Those who are not in this class are counted; the rest is used."""
    text = "".join(f"Somebody {number},,points,1,,\n" for number in range(100))
    (anna,), said = adjusted(tmp_path, f"{text}anna,,points,+1,,\nanna,,exuse,,,\n")
    assert (anna.points, len(said)) == (5, 22)
    assert said[20].startswith("adjust.csv, line 103: 'exuse' is no action")
    assert said[21] == "adjust.csv: 80 more lines for nobody here"


def test_rows_behind_an_excused_one_are_told_until_somebody_gives_points(tmp_path: Path) -> None:
    """Nobody is stuck there, and nobody stands nowhere: each report says why, and what to do."""
    lines = "anna,column-missing,excuse,,,\nanna,3,weight,,,\n"
    (anna,), _ = adjusted(tmp_path, lines)
    assert anna.changes_by_hand[-1] == (
        "Step 3 was not tried, because an earlier one failed: it has no points before the teacher gives some."
    )
    summary = summary_of([anna, records.result("failed", "ben")])
    assert summary.results[0].untried == ("3",)
    assert summary.remarks[0].startswith("anna: the step that failed is excused")
    for more in ("anna,3,excuse,,,", "anna,,points,10,,"):
        (anna,), _ = adjusted(tmp_path, f"anna,column-missing,excuse,,,\n{more}\n")
        assert (anna.untried, summary_of([anna]).remarks) == ([], ())


@pytest.mark.parametrize(
    ("action", "why"), [("excuse,,", "does not count"), ("points,7,", "given by hand")]
)
def test_nothing_is_asked_for_again_where_somebody_has_decided(
    tmp_path: Path, action: str, why: str
) -> None:
    """Whoever has points by hand, or is excused, need not hand in; whoever is stuck still mends it."""
    absent = Finding(code="no-project", message="There is none.", hint="Hand it in.")
    unread = Finding(code="submission-unreadable", message="Damaged.", hint="Hand it in.")
    results = [
        records.result("failed", "anna").model_copy(update={"findings": (absent,)}),
        records.fault("ben").model_copy(update={"findings": (unread,)}),
        records.result("failed", "chen"),
    ]
    text = "".join(f"{each.submission},,{action},\n" for each in results)
    (anna, ben, chen), said = adjusted(tmp_path, text, *results)
    assert said == []
    for each in (anna, ben):
        (hint,) = {finding.hint for finding in each.findings}
        assert hint.startswith("Nothing has to be handed in: ") and why in hint
    assert chen.findings == records.result().findings


def test_everything_is_excused(tmp_path: Path) -> None:
    """An excused learner has no points that count; one without a verdict can be given some."""
    (anna, ben), said = adjusted(
        tmp_path, "anna,,excuse,,ill,\nben,,points,8,read by hand,", records.result(), records.fault("ben")
    )  # fmt: skip
    assert said == []
    assert (anna.is_excused, anna.has_points) == (True, False)
    assert (ben.verdict, ben.points, ben.has_points) == ("error", 8, True)
    canvas = REPORTS.find("canvas").render([anna, ben], About())
    assert [row[5] for row in csv.reader(io.StringIO(canvas))][2:] == ["EX", "8.00"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Ana,,points,7,,", "line 2: nobody here is called 'Ana': did you mean 'anna'?"),
        ("Zoe,,points,7,,", "line 2: nobody here is called 'Zoe': write the name as the results have it"),
        ("anna,9,points,7,,", "line 2: anna: no row is called 9: known are 1, 2 and 3"),
        ("anna,,points,7.5,,", "line 2: '7.5' is no number of points such as 7, +2 or -1"),
        ("anna,,points,70,,", "line 2: anna: 70 are more than the 10 points that can be had"),
        ("anna,,exuse,,,", "line 2: 'exuse' is no action: did you mean 'excuse'?"),
        ("anna,colum-missing,excuse,,,", "neither a row nor a finding: did you mean 'column-missing'?"),
        ("anna,two-heads,excuse,,,", "line 2: anna: there is no finding two-heads"),
        ("anna,,late,2 days,,", "days cost nothing without a rule"),
        ("anna,,late,soon,,", "'soon' is not understood"),
        ("anna,1,weight,5,,", "a weight is the same for everybody"),
        (",,points,5,,", "the name is missing"),
        ("anna,,points,5,,,,", "line 2: 8 cells, and line 1 names 6"),
        ("*,two-heads,excuse,,,", "line 2: there is no finding two-heads"),
        ('anna,,points,5,"open', "adjust.csv, line 3: a quote opens here"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_one_line_and_the_rest_goes_on(
    tmp_path: Path, line: str, words: str
) -> None:
    """Each names its line; what stands above it is used."""
    is_open = '"' in line
    text = f"anna,,points,+1,,\n{line}" if is_open else f"{line}\nanna,,points,+1,,"
    (result,), (sentence,) = adjusted(tmp_path, text)
    assert sentence.startswith("adjust.csv, line ")
    assert words in sentence
    assert "\n" not in sentence
    assert result.points == 5


def test_all_that_cannot_be_used_is_told_in_the_order_of_the_lines(tmp_path: Path) -> None:
    """Whatever the reason, and whenever it was known; what is for everybody names nobody."""
    text = (
        "Nobody,,points,1,,\nanna,9,excuse,,,\nanna,,exuse,,,\nanna,,points,+1,,\n*,9,weight,1,,\n"
        'anna,,points,5,,,,\nanna,two-heads,excuse,,,\nanna,,points,5,"open'
    )
    none = records.fault("aaron")
    _, said = adjusted(tmp_path, text, none, records.result())
    assert [sentence.split(":")[0] for sentence in said] == [
        f"adjust.csv, line {number}" for number in (2, 3, 4, 6, 7, 8, 9)
    ]
    assert said[3] == "adjust.csv, line 6: no row is called 9: known are 1, 2 and 3"


def test_a_file_that_is_no_table_changes_nothing(tmp_path: Path) -> None:
    for content in (b"\x00\xff\xfe\xff", b"", b"who,points\nanna,5\n", b"name,name,action\n"):
        (tmp_path / FILE).write_bytes(content)
        adjustments = read_adjustments(tmp_path)
        assert adjustments.apply(records.result()) == records.result()
        (sentence,) = adjustments.left()
        assert sentence.startswith("adjust.csv")


def test_a_spreadsheet_s_own_csv_is_read(tmp_path: Path) -> None:
    """UTF-16 with semicolons, and a name by its e-mail."""
    (tmp_path / FILE).write_text("sep=;\nName;What;Action;Value\nA@x.org;;points;9\n", "utf-16")
    anna = records.result().model_copy(update={"about": {"email": "a@x.org"}})
    adjustments = read_adjustments(tmp_path)
    assert adjustments.apply(anna).points == 9
    assert adjustments.left() == []


def test_what_was_written_after_a_change_is_not_changed_again(tmp_path: Path) -> None:
    """A report as JSON holds the change; beside the same file it is taken as it is."""
    (anna,), _ = adjusted(tmp_path, "anna,,points,+2,,")
    (tmp_path / "all.json").write_text(Result.to_json(anna) + "\n", encoding="utf-8")
    kept = read_kept(tmp_path / "all.json")
    assert (kept.results, kept.left_out) == ([anna], [])


def test_rows_of_one_number_are_told_apart(tmp_path: Path) -> None:
    anna = records.result()
    twins = tuple(step.model_copy(update={"step": 1}) for step in anna.steps)
    anna = anna.model_copy(update={"steps": twins})
    _, (sentence,) = adjusted(tmp_path, "anna,1,excuse,,,", anna)
    assert "3 rows have the number 1: write 1.1 or 1.2" in sentence
    for row in ("2", "1.4"):
        _, (sentence,) = adjusted(tmp_path, f"anna,{row},excuse,,,", anna)
        assert f"no row is called {row}: known are 1.1, 1.2 and 1.3" in sentence
    (result,), said = adjusted(tmp_path, "anna,1.2,points,2,,", anna)
    assert (said, result.points) == ([], 6)


@pytest.mark.parametrize(
    "name", sorted(set(REPORTS.names()) - {"moodle-feedback", "canvas", "html"})
)
def test_every_report_shows_what_was_changed(tmp_path: Path, name: str) -> None:
    """What the grader gave, what was changed, why and by whom."""
    folder = twelve.kept(tmp_path)
    line = "Ben Okoro,column-missing,excuse,,a spelling,Ms Roe\n"
    (folder / FILE).write_text(HEAD + line, encoding="utf-8")
    kept = read_kept(folder)
    assert kept.left_out == []
    ben = [each for each in kept.results if each.submission == "Ben Okoro"]
    text = REPORTS.find(name).render(ben, About(width=300))
    if name in ("gitlab", "github"):  # they have findings and no more
        assert "Excused" in text or "::notice" in text
    else:
        assert "Ms Roe" in text and "a spelling" in text
    assert scope_of(REPORTS.find(name)) is not None
    (unchanged,) = [each for each in read_kept(folder).results if each.submission == "Anna Berg"]
    assert unchanged.graded is None


# In the summary of a cohort, which is graded here by an engine that knows the results


class Engine:
    """Hands out the results that it was given."""

    window = 2

    def __init__(self, results: Callable[[str], Result]) -> None:
        """Take what makes a result for a name."""
        self.results = results

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left."""

    def submit(self, submission: Submission) -> Future[Result]:
        """Answer at once."""
        future: Future[Result] = Future()
        future.set_result(self.results(submission.name))
        return future

    def check(self) -> None:
        """Somebody is always there."""


@pytest.fixture
def grade(
    tmp_path: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Summary]:
    """Grade a class of Anna and Ben with given results, as often as one likes."""
    for name in ("anna", "ben"):
        (tmp_path / "class" / name / "app").mkdir(parents=True)
        (tmp_path / "class" / name / "app" / "models.py").write_text(f"# {name}\n")

    def graded(results: Callable[[str], Result], seconds: float = 20.0) -> Summary:
        engine = Engine(results)
        monkeypatch.setattr(grade_cohort, "engine_for", lambda *_: engine)
        config = GradingConfig(course, course.find("02"), seconds, Tier.filter)
        place, kept = tmp_path / "class", tmp_path / "results"
        return grade_cohort.grade_cohort(Cohort(place, config, kept, 1, plain=True))

    return graded


def _failed(name: str) -> Result:
    return records.result("failed", name)


def _passed(name: str) -> Result:
    return records.result("passed" if name == "anna" else "failed", name)


def test_grading_again_keeps_what_was_changed_by_hand(
    tmp_path: Path, grade: Callable[..., Summary]
) -> None:
    """The summary counts it and shows it; the kept results stay what the grader gave."""
    grade(_failed)
    (tmp_path / "results" / FILE).write_text(HEAD + "anna,,points,9,,Roe\nnobody,,points,1,,\n")
    for _ in range(2):
        summary = grade(_failed)
        anna, ben = summary.results
        assert (anna.points, ben.points, summary.mean_points) == (9, 4, 6.5)
        assert "The grader gave: not yet, 4 of 10 points." in anna.by_hand
        assert summary.remarks == ("adjust.csv, line 3: nobody here is called 'nobody': write the name as the results have it",)  # fmt: skip
    kept = json.loads((tmp_path / "results" / "results" / "anna.json").read_text("utf-8"))
    assert kept["points"] == 4
    assert "nobody" in (tmp_path / "results" / "summary.md").read_text("utf-8")


def test_hints_that_were_seen_since_are_counted_without_grading_again(
    tmp_path: Path, grade: Callable[..., Summary]
) -> None:
    """They change no grade, so nothing is graded for them; the kept result says them."""
    assert grade(_failed).rows[1].hints == ()
    seen = json.dumps({"hints": {"02-add-email": 2}})
    (tmp_path / "class" / "anna" / ".stillroom.json").write_text(seen)
    assert grade(_fails).rows[1].hints == (1, 1)
    kept = read_kept(tmp_path / "results").results
    assert summary_of(kept, tmp_path / "results").findings[0].hints == (1, 1)


def _fails(name: str) -> Result:
    raise AssertionError(name)


def test_a_regrade_says_who_changed_and_why(grade: Callable[..., Summary]) -> None:
    """The result that it replaced, and what was another one; it stays known when nothing is graded."""
    assert grade(_failed).regraded == ()
    for _ in range(2):
        (change,) = grade(_passed, seconds=30.0).regraded
        assert (change.submission, change.because) == ("anna", ("the time limit",))
        assert change.before == "not yet, 4 of 10: column-missing"
        assert change.after == "passed, 10 of 10"
