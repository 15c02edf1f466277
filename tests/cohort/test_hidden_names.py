"""What ``--anonymous`` takes out of texts: every name, id, address, group and path, and no ordinary word."""

import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stillroom.cohort.hidden_names import HiddenNames
from stillroom.cohort.kept_class import summary_of
from stillroom.cohort.own_words import WORD, words_of_the_course, words_of_the_grader
from stillroom.cohort.pseudonyms import Pseudonyms
from stillroom.results.adjustment import Adjustment
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from tests.support import records
from tests.support.paths import ROOT

pytestmark = pytest.mark.fast

COMMON = ["empty", "name", "archive", "users", "head", "Head", "step 7", "downgrade", "column-missing", "2", "4711"]  # fmt: skip
FIRST_NAMES = ["Anna", "Ben", "Chen", "Dora", "Emil", "Fatima", "Jo", "Kim", "Lee", "Mia", "Nils", "Ola", "Pia", "Sam", "Tom", "Yuki", "Berg", "Okoro", "Li", "雪", "Jürgen", "Zoë"]  # fmt: skip


@cache
def messages() -> list[str]:
    """Return all that the grader says of the samples, and what follows from it."""
    told = []
    for path in sorted((ROOT / "tests" / "mistakes").rglob("expected.toml")):
        for finding in tomllib.loads(path.read_text("utf-8")).get("findings", []):
            told += [finding.get("message", ""), finding.get("hint", "")]
    assert len(told) > 1000
    return [
        *told, "There is no project to grade: the folder is empty.", "the archive is damaged",
        "app/archive/users.py failed", "upgrade/downgrade", "alembic upgrade head",
    ]  # fmt: skip


def own_words() -> list[str]:
    """Return the words of the grader and of the exercise that stand in these texts."""
    own = words_of_the_grader() | words_of_the_course([records.result()])
    spoken = {word.casefold() for text in messages() for word in WORD.findall(text)}
    return sorted(own & spoken)


def ordinary_names() -> st.SearchStrategy[str]:
    """Draw names that are words which the grader says."""
    word = st.sampled_from(own_words())
    return st.one_of(
        st.sampled_from(COMMON), word, word.map(str.capitalize), st.tuples(word, word).map(" ".join)
    )


@settings(deadline=None)
@given(st.lists(ordinary_names(), min_size=1, max_size=8, unique=True), st.data())
def test_no_ordinary_word_vanishes(names: list[str], data: st.DataObject) -> None:
    """Whatever somebody is called: the texts of the grader stay what they are."""
    hidden = HiddenNames(words_of_the_course([records.result()]))
    for name in names:
        hidden.add(name, "learner-xxxxxxxx")
        hidden.add_parts(name, "learner-xxxxxxxx")
    text = data.draw(st.sampled_from(messages()))
    assert hidden.taken_out(text) == text


def test_a_class_of_all_these_words_changes_no_text() -> None:
    """Every word that the grader says is a name here, in small and in capital letters."""
    hidden = HiddenNames(words_of_the_course([records.result()]))
    for word in own_words():
        for name in (word, word.capitalize(), word.upper()):
            hidden.add(name, "learner-xxxxxxxx")
    assert [text for text in messages() if hidden.taken_out(text) != text] == []


def test_a_class_of_common_words_keeps_all_its_texts() -> None:
    """Findings, columns, titles and reasons of the whole record; only where names stand they are hidden."""
    hidden = Pseudonyms(b"k" * 16)
    reason = Finding(
        code="no-project", message="The folder is empty: no name, no users.", hint="Use head."
    )
    results = [
        records.result("failed", name).model_copy(
            update={"findings": (reason, records.FINDING), "handed_in": f"{name}.zip", "about": {"id": name}}
        )
        for name in COMMON
    ]  # fmt: skip
    for result in hidden.results(results):
        assert result.findings == results[0].findings
        assert result.steps == results[0].steps
        assert result.submission.startswith("learner-")
    summary = hidden.summary(summary_of(results), results)
    assert {entry.reason for entry in summary.results} == {reason.message}
    assert all(entry.name.startswith("learner-") for entry in summary.results)


