"""What a cohort gathers: folders, rosters, bare Git repositories, and names for files."""

import os
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stillroom.cohort import sources, store
from stillroom.cohort.learner_names import learner
from stillroom.cohort.source import Source
from stillroom.errors import StillroomError
from stillroom.submission.handed_in import Wanted, several
from tests.support.git_forge import Forge

MODELS = "app/models.py"


# Places that cannot be used


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_named_and_never_waited_for(tmp_path: Path) -> None:
    """As a submission, beside the submissions, in the place of all, and as a table."""
    for name in ("pipe.zip", "pipe"):
        os.mkfifo(tmp_path / name)
    (source,) = sources.gather(tmp_path, tmp_path / "results")
    with pytest.raises(StillroomError, match="this is a pipe, a socket or a device, and neither"):
        sources.take(source)
    beside = sources.passed_over(tmp_path, tmp_path / "results", [source])
    assert beside == {"pipe": "a pipe, a socket or a device, neither a folder nor an archive"}
    with pytest.raises(StillroomError, match=r"pipe.zip: cannot be read: this is a pipe"):
        sources.gather(tmp_path / "pipe.zip", tmp_path / "results")
    with pytest.raises(
        StillroomError, match="pipe: this is a pipe, a socket or a device, and neither"
    ):
        several([str(tmp_path / "pipe")])


def roster(text: str | bytes) -> Callable[[Path], Path]:
    """Return a function that writes *text* as the roster of a folder."""

    def write(folder: Path) -> Path:
        (folder / "roster.csv").write_bytes(text.encode() if isinstance(text, str) else text)
        return folder / "roster.csv"

    return write


PLACES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "nowhere": (lambda folder: folder / "nowhere", "no such folder or roster"),
    "hollow": (lambda folder: folder / "hollow", "no submissions here"),
    "one-project": (lambda folder: folder / "one", "this is one project"),
    "empty-roster": (roster(""), "line 1: the file is empty"),
    "no-submission-column": (
        roster("name,folder\na,one\n"),
        "line 1: the column 'submission' is missing",
    ),
    "no-rows": (roster("name,submission\n"), "names no submission; add a line for each one"),
    "same-column": (roster("name,name,submission\na,a,one\n"), "two columns are called 'name'"),
    "not-utf-8": (roster(b"name,submission\nJ\xf6rg,one\n"), "not UTF-8"),
    "open-quote": (roster('name,submission\nz,z\n"a,one\nb,two\n'), "line 3: a quote opens here"),
    "open-quote-and-another": (
        roster('name,submission\n"a,one\n"b",two\n'),
        "line 2: a quote opens here",
    ),
    "open-quote-far-above": (
        roster("sep=,\nname,submission\na," + '"one\n' + "b,two\n" * 500),
        "line 3: a quote opens here",
    ),
    "blank": (roster("\n\n"), "line 1: the file is empty"),
    "a-spreadsheet": (roster(b"PK\3\4\x14\0\x08\xff"), "not UTF-8; save it as CSV"),
}


@pytest.mark.parametrize("kind", PLACES)
def test_a_place_that_cannot_be_used_is_one_line(kind: str, tmp_path: Path) -> None:
    """What, where and what to do; nothing is written before."""
    place, says = PLACES[kind]
    (tmp_path / "hollow").mkdir()
    (tmp_path / "one" / "app").mkdir(parents=True)
    with pytest.raises(StillroomError, match=r".") as raised:
        sources.gather(place(tmp_path), tmp_path / "results")
    assert says in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
    assert not (tmp_path / "results").exists()


# What is gathered


def test_a_roster_names_the_submissions(tmp_path: Path) -> None:
    """Paths are relative to it; other columns are kept; a byte order mark and semicolons are fine."""
    for name in ("one", "two"):
        (tmp_path / "class" / name).mkdir(parents=True)
    path = tmp_path / "roster.csv"
    text = 'group;name;submission\n"A;1";Ann;class/one\n\n;Ben;class/two\n'
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    ann, ben = sources.gather(path, tmp_path / "results")
    assert (ann.name, ann.path, ann.about) == ("Ann", tmp_path / "class" / "one", {"group": "A;1"})
    assert (ben.name, ben.about) == ("Ben", {"group": ""})


BAD_LINES = {
    "b,two": ("b", "there is no such folder"),
    "b,": ("b", "the roster names no folder"),
    "b": ("b", "the roster names no folder"),
    ",one": ("line 3", "the folder is empty"),
    "a,one": ("a (2)", "the folder is empty"),
    "Jo\u0308rg,one\nJörg,one": ("Jo\u0308rg", "the folder is empty"),
    "b,one,more": ("b", "line 3 of the roster has 3 cells"),
    "b," + "x" * 5000: ("b", "there is no such folder"),
    "x" * 1_000_000 + ",one": ("line 3", "line 3 of the roster has a cell of 1000000 characters"),
    "b," + '"' + "x" * 200_000 + '"': ("b", "line 3 of the roster has a cell of 200000 characters"),
    '"b" x,two': ("b x", "there is no such folder"),
    '"b\n1",two': ("b\n1", "there is no such folder"),
    "b,.": ("b", "it names the folder of the results"),
    "b,o\0ne": ("b", "there is no such folder"),
}


