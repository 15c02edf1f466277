"""What a learner's code can import: the packages of the course, whatever is installed beside them."""

import subprocess
import sys
from pathlib import Path

import pytest

from stillroom.sandbox.worker import packages, requirements
from stillroom.sandbox.worker.packages import allow_only, forget
from stillroom.sandbox.worker.requirements import modules_of, name_of


def test_what_a_package_needs_can_be_imported_too() -> None:
    """Not what it needs for an extra that nobody asked for."""
    modules = modules_of(("alembic>=1.20", "nothing-of-this-name"))
    assert {"alembic", "mako", "sqlalchemy", "typing_extensions"} <= modules
    assert modules.isdisjoint({"fastapi", "pytest", "greenlet", "nothing_of_this_name", ""})


def test_an_extra_is_followed_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name may be written in several ways."""

    class Fake:
        def __init__(self, name: str) -> None:
            self.metadata = {"Name": name}
            self.requires = [
                'More_Of.It>=1; extra == "some-more"',
                "Always",
                'Elsewhere; sys_platform == "plan9"',
                "no requirement at all",
            ]

        def read_text(self, _name: str) -> None:
            return None

    monkeypatch.setattr(requirements, "distribution", Fake)
    plain, more = (modules_of.__wrapped__((wish,)) for wish in ("it", "it[some_more, other]"))
    assert sorted(plain) == ["always", "it"]
    assert sorted(more) == ["always", "it", "more_of_it"]


@pytest.mark.parametrize(
    ("requirement", "name"),
    [("SQLModel>=0.0.38", "sqlmodel"), ("a_b.c[x] ; python_version > '3'", "a-b-c"), ("", "")],
)
def test_a_requirement_names_a_package(requirement: str, name: str) -> None:
    assert name_of(requirement) == name


def test_nothing_else_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own modules, those of the project, and those of the packages are."""
    (tmp_path / "own_module.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    allow_only(["alembic"], str(tmp_path))
    allow_only(["alembic"], str(tmp_path))
    try:
        (finder,) = (each for each in sys.meta_path if isinstance(each, packages.OnlyPackages))
        for name in ("own_module", "json", "mako", "not_there", "pytest.fixtures"):
            assert finder.find_spec(name) is None
        with pytest.raises(ModuleNotFoundError, match="^No module named 'pytest'$") as refused:
            finder.find_spec("pytest")
        assert refused.value.name == "pytest"
    finally:
        forget()
    assert not any(isinstance(each, packages.OnlyPackages) for each in sys.meta_path)


def test_what_a_child_needs_to_decide_is_not_refused(tmp_path: Path) -> None:
    """The grader's own module for it is loaded late, and imports a package that no course names."""
    program = (
        "import sys\n"
        "from stillroom.sandbox.worker.packages import allow_only\n"
        "assert not any(name.startswith('packaging') for name in sys.modules)\n"
        f"allow_only(['alembic'], {str(tmp_path)!r})\n"
        "import mako\n"
        "try:\n"
        "    import pytest\n"
        "except ModuleNotFoundError:\n"
        "    print('only what is needed')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("only what is needed\n", "")