def test_a_path_to_what_was_handed_in_names_nobody() -> None:
    """Also where the name is a common word; what lies inside of the project stays."""
    hidden = HiddenNames(())
    for name in ("empty", "name", "2"):
        hidden.add(name, "learner-x")
    for path, left in (
        ("/home/subs/empty/app/name/empty.py", "/home/subs/learner-x/app/name/empty.py"),
        (r"C:\subs\name\app", r"C:\subs\learner-x\app"),
        ("name/app/empty.py", "learner-x/app/empty.py"),
        ("2/migrations/versions/2.py", "learner-x/migrations/versions/2.py"),
        ("in /tmp/subs/empty.", "in /tmp/subs/learner-x."),
        ("app/name/empty.py", "app/name/empty.py"),
        ("empty/name", "empty/name"),
    ):
        assert hidden.taken_out(path) == left


def test_no_first_name_is_taken_for_a_word_of_our_own() -> None:
    """The examples in the code of the grader name nobody in lower-case letters."""
    assert not {name.casefold() for name in FIRST_NAMES} & words_of_the_grader()


def people() -> st.SearchStrategy[str]:
    """Draw names that can be told from a word of the course."""
    letters = st.characters(categories=["Lu", "Ll", "Lo"], include_characters=" -'.,|<>&*_`")
    drawn = st.text(letters, min_size=2, max_size=20).map(lambda text: " ".join(text.split()))
    name = st.sampled_from([name for name in FIRST_NAMES if len(name) > 1])
    made = st.one_of(drawn, name, st.tuples(name, name).map(" ".join))
    return made.filter(_can_be_told)


def _can_be_told(name: str) -> bool:
    own = words_of_the_grader() | words_of_the_course([records.result()])
    words = [word for word in WORD.findall(name) if len(word) > 1]
    return any(word.casefold() not in own for word in words)


def texts(value: object) -> Iterator[str]:
    """Yield all texts of a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def is_in(name: str, text: str) -> bool:
    """Tell whether *name* stands in *text*, as words of its own."""
    core = re.sub(r"^[\W_]+|[\W_]+$", "", name)
    return re.search(rf"(?<![^\W_]){re.escape(core)}(?![^\W_])", text, re.IGNORECASE) is not None


@settings(deadline=None)
@given(st.lists(people(), min_size=1, max_size=5, unique_by=str.casefold))
def test_nothing_that_says_who_it_is_survives(names: list[str]) -> None:
    """Neither in a member that holds names, nor in a path, nor in a text that speaks of somebody."""
    results, known = [], []
    for number, name in zip(count(470011), names, strict=False):
        about = {
            "id": f"{number}", "email": f"a.b{number}@mail.example", "group": f"Kurs {number}",
            "GitHub user": f"zzq-{number}",
        }  # fmt: skip
        folder = f"{name}_{number}_assignsubmission_file_"
        known += [name, folder, *about.values()]
        finding = Finding(
            code="code-error", hint=f"See {name}.", file=f"app/{about['GitHub user']}.py",
            message=f"In /home/subs/{folder}/app/x.py and {name}/app: {name} <{about['email']}> ({number}) of {about['group']}",
        )  # fmt: skip
        comment = Adjustment(action="comment", comment=f"{name} was ill, {about['id']} too")
        results.append(
            Result.model_validate(
                records.result("failed", name).model_dump(by_alias=True)
                | {"findings": (finding,), "about": about, "handed_in": folder, "adjustments": (comment,)}
            )
        )  # fmt: skip
    hidden = Pseudonyms(b"k" * 16)
    shown = [
        *(json.loads(each.to_json()) for each in hidden.results(results)),
        json.loads(hidden.summary(summary_of(results), results).to_json()),
    ]
    for text in texts(shown):
        for word in known:
            assert not is_in(word, text), (word, text)
