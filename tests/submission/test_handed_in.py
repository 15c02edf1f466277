"""What learners hand in, in real archives and repositories made here."""

import bz2
import gzip
import struct
import tarfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.cohort.school import below, laid, tarred, zipped
from stillroom.course.base import EMAIL
from stillroom.errors import StillroomError
from stillroom.submission import archives
from stillroom.submission.bare_repository import history_in
from stillroom.submission.handed_in import Wanted, hand_in
from stillroom.submission.intake import Attempts
from stillroom.submission.no_project import NoProject, TooLate
from tests.support.git_forge import Forge, plain

FILES = {
    "app/models.py": b"# models\n",
    "migrations/versions/0001.py": b"# first\n",
    "migrations/env.py": b"# env\n",
    "pyproject.toml": b'[project]\nname = "mine"\n',
}
TAKEN = {"app/models.py": b"# models\n", "migrations/versions/0001.py": b"# first\n"}
NOISE = {
    "node_modules/a/app/models.py": b"x",
    "__MACOSX/x/app/._models.py": b"x",
    "app/.venv/lib/x.py": b"x",
    "app/venv/lib/x.py": b"x",
    "app/mine/pyvenv.cfg": b"",
    "app/mine/lib/x.py": b"x",
    "app/__pycache__/x.py": b"x",
    "app/node_modules/x.py": b"x",
}


def under(folder: str, files: dict[str, bytes] = FILES) -> dict[str, bytes]:
    """Return *files* below *folder*."""
    return below(folder, files)


