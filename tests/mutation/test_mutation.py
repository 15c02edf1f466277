"""The mutation run itself: a recorded grading repeats exactly, and survivors are judged."""

import re
from fnmatch import fnmatch
from pathlib import Path
from unittest.mock import patch

import pytest

from mutation.modules import COPIED, MODULES
from mutation.recordings import record, same_again
from mutation.replay import TESTS as REPLAYED_TESTS
from mutation.survivors import KNOWN, Mutant, judge, known
from stillroom.authoring import samples
from stillroom.course.course import Course
from tests.support.paths import SAMPLES, TESTS


def test_a_recording_repeats_without_a_child_and_notices_a_mistake(
    root: Path, course: Course
) -> None:
    """The same code gives the same record; a comparison that is blind does not."""
    sample = samples.read(root, course, SAMPLES / "02-add-email" / "email-not-null")
    recordings, left_out = record([sample], course)
    recording = recordings["02-add-email/email-not-null"]
    assert left_out == []
    with patch("subprocess.Popen", side_effect=AssertionError("a child was started")):
        assert same_again(recording, course)
        with patch("stillroom.databases.expected.compare", return_value=[]):
            assert not same_again(recording, course)


@pytest.mark.parametrize(
    ("living", "status", "says"),
    [
        (["explained"], 0, "1 survive, 0 of them unexplained; 0 stale"),
        (["explained", "new"], 1, "2 survive, 1 of them unexplained; 0 stale"),
        ([], 0, "0 survive, 0 of them unexplained; 1 stale"),
    ],
)
def test_a_survivor_needs_a_reason(
    living: list[str],
    status: int,
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without one the run ends with status 1; a reason that is not needed any more is named."""
    reasons = tmp_path / "survivors.toml"
    reasons.write_text(
        '[[survivor]]\nmodule = "m.py"\nfunction = "f"\nline = "a"\nbecomes = ["explained"]\n'
        'reason = "It is equal."\n'
    )
    with patch("mutation.survivors.KNOWN", reasons):
        assert judge([Mutant("m.py", "f", "a", becomes) for becomes in living], ["m.py"]) == status
        assert judge([], ["other.py"]) == 0
    assert says in capsys.readouterr().out


def test_every_known_survivor_has_a_reason() -> None:
    """The list can be read, and a reason is a sentence."""
    assert all(reason.endswith(".") for reason in known(KNOWN.read_text("utf-8")).values())


def test_the_run_and_its_reasons_name_what_exists(root: Path) -> None:
    """A pattern, test, module or function that has moved would be left out without a word."""
    source = root / "src" / "stillroom"
    assert [pattern for pattern in MODULES if not list(source.glob(pattern))] == []
    assert [name for name in REPLAYED_TESTS if not (TESTS / name).exists()] == []
    mutated = {path for pattern in MODULES for path in source.glob(pattern)}
    texts = {path.relative_to(source).as_posix(): path.read_text("utf-8") for path in mutated}
    gone = [
        (mutant.module, mutant.function)
        for mutant in known(KNOWN.read_text("utf-8"))
        if not any(
            fnmatch(module, mutant.module) and re.search(rf"(def|class) {mutant.function}\b", text)
            for module, text in texts.items()
            if mutant.function
        )
        and not (not mutant.function and any(fnmatch(name, mutant.module) for name in texts))
    ]
    assert gone == []


def test_the_copy_has_all_that_its_tests_import(root: Path) -> None:
    """Else no mutant can be tested: the run ends before the first one."""
    folders = {path.name for path in root.iterdir() if (path / "__init__.py").exists()}
    tested = [TESTS / "support", *(TESTS / name for name in REPLAYED_TESTS)]
    files = [file for path in tested for file in (path.rglob("*.py") if path.is_dir() else [path])]
    imported = {
        name.partition(".")[0]
        for file in files
        for name in re.findall(
            r"^\s*(?:from|import) ([\w.]+)", file.read_text("utf-8"), re.MULTILINE
        )
    }
    assert sorted((folders & imported) - set(COPIED)) == []
