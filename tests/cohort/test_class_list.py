"""A class list as learning systems export it, joined with what they pack of the same class."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stillroom.cohort import sources
from stillroom.cohort.list_columns import MOST_PARTS, TITLES, meant, orders, squashed
from stillroom.cohort.source import Source
from stillroom.errors import StillroomError

pytestmark = pytest.mark.fast
NOW = datetime(2026, 11, 27, tzinfo=UTC)
MOODLE = "{name}_{number}_assignsubmission_file_"
CANVAS = "{name}_{number}_0815_work.zip"


def laid(folder: Path, *entries: str) -> Path:
    """Make *entries* in *folder*: archives by their names, else folders."""
    for entry in entries:
        path = folder / "all" / entry
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"PK") if entry.endswith(".zip") else path.mkdir(exist_ok=True)
    return folder / "all"


def joined(folder: Path, text: str, *entries: str) -> list[Source]:
    """Return the class whose list is *text*, and who handed in *entries*."""
    (folder / "class.csv").write_text(text, "utf-8")
    return sources.gather(laid(folder, *entries), folder / "out", class_list=folder / "class.csv")


def became(found: list[Source]) -> dict[str, str]:
    """Return what each learner handed in; what they have no path for is their reason."""
    return {
        each.name: each.trouble or (each.path.name if each.path else each.absent) for each in found
    }


ANNA, JORG = MOODLE.format(name="Anna Maria Berg", number=4711), MOODLE.format(name="Jörg Özil", number=4712)  # fmt: skip
LISTS = {
    "moodle participants": ("First name,Last name,ID number,Email address,Groups\nAnna Maria,Berg,s1,a@x.org,A\nJörg,Özil,s2,j@x.org,B\n", (ANNA, JORG)),
    "moodle, surname first": ("Surname;First name;Email address\nBerg;Anna Maria;a@x.org\nÖzil;Jörg;j@x.org\n", (ANNA, JORG)),
    "moodle worksheet": ("Identifier,Full name,Email address,Status\nParticipant 4711,Anna Maria Berg,a@x.org,x\nParticipant 4712,Jörg Özil,j@x.org,x\n", (ANNA, JORG)),
    "moodle, blind": ("Identifier,Full name\nParticipant 4711,Anna Maria Berg\nParticipant 4712,Jörg Özil\n", ("Participant_4711_assignsubmission_file_", "Participant_4712_assignsubmission_file_")),
    "german": ("Nachname;Vorname;Matrikelnummer;E-Mail-Adresse\nBerg;Anna Maria;s1;a@x.org\nÖzil;Jörg;s2;j@x.org\n", (ANNA, JORG)),
    "german, Name": ("Name;Vorname;E-Mail\nBerg;Anna Maria;a@x.org\nÖzil;Jörg;j@x.org\n", (ANNA, JORG)),
    "french": ("Prénom\tNom de famille\tAdresse de courriel\nAnna Maria\tBerg\ta@x.org\nJörg\tÖzil\tj@x.org\n", (ANNA, JORG)),
    "spanish": ("Apellido(s),Nombre,Dirección de correo\nBerg,Anna Maria,a@x.org\nÖzil,Jörg,j@x.org\n", (ANNA, JORG)),
    "the usual three": ("name,id,email\nAnna Maria Berg,s1,a@x.org\nJörg Özil,s2,j@x.org\n", (ANNA, JORG)),
    "canvas gradebook": ('Student,ID,SIS User ID,SIS Login ID,Section,Work (1)\n    Points Possible,,,,,10\n"Berg, Anna Maria",71,s1,aberg,A,\n"Özil, Jörg",72,s2,joezil,A,\n', ("berganna maria_71_1_w.zip".replace(" ", ""), "oziljorg_LATE_72_2_w.zip")),
    "canvas, by number": ('Student,ID,SIS Login ID\n"Berg, A.",71,x1\n"Özil, J.",72,x2\n', ("bergannamaria_71_1_w.zip", "oziljoerg_72_2_w.zip")),
    "canvas, names as spoken": ("name,email\nAnna Maria Berg,a@x.org\nJörg Özil,j@x.org\n", (CANVAS.format(name="bergannamaria", number=7), CANVAS.format(name="oeziljoerg", number=8))),
    "blackboard": ("Last Name,First Name,Username\nBerg,Anna Maria,aberg1\nÖzil,Jörg,jozil\n", ("Exercise 2_aberg1_attempt_2026-11-01-10-00-00_w.zip", "Exercise 2_jozil_attempt_2026-11-01-10-00-00_w.zip")),
    "github classroom": ('identifier,github_username,github_id,name\nAnna Maria Berg,aberg,7,\nJörg Özil,jozil,8,\n', ("aberg-main.zip", "jozil.git")),
    "plain folders": ("email;more;NAME\nanna.berg@x.org;1;Anna Maria Berg\nj@x.org;2;Jörg Özil\n", ("anna.berg.zip", "Jo\u0308rg_Özil")),
}  # fmt: skip


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_is_joined_whatever_its_columns_are_called(kind: str, tmp_path: Path) -> None:
    """Each learner has what is theirs, in the order of the list, with what the list says."""
    text, entries = LISTS[kind]
    found = joined(tmp_path, text, *entries)
    assert [each.path.name if each.path else "" for each in found] == list(entries)
    assert not [each for each in found if each.trouble or each.absent]
    is_late = any("_LATE_" in entry for entry in entries)
    assert len(sources.remarks(found, NOW)) == is_late  # and nobody is told to be missing
    assert squashed(found[1].name) in {"jorgozil", "oziljorg", "ozilj"}
    if "mail" in text.casefold() or "courriel" in text or "correo" in text:
        assert found[1].about["email"] == "j@x.org"


def test_who_handed_in_nothing_and_what_is_of_nobody_is_told(tmp_path: Path) -> None:
    """Both are in the class: the one as not handed in, the other under its own name."""
    found = joined(tmp_path, "name,id\nAnna,1\nBen,2\n\n,\n", "anna.zip", "zoe.zip")
    assert became(found) == {
        "Anna": "anna.zip",
        "Ben": "nothing that was handed in has this name",
        "zoe": "zoe.zip",
    }
    assert sources.take(found[1]).missing == "nothing that was handed in has this name"
    (remark,) = sources.remarks(found, NOW)
    assert remark.startswith("Not found in the class list: zoe. Graded all the same;")


def test_what_may_be_of_several_is_joined_with_nobody(tmp_path: Path) -> None:
    """Two learners of one name, and one learner who handed in twice: the list can name the right one."""
    names = "name,id\nAnna Berg,1\nAnna Berg,2\nBen,3\n"
    found = joined(tmp_path, names, "annaberg.zip", "ben_7_1_a.zip", "ben_7_2_b.zip")
    told = became(found)
    assert told["Anna Berg (1)"] == told["Anna Berg (2)"] == (
        "annaberg.zip may be theirs; name the right one in a column 'submission' of the list"
    )  # fmt: skip
    assert told["Ben"].startswith("ben_7_1_a.zip and ben_7_2_b.zip may all be theirs")
    assert [name for name in told if name.endswith(".zip")] == ["ben_7_1_a.zip", "ben_7_2_b.zip"]
    said = sources.remarks(found, NOW)
    assert (
        "annaberg.zip may be of Anna Berg (1) or Anna Berg (2), by class.csv: it is graded by itself."
        in said
    )
    assert (
        "ben_7_1_a.zip is not the only one of Ben (3), by class.csv: it is graded by itself."
        in said
    )
    named = "name,id,submission\nAnna Berg,1,annaberg.zip\nAnna Berg,2,\nBen,3,ben_7_2_b.zip\n"
    (tmp_path / "class.csv").write_text(named)
    found = sources.gather(tmp_path / "all", tmp_path / "out", class_list=tmp_path / "class.csv")
    assert became(found) == {
        "Anna Berg (1)": "annaberg.zip",
        "Anna Berg (2)": "nothing that was handed in has this name",
        "Ben": "ben_7_2_b.zip",
        "ben_7_1_a.zip": "ben_7_1_a.zip",
    }


def test_a_name_that_is_written_exactly_is_meant(tmp_path: Path) -> None:
    """And not the one with the same parts in another order, nor an address that reads like it."""
    text = "name,email\nBerg Anna,x@x.org\nAnna Berg,y@x.org\nCem Ak,annaberg@x.org\n"
    entries = ("anna.berg.zip", MOODLE.format(name="Berg Anna", number=4), "akcem_5_6_a.zip")
    assert became(joined(tmp_path, text, *entries)) == {
        "Berg Anna": entries[1], "Anna Berg": entries[0], "Cem Ak": entries[2],
    }  # fmt: skip


def test_a_name_of_canvas_may_begin_with_the_last_one(tmp_path: Path) -> None:
    """So it does not tell two of the same parts apart."""
    text = "name,email\nBerg Anna,x@x.org\nAnna Berg,y@x.org\nCem Ak,annaberg@x.org\n"
    told = became(joined(tmp_path, text, "berganna_5_6_a.zip", "annaberg_6_7_b.zip"))
    assert told["Berg Anna"] == told["Anna Berg"]
    assert told["Berg Anna"].startswith(
        "annaberg_6_7_b.zip and berganna_5_6_a.zip may all be theirs"
    )
    assert told["Cem Ak"] == "nothing that was handed in has this name"


def test_a_learner_with_two_lines_is_one_learner(tmp_path: Path) -> None:
    """As in a list with a line for each group; without an id it may be two."""
    found = joined(tmp_path, "name,id,group\nAnna,1,A\nBen,2,A\nAnna,1,B\n", "anna.zip", "ben.zip")
    assert became(found) == {"Anna": "anna.zip", "Ben": "ben.zip"}
    assert sources.remarks(found, NOW) == [
        "Anna is in the class list 2 times: the first line counts."
    ]
    (tmp_path / "class.csv").write_text("name\nAnna\nAnna\n")
    found = sources.gather(tmp_path / "all", tmp_path / "out", class_list=tmp_path / "class.csv")
    assert [bool(each.trouble) for each in found] == [True, True, False, False]


def test_two_of_one_name_are_told_apart_by_the_number_of_the_system(tmp_path: Path) -> None:
    text = "Identifier,Full name\nParticipant 4711,Anna Berg\nParticipant 4712,Anna Berg\n"
    entries = [MOODLE.format(name="Anna Berg", number=number) for number in (4712, 4711)]
    found = joined(tmp_path, text, *entries)
    assert [each.path.name[10:14] for each in found if each.path] == ["4711", "4712"]


def test_a_list_that_names_nobody_is_one_line(tmp_path: Path) -> None:
    for text, says in (
        ("colour,email\nred,a@x.org\n", "no column says what learners are called; call one 'name'"),
        ("name,id\n", "the class list names nobody"),
        ("", "no column says what learners are called"),
    ):
        with pytest.raises(StillroomError, match=says):
            joined(tmp_path, text, "anna")
    (tmp_path / "class.csv").write_text("name,id\nanna,1\n")
    with pytest.raises(StillroomError, match="give the folder of the submissions, and this list with --roster"):  # fmt: skip
        sources.gather(tmp_path / "class.csv", tmp_path / "out")
    with pytest.raises(StillroomError, match="with --roster, give the folder or the archive"):
        sources.gather(tmp_path / "class.csv", tmp_path / "out", class_list=tmp_path / "class.csv")


def test_the_text_that_moodle_keeps_beside_files_is_no_second_submission(tmp_path: Path) -> None:
    """Alone it is what was handed in."""
    text = ANNA.replace("_file_", "_onlinetext_")
    place = laid(tmp_path, ANNA, text, JORG.replace("_file_", "_onlinetext_"))
    found = sources.gather(place, tmp_path / "out")
    assert [each.name for each in found] == ["Anna Maria Berg", "Jörg Özil"]
    assert sources.passed_over(place, tmp_path / "out", found) == {
        text: "the text beside the files of this learner"
    }


def test_a_name_without_end_costs_only_itself(tmp_path: Path) -> None:
    """No name is compared in thousands of orders."""
    long = "a " * 4_000
    assert len(orders(long)) <= MOST_PARTS
    found = joined(tmp_path, f"name,id\n{long},1\n{long * 3},2\nBen,3\n", "ben.zip")
    assert [each.path.name for each in found if each.path] == ["ben.zip"]
    assert "line 3 of the roster has a cell of" in found[1].trouble


def test_a_roster_may_have_its_names_in_two_columns(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("Vorname;Nachname;submission\nAnna;Berg;one\n;;two\n")
    found = sources.gather(tmp_path / "r.csv", tmp_path / "out")
    assert [each.name for each in found] == ["Anna Berg", "line 3"]


def test_no_title_means_two_things() -> None:
    every = [squashed(title) for titles in TITLES.values() for title in titles.split()]
    assert len(every) == len(set(every))
    assert meant(["name", "email", "E-Mail", "Section", "x"]) == ["name", "email", "E-Mail", "group", "x"]  # fmt: skip