FORMS: dict[str, Callable[[Path], Path]] = {
    "folder": lambda at: laid(at / "a", FILES | NOISE),
    "deeper": lambda at: laid(at / "a", under("x", FILES | NOISE)),
    "two-deeper": lambda at: laid(at / "a", under("x/y") | under("__MACOSX/y") | under("venv")),
    "zip": lambda at: zipped(at / "a.zip", FILES | NOISE),
    "zip-deeper": lambda at: zipped(at / "a.ZIP", under("a-main", FILES | NOISE)),
    "windows-zip": lambda at: zipped(
        at / "a.zip", {path.replace("/", "\\"): content for path, content in under("a").items()}
    ),
    "zip-in-folder": lambda at: zipped(at / "a" / "work.zip", under("x")).parent,
    "tar": lambda at: tarred(at / "a.tar", FILES | NOISE),
    "tgz": lambda at: tarred(at / "a.tgz", under("./x")),
    "tar.xz": lambda at: tarred(at / "a.tar.xz", FILES),
    "tar.bz2": lambda at: tarred(at / "a.tar.bz2", FILES),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_holds_the_same_work(form: str, tmp_path: Path) -> None:
    """Environments and caches do not count, and nothing is called left out."""
    found = hand_in(FORMS[form](tmp_path), "anna")
    assert (found.name, found.files, found.left_out) == ("anna", TAKEN, {})
    assert found.environment == b"# env\n"
    assert found.installed


@pytest.mark.processes
@pytest.mark.parametrize("form", ["folder", "zip", "repository"])
def test_the_only_project_is_found_far_down(form: str, tmp_path: Path) -> None:
    """Its place is told; what lies inside of it, or in a cache, is no second one."""
    noise = under("x/y/z/app/old") | under("node_modules/a/b") | under("__MACOSX/x/y/z")
    found = hand_in(IN_ANY_FORM[form](tmp_path, under("x/y/z") | noise), "a")
    assert TAKEN.items() <= found.files.items()
    assert found.found_in == "x/y/z"
    near = hand_in(IN_ANY_FORM[form](tmp_path / "near", under("x") | under("y/z/w/v")), "a")
    assert (near.found_in, near.files) == ("", TAKEN)


def test_names_of_any_encoding_are_read(tmp_path: Path) -> None:
    """Many programs write UTF-8 and do not say so; others write the characters of their country."""
    folder = "Jörg 🙂"
    path = zipped(tmp_path / "a.zip", under(folder) | {f"{folder}/app/é.py": b"1"})
    _with_flags(path, b"\0\0")
    assert hand_in(path, "a").files == TAKEN | {"app/é.py": b"1"}
    _with_flags(zipped(path, FILES | {"app/é.py": b"1"}), b"\0\0")
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xe9x"))
    assert len(hand_in(path, "a").files) == 3


def _with_flags(path: Path, flags: bytes) -> None:
    """Write other flags into all headers of a zip archive."""
    content = path.read_bytes()
    for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = 0
        while (start := content.find(signature, start)) >= 0:
            content = content[: start + at] + flags + content[start + at + 2 :]
            start += 4
    path.write_bytes(content)


def test_no_path_leaves_and_no_link_is_followed(tmp_path: Path) -> None:
    """The rest of the archive counts, and what was left out is named."""
    (tmp_path / "secret.py").write_text("secret")
    link = tarfile.TarInfo("app/link.py")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard = tarfile.TarInfo("app/hard.py")
    hard.type, hard.linkname = tarfile.LNKTYPE, "app/models.py"
    device = tarfile.TarInfo("app/device.py")
    device.type = tarfile.CHRTYPE
    bad = {"../escaped.py": b"x", "/abs/escaped.py": b"x", "app/../../escaped.py": b"x"}
    found = hand_in(tarred(tmp_path / "a.tar", FILES | bad, link, hard, device), "a")
    assert found.files == TAKEN
    assert set(found.left_out) == {*bad, link.name, hard.name, device.name}
    odd = zipfile.ZipInfo("app/link.py")
    odd.external_attr = 0o120777 << 16
    with zipfile.ZipFile(
        zipped(tmp_path / "a.zip", FILES | bad | {"C:\\x.py": b"x"}), "a"
    ) as archive:
        archive.writestr(odd, "../secret.py")
        archive.writestr("app/x" * 100 + ".py", "x")
    found = hand_in(tmp_path / "a.zip", "a")
    assert found.files == TAKEN
    assert {*bad, "app/link.py", "C:/x.py"} < set(found.left_out)
    assert not list(tmp_path.rglob("escaped.py"))


def _encrypted(path: Path) -> None:
    _with_flags(zipped(path, FILES), b"\1\0")


def _huge_list(path: Path) -> None:
    content = bytearray(zipped(path, FILES).read_bytes())
    struct.pack_into("<L", content, len(content) - 22 + 12, 0x7FFFFFFF)
    path.write_bytes(content)


def _stored_as(kind: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", kind) as archive:
            archive.writestr("app/models.py", b"0" * 1_000_000)

    return write


def _bytes(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def _cut(path: Path) -> None:
    path.write_bytes(zipped(path, FILES).read_bytes()[:-30])


def _flipped(path: Path) -> None:
    content = bytearray(zipped(path, {**FILES, "app/big.py": bytes(range(256)) * 9}).read_bytes())
    content[45:60] = b"\xff" * 15
    path.write_bytes(content)


BAD: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "encrypted": ("a.zip", _encrypted, "encrypted"),
    "cut": ("a.zip", _cut, "damaged"),
    "flipped": ("a.zip", _flipped, "damaged"),
    "empty": ("a.zip", _bytes(b""), "the file is empty"),
    "rar": ("a.zip", _bytes(b"Rar!\x1a\x07\x00 and more"), "a RAR archive"),
    "html": ("a.zip", _bytes(b"<html>please sign in</html>"), "no zip or tar archive"),
    "gz-of-text": ("a.tar.gz", _bytes(gzip.compress(b"hello" * 500)), "damaged"),
    "gz-cut": ("a.tgz", _bytes(gzip.compress(bytes(range(256)) * 90)[:-60]), "damaged"),
    "bz2-broken": ("a.tar.bz2", _bytes(bz2.compress(b"x")[:-4] + b"zzzz"), "damaged"),
    "list": ("a.zip", _huge_list, "entries"),
    "bz2-in-zip": ("a.zip", _stored_as(zipfile.ZIP_BZIP2), "unusual way"),
    "two-projects": ("a.zip", lambda path: zipped(path, under("x") | under("y")), "2 projects are here: x/ and y/"),
    "no-project": ("a.zip", lambda path: zipped(path, {"notes.txt": b"x"}), "holds no Python file"),
    "only-one-part": ("a.zip", lambda path: zipped(path, {"x/migrations/env.py": b""}), "x/ holds migrations/ and no app/"),
    "capital-letter": ("a", lambda path: laid(path, {"App/models.py": b""}), "App/ must be called app/"),
    "two-far-down": ("a", lambda path: laid(path, under("x/y/z") | under("x/y/w")), "2 projects are here: x/y/w/ and x/y/z/"),
    "zip-in-zip": ("a.zip", lambda path: zipped(path, {"x/b.zip": b"x"}), "in the archive: x/b.zip"),
    "a-file": ("notes.txt", _bytes(b"x"), "neither a folder nor an archive"),
    "nowhere": ("nowhere", lambda path: None, "no such folder"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_read_is_one_line(kind: str, tmp_path: Path) -> None:
    """Never a traceback."""
    name, write, says = BAD[kind]
    write(tmp_path / name)
    with pytest.raises(StillroomError) as raised:
        hand_in(tmp_path / name, "a")
    assert says in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
    assert isinstance(raised.value, NoProject) == (kind in ("no-project", "nowhere"))


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Number, size of a file, all together, and the length of a stream have limits."""
    bomb = {"app/bomb.py": b"0" * 30_000_000, "x.bin": b"0" * 30_000_000}
    found = hand_in(zipped(tmp_path / "a.zip", FILES | bomb), "a")
    assert found.files == TAKEN
    assert found.left_out == {"app/bomb.py": "larger than 200000 bytes"}
    many = tarred(tmp_path / "many.tar", {f"app/m{at}.py": b"x" for at in range(50)})
    for limit, most in (
        ("MOST_PYTHON_FILES", 49), ("MOST_BYTES", 49), ("MOST_MEMBERS", 49), ("LONGEST_STREAM", 9_000),
    ):  # fmt: skip
        with monkeypatch.context() as patch:
            patch.setattr(archives, limit, most)
            with pytest.raises(archives.Unreadable):
                hand_in(many, "a")


def test_the_hints_that_were_seen_come_with_a_folder_and_with_an_archive(tmp_path: Path) -> None:
    """They are looked at, and are none of the files that are graded."""
    files = FILES | {".stillroom.json": b'{"hints": {"02-add-email": 2}}'}
    for place in (
        laid(tmp_path / "a", files),
        laid(tmp_path / "b", under("work", files)),
        zipped(tmp_path / "c.zip", files),
        tarred(tmp_path / "d.tgz", under("work", files)),
    ):
        submission = hand_in(place, "a")
        assert (submission.hints, submission.files) == (
            {"02-add-email": list(range(1, 2 + 1))},
            TAKEN,
        )
    assert hand_in(laid(tmp_path / "e", FILES), "a").hints is None


def test_a_link_to_the_work_of_others_is_not_theirs(tmp_path: Path) -> None:
    """Neither a folder nor an archive counts that is only a link."""
    laid(tmp_path / "ben", FILES)
    zipped(tmp_path / "ben.zip", FILES)
    (tmp_path / "anna").mkdir()
    (tmp_path / "anna" / "mine").symlink_to(tmp_path / "ben")
    (tmp_path / "anna" / "mine.zip").symlink_to(tmp_path / "ben.zip")
    with pytest.raises(NoProject):
        hand_in(tmp_path / "anna", "anna")


@pytest.mark.processes
@pytest.mark.parametrize("inside", ["", "work"])
def test_a_branch_and_a_moment_choose_the_commit(tmp_path: Path, inside: str) -> None:
    """Of a bare repository and of a clone; the project may lie deeper there too."""
    forge = Forge(tmp_path / "anna" / ".git")
    later = FILES | {"app/models.py": b"# later\n"}
    for at, files in ((1_000_000_000, FILES), (1_100_000_000, later)):
        tree = forge.nested(plain(under(inside, files) if inside else files))
        forge.commit(tree, "refs/heads/exercise/02", at)
    branch = Wanted("exercise/02")
    early = Wanted("exercise/02", datetime.fromtimestamp(1_050_000_000, UTC))
    for place in (forge.path, tmp_path / "anna"):
        assert hand_in(place, "a", branch).files["app/models.py"] == b"# later\n"
        assert hand_in(place, "a", early).files == TAKEN
        assert [hand_in(place, "a", wanted).too_late for wanted in (branch, early)] == [0, 1]
        assert hand_in(place, "a", branch).attempts == Attempts(1, 1_100_000_000, 1_100_000_000)
        assert hand_in(place, "a", early).attempts is None  # what was given is no attempt
    assert history_in(forge.path)[0] is None
    forge.git("update-ref", "refs/heads/main", "refs/heads/exercise/02")
    attempts, origin, _ = history_in(forge.path)
    assert attempts == Attempts(1, 1_100_000_000, 1_100_000_000)
    assert origin == hand_in(forge.path, "a", branch).origin
    assert origin is not None and origin.committed == "2004-11-09T11:33:20Z"
    assert origin.commit == forge.git("rev-parse", "main")
    with pytest.raises(NoProject, match="there is no branch 'other'"):
        hand_in(forge.path, "a", Wanted("other"))
    with pytest.raises(NoProject, match="no branch"):
        hand_in(forge.path, "a", Wanted("../../x"))
    with pytest.raises(TooLate, match="no project was committed up to 1970-01-01") as raised:
        hand_in(forge.path, "a", Wanted("exercise/02", datetime.fromtimestamp(5, UTC)))
    assert raised.value.commits == 2
    forge.git("pack-refs", "--all")
    forge.git("update-ref", "refs/remotes/origin/only-there", "refs/heads/exercise/02")
    assert hand_in(tmp_path / "anna", "a", Wanted("only-there")).files


@pytest.mark.processes
def test_a_project_that_came_after_the_moment_is_too_late(tmp_path: Path) -> None:
    """Before, there were notes; where nothing came later, it is no project as ever."""
    forge = Forge(tmp_path / "anna.git")
    forge.commit(forge.nested(plain({"README.md": b"x"})), at=1_000_000_000)
    early = Wanted(before=datetime.fromtimestamp(1_050_000_000, UTC))
    with pytest.raises(NoProject, match="holds neither app/ nor migrations/"):
        hand_in(forge.path, "a", early)
    forge.commit(forge.nested(plain(FILES)), at=1_100_000_000)
    with pytest.raises(TooLate) as raised:
        hand_in(forge.path, "a", early)
    assert raised.value.commits == 1


@pytest.mark.processes
@pytest.mark.parametrize("is_packed", [False, True])
def test_work_on_another_branch_is_known(tmp_path: Path, is_packed: bool) -> None:
    """Of a bare repository and of a clone; commits of the course are nobody's work."""
    forge = Forge(tmp_path / "anna" / ".git")
    tree = forge.nested(plain(FILES))
    forge.commit(tree)
    base = forge.git("rev-parse", "main")
    for branch, email in (("exercise/02", "a@example.org"), ("exercise/03", EMAIL)):
        more = ["-c", f"user.email={email}"]
        commit = forge.git(*more, "commit-tree", tree, "-p", base, "-m", "x")
        forge.git("update-ref", f"refs/heads/{branch}", commit)
    forge.git("update-ref", "refs/heads/exercise/01", base)
    if is_packed:
        forge.git("pack-refs", "--all")
    laid(tmp_path / "anna", FILES)
    for place in (forge.path, tmp_path / "anna"):
        assert hand_in(place, "a").branches_beside == ("exercise/02",)
        assert hand_in(place, "a", Wanted("exercise/03")).branches_beside == ()


def _renamed(old: str, new: str, files: dict[str, bytes]) -> dict[str, bytes]:
    return {
        f"{new}{path.removeprefix(old)}" if path.startswith(old) else path: content
        for path, content in files.items()
    }


def _as_repository(at: Path, files: dict[str, bytes]) -> Path:
    forge = Forge(at / "a.git")
    forge.commit(forge.nested(plain(files)))
    return forge.path


IN_ANY_FORM: dict[str, Callable[[Path, dict[str, bytes]], Path]] = {
    "folder": lambda at, files: laid(at / "a", files),
    "zip": lambda at, files: zipped(at / "a.zip", files),
    "repository": _as_repository,
}


@pytest.mark.processes
@pytest.mark.parametrize("inside", ["", "work"])
@pytest.mark.parametrize("folder", ["App", "Migrations"])
@pytest.mark.parametrize("form", IN_ANY_FORM)
def test_a_folder_in_capital_letters_is_told(
    form: str, folder: str, inside: str, tmp_path: Path
) -> None:
    """The other part of the project does not make it one, at the top neither."""
    files = _renamed(folder.lower(), folder, FILES)
    place = IN_ANY_FORM[form](tmp_path, under(inside, files) if inside else files)
    shown = f"{inside}/{folder}/" if inside else f"{folder}/"
    with pytest.raises(StillroomError) as raised:
        hand_in(place, "a")
    assert f"the folder {shown} must be called {folder.lower()}/" in str(raised.value)
    assert not isinstance(raised.value, NoProject)


@pytest.mark.processes
@pytest.mark.parametrize("form", IN_ANY_FORM)
def test_revisions_that_lie_elsewhere_are_told_in_any_form(form: str, tmp_path: Path) -> None:
    """In a folder of another name or case; not those of an environment."""
    moved = _renamed("migrations/versions", "migrations/Versions", FILES)
    more = {
        "alembic/versions/0009_x.py": b"x",
        "mine/pyvenv.cfg": b"",
        "mine/lib/versions/y.py": b"x",
        "node_modules/versions/z.py": b"x",
        "tests/versions/t.py": b"x",
        "a/b/c/d/versions/deep.py": b"x",
    }
    found = hand_in(IN_ANY_FORM[form](tmp_path, moved | more), "a")
    revisions = {path for path in moved if path.startswith("migrations/Versions/")}
    assert revisions and set(found.elsewhere) == revisions | {"alembic/versions/0009_x.py"}


def test_a_moment_needs_a_repository(tmp_path: Path) -> None:
    """A folder and an archive have no dates."""
    for place in (laid(tmp_path / "a", FILES), zipped(tmp_path / "a.zip", FILES)):
        with pytest.raises(archives.Unreadable, match="Git repository"):
            hand_in(place, "a", Wanted("main"))
        # Said for a whole class, a branch is that of the repositories in it.
        assert hand_in(place, "a", Wanted("main", is_for_all=True)).files == TAKEN