@pytest.mark.parametrize("line", BAD_LINES)
def test_a_line_that_cannot_be_used_is_a_row(line: str, tmp_path: Path) -> None:
    """The rest of the roster counts, and no two rows have one name."""
    name, says = BAD_LINES[line]
    (tmp_path / "one").mkdir()
    (tmp_path / "two.csv").write_text(f"name,submission\na,one\n{line}\n")
    found = sources.gather(tmp_path / "two.csv", tmp_path / "results")
    assert len({unicodedata.normalize("NFC", source.name) for source in found}) == len(found)
    assert found[1].name == name
    try:
        told = sources.take(found[1]).missing or ""
    except StillroomError as error:
        told = str(error)
    assert says in told


@pytest.mark.parametrize(
    "written",
    [
        "NAME\tSubmission\tBranch\tBefore\nÉva\tone\tmine\t2026-11-27 18:00\n".encode("utf-16"),
        "name,submission,branch,before\nÉva,one,mine,2026-11-27 18:00\n".encode("utf-16-le"),
        "name,submission,branch,before\nÉva,one,mine,2026-11-27 18:00\n".encode("utf-16-be"),
        b"\xef\xbb\xbf"
        + "sep=;\r\nName;SUBMISSION;branch;before\r\nÉva;one;mine;2026-11-27T18:00\r\n".encode(),
    ],
)
def test_a_roster_is_read_as_spreadsheets_write_it(written: bytes, tmp_path: Path) -> None:
    """UTF-16, tabs, a line for the spreadsheet, titles in any case."""
    (tmp_path / "r.csv").write_bytes(written)
    (source,) = sources.gather(tmp_path / "r.csv", tmp_path / "results")
    assert (source.name, source.path, source.wanted.branch) == ("Éva", tmp_path / "one", "mine")
    assert source.wanted.before and source.wanted.before.isoformat().startswith("2026-11-27T18:00")


