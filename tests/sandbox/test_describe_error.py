"""An exception of a learner's own class is described, whatever its class does when it is asked."""

import json
from typing import Any

import pytest

from stillroom.sandbox.worker.database_module import load
from stillroom.sandbox.worker.describe_error import described, kind_of, text_of

pytestmark = pytest.mark.fast


class NoAttributes(Exception):
    """Lets nobody read an attribute."""

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - any attribute
        raise ValueError(name)


class NoName(type):
    """Classes whose name nobody can read."""

    @property
    def __name__(cls) -> str:  # type: ignore[override]  # that is the test
        """Fail."""
        raise ValueError


class Unnamed(Exception, metaclass=NoName):
    """An exception of such a class."""


class EndsTheProcess(Exception):
    """Ends the process where it is shown."""

    def __str__(self) -> str:
        """Leave."""
        raise SystemExit


class NeverTrue(Exception):
    """Cannot be asked whether it is true."""

    def __bool__(self) -> bool:
        """Fail."""
        raise ValueError


class Statement(Exception):
    """Has a statement that is no text, and an ``orig`` that is no exception."""

    statement, orig = object(), 5


def odd_syntax_error(**attributes: object) -> SyntaxError:
    """Return a SyntaxError with attributes of other types."""
    error = SyntaxError("m")
    for name, value in attributes.items():
        setattr(error, name, value)
    return error


def behind(cause: BaseException) -> Exception:
    """Return an exception that was raised from *cause*."""
    error = ValueError("told")
    error.__cause__ = cause
    return error


CASES = {
    "no attributes": (NoAttributes("told"), "NoAttributes", "told"),
    "no name of the class": (Unnamed("told"), "Unnamed", "told"),
    "a long name": (type("A" * 1_000_000, (Exception,), {})("told"), "A" * 200, "told"),
    "an empty name": (type("", (KeyError,), {})(), "KeyError", ""),
    "a text that ends the process": (EndsTheProcess(), "EndsTheProcess", "an error that cannot be shown"),
    "odd attributes": (Statement("told"), "Statement", "told"),
    "an odd cause": (behind(NeverTrue()), "ValueError", "told"),
    "a place of other types": (SyntaxError("told", (5, "a", [], {})), "SyntaxError", "told"),  # type: ignore[arg-type]  # that is the test
    "a text of another type": (odd_syntax_error(msg=5), "SyntaxError", "5"),
    "a huge line": (odd_syntax_error(lineno=1 << 100_000), "SyntaxError", "m"),
    "a number without digits": (ValueError(1 << 100_000), "ValueError", "an error that cannot be shown"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_an_odd_exception_is_described(case: str) -> None:
    """Nothing is raised, and the report can be written."""
    error, kind, message = CASES[case]
    report = described(error, "/project", load("stillroom.databases.sqlite.worker"))
    assert (report["kind"], report["message"]) == (kind, message)
    assert len(json.dumps(report)) < 2_000


def test_the_exceptions_behind_it_are_told_up_to_a_limit() -> None:
    """Two that are the cause of each other have no end."""
    first, second = ValueError("1"), KeyError("2")
    first.__cause__, second.__cause__ = second, first
    chain = described(first, "/project", load("stillroom.databases.sqlite.worker"))["chain"]
    assert [cause["kind"] for cause in chain] == ["KeyError", "ValueError"] * 2 + ["KeyError"]


def test_a_name_and_a_text_are_those_of_the_exception() -> None:
    assert (kind_of(ValueError("told")), text_of(ValueError("told"))) == ("ValueError", "told")