ENTRIES = {
    "Anna Berg_12345_assignsubmission_file_": "Anna Berg",
    "Anna Berg_12345_assignsubmission_file_work.zip": "Anna Berg",
    "bergben_LATE_1234_56789_project-1.zip": "bergben",
    "okoroben_1234_56789_my_project.tar.gz": "okoroben",
    "Exercise 2_chen01_attempt_2026-11-01-10-00-00_work.zip": "chen01",
    "dora-main.zip": "dora",
    "emil.TGZ": "emil",
    "gina.git": "gina",
    ".git": ".git",
    "hw_1_2": "hw_1_2",
    "fatima-main": "fatima-main",
    ".zip": ".zip",
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_learner_is_found_in_what_a_system_names(entry: str) -> None:
    """Moodle, Canvas, Blackboard, GitHub; any other name is itself."""
    assert learner(entry) == ENTRIES[entry]


def test_a_line_that_asks_for_a_commit_needs_a_repository(tmp_path: Path) -> None:
    """A branch of the whole class does not."""
    text = "name,submission,branch,before\na,one,,\nb,one,mine,\nc,one,,2026-11-27\n"
    (tmp_path / "r.csv").write_text(text)
    found = sources.gather(tmp_path / "r.csv", tmp_path / "out", Wanted("main", is_for_all=True))
    assert [source.wanted.is_for_all for source in found] == [True, False, False]
    assert [source.wanted.branch for source in found] == ["main", "mine", "main"]


def test_what_is_odd_in_a_roster_is_a_remark(tmp_path: Path) -> None:
    """A line without a name, one submission under two names, a deadline that has not come."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    lines = [
        "name,submission,id,before", "Ann,one,s1,", "Ben,one,s2,", ",two,s3,2999-01-01", ",one,,", "Cem,lost,s5,",
        "Dot,lost,s6,", "Eve,,s7,", "Fay,,s8,", "Gil," + "x" * 5000 + ",s9,", "Hao,o\0ne,s10,",
    ]  # fmt: skip
    (tmp_path / "r.csv").write_text("\n".join(lines))
    found = sources.gather(tmp_path / "r.csv", tmp_path / "results")
    assert sources.remarks(found, datetime(2026, 11, 27, tzinfo=UTC)) == [
        "Line 4 of the roster has no name; its id stands for it: s3.",
        "Line 5 of the roster has no name; line 5 stands for it.",
        "s3: the deadline, 2999-01-01 23:59, has not come: what is there now was graded.",
        "One submission is named 3 times, one: by Ann, Ben and line 5. Each of them has its result.",
    ]


@pytest.mark.parametrize(
    ("before", "moment"),
    [
        ("2026-11-27", "2026-11-27 23:59:59"), ("20261127", "2026-11-27 23:59:59"), ("2026-W48-5", "2026-11-27 23:59:59"),
        ("2026-11-27 00:00", "2026-11-27 00:00:00"), ("2026-11-27T18", "2026-11-27 18:00:00"),
    ],
)  # fmt: skip
def test_a_day_without_a_time_counts_to_its_end(before: str, moment: str, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(f"name,submission,before\na,one,{before}\n")
    (source,) = sources.gather(tmp_path / "r.csv", tmp_path / "out")
    assert source.wanted.before and f"{source.wanted.before:%Y-%m-%d %H:%M:%S}" == moment


def test_what_a_system_calls_late_is_a_remark(tmp_path: Path) -> None:
    for name in ("anna_LATE_1_2_a.zip", "ben_3_4_b.zip", "cem_LATE_x.zip"):
        (tmp_path / name).write_text("x")
    found = sources.gather(tmp_path, tmp_path / "out")
    (remark,) = sources.remarks(found, datetime(2026, 11, 27, tzinfo=UTC))
    assert remark.startswith("anna: handed in late, as the names of the files say")


def test_who_seems_to_have_handed_in_twice_is_a_remark(tmp_path: Path) -> None:
    """In a folder, by the names that systems give; each entry is graded."""
    blind = [f"Participant_{number}_assignsubmission_file_a.zip" for number in (4, 5)]
    for name in ("anna_1_2_a.zip", "Anna_1_3_b.zip", "ben_1_4_c.zip", "Cem.zip", *blind):
        (tmp_path / name).write_text("x")
    (tmp_path / "cem").mkdir()
    found = sources.gather(tmp_path, tmp_path / "out")
    assert sources.remarks(found, datetime(2026, 11, 27, tzinfo=UTC)) == [
        "anna seems to have handed in 2 times: anna_1_2_a.zip and Anna_1_3_b.zip. Each is graded.",
        "cem seems to have handed in 2 times: cem and Cem.zip. Each is graded.",
    ]


def test_two_archives_of_one_learner_keep_their_names(tmp_path: Path) -> None:
    """Nobody's work is that of somebody else; what is no submission is told."""
    for name in ("anna_1_2_a.zip", "anna_1_3_b.zip", "ben_1_4_c.zip", "notes.txt", ".DS_Store"):
        (tmp_path / name).write_text("x")
    for name in ("out", "__MACOSX", "venv"):
        (tmp_path / name).mkdir()
    (tmp_path / "lost").symlink_to(tmp_path / "nowhere")
    found = sources.gather(tmp_path, tmp_path / "out")
    assert [source.name for source in found] == ["anna_1_2_a.zip", "anna_1_3_b.zip", "ben", "lost"]
    assert sources.passed_over(tmp_path, tmp_path / "out", found) == {
        ".DS_Store": "its name begins with a dot",
        "__MACOSX": "its name is that of a cache or an environment",
        "notes.txt": "a file, neither a folder nor an archive",
        "out": "it holds the results",
        "venv": "its name is that of a cache or an environment",
    }


def test_the_results_are_no_submission(tmp_path: Path) -> None:
    """They may lie beside the submissions."""
    for name in ("one", "out"):
        (tmp_path / name).mkdir()
    assert [source.name for source in sources.gather(tmp_path, tmp_path / "out")] == ["one"]


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), min_size=2, unique=True))
@example(["Anna", "anna", "a/b", "a b", "a-b", "../a", "con", "CON", "a.", "a", "\udcff", "~"])
@example(["anna~" + "0" * 12, "x" * 300, "x" * 301, ".", "..", "Jörg", "Jo\u0308rg", "\n"])
def test_file_names_are_safe_and_do_not_collide(names: list[str]) -> None:
    """Each name has a file name of its own on every file system."""
    files = [store.file_name(name) for name in names]
    folded = {unicodedata.normalize("NFC", name).casefold() for name in files}
    assert len(folded) == len(names)
    for name in files:
        assert name.isascii() and name.isprintable() and len(name) < 100
        assert not set(name) & set('/\\:*?"<>| ') and not name.startswith((".", "-"))
        assert name.partition(".")[0] not in {"con", "nul", "aux"}


def test_a_repository_without_a_commit_holds_no_project(tmp_path: Path) -> None:
    """Nothing was handed in: that is a result."""
    forge = Forge(tmp_path / "anna.git")
    found = sources.take(Source("anna", forge.path))
    assert (found.files, found.missing) == ({}, "the branch 'main' has no commit")
