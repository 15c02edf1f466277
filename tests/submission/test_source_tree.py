"""Source files as syntax trees: parsed once, and never deeper or larger than the limits."""

import ast
import gc
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from stillroom.course.base import ENVIRONMENT
from stillroom.submission import source_tree
from stillroom.submission.intake import Submission
from stillroom.submission.source_tree import (
    DEEPEST,
    LARGEST_KEPT,
    LARGEST_TOTAL,
    SourceFile,
    Sources,
    Work,
    WorkSpent,
    first_changed_line,
    parse,
)

NESTED = {
    "operators": "x = " + '"x" + ' * DEEPEST + '"x"',
    "signs": "x = " + "-" * DEEPEST + "1",
    "calls": "x = a" + ".b()" * DEEPEST,
    "lambdas": "x = " + "lambda: " * DEEPEST + "1",
    "conditions": "x = " + "1 if y else " * DEEPEST + "1",
    "branches": "if x:\n  pass\n" + "elif x:\n  pass\n" * DEEPEST,
    "far-deeper": "x = " + "-" * 90_000 + "1",
    "operators-by-the-thousand": "x = " + '"x" + ' * 2_500 + '"x"',
}


@pytest.mark.parametrize("kind", NESTED)
def test_a_file_that_is_nested_too_deeply_has_no_tree(kind: str) -> None:
    """Whatever is nested: no search of it can exhaust the grader's stack."""
    file = parse("a.py", NESTED[kind].encode())
    assert (file.tree, file.limit, file.code) == (None, "deep", "")
    assert list(file.walk()) == []


def test_a_file_at_the_limit_has_a_tree() -> None:
    """Module, assignment, signs and the number: one level each."""
    deepest = parse("a.py", b"x = " + b"-" * (DEEPEST - 3) + b"1")
    assert deepest.tree is not None
    assert parse("a.py", b"x = " + b"-" * (DEEPEST - 2) + b"1").limit == "deep"


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        (b"x = ", "line 1: invalid syntax"),
        (b"\n\nx = 'a", "line 3: unterminated string literal (detected at line 3)"),
        (b"x = 'a\0'", "source code string cannot contain null bytes"),
    ],
)
def test_a_file_that_does_not_parse_says_why(content: bytes, trouble: str) -> None:
    """That is no limit of the grader's."""
    file = parse("a.py", content)
    assert (file.tree, file.limit) == (None, None)
    assert file.trouble.endswith(trouble)


def test_a_file_of_a_submission_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it is asked for; env.py is one of them."""
    parsed: list[str] = []

    def counted(path: str, content: bytes, work: Work) -> SourceFile:
        parsed.append(path)
        return parse(path, content, work)

    monkeypatch.setattr(source_tree, "parse", counted)
    submission = Submission("s", {"app/b.py": b"b = 1", "app/a.py": b"a = 1"}, {}, b"e = 1")
    for _ in range(3):
        assert list(submission.sources) == ["app/a.py", "app/b.py", ENVIRONMENT]
        assert all(file.tree for file in submission.sources.values())
    assert sorted(parsed) == ["app/a.py", "app/b.py", ENVIRONMENT]


def test_what_many_submissions_have_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work of each is counted for itself; a large file is not kept."""
    parsed: list[bytes] = []
    parse_text = ast.parse

    def counted(content: bytes) -> ast.Module:
        parsed.append(content)
        return parse_text(content)

    monkeypatch.setattr(ast, "parse", counted)
    given, large = b"given = 'to all'", b"large = 1  #" + b"x" * LARGEST_KEPT
    first, second = (Sources({"a.py": given, "b.py": large}) for _ in range(2))
    trees = [(sources["a.py"].tree, sources["b.py"].tree) for sources in (first, second)]
    assert parsed == [given, large, large]
    assert trees[0][0] is trees[1][0]
    assert len(list(first["a.py"].walk())) == first.work.visited
    assert second.work.visited == 0


def test_only_so_much_is_parsed_and_the_small_files_first() -> None:
    """A project that is padded with large files keeps the trees of its own small ones."""
    large = b"#" * (LARGEST_TOTAL // 3)
    files = {f"app/{number:03}.py": large for number in range(190)} | {"app/small.py": b"x = 1"}
    sources = Sources(files)
    assert sources["app/small.py"].tree is not None
    assert [path for path in sources if sources[path].limit is None] == [
        "app/000.py",
        "app/001.py",
        "app/small.py",
    ]
    assert sources["app/002.py"].limit == "large"


def test_the_work_of_one_submission_has_an_end() -> None:
    """All its files share one limit."""
    sources = Sources({"a.py": b"a = 1", "b.py": b"b = 1"})
    nodes = len(list(ast.walk(ast.parse("a = 1"))))
    sources.work.limit = 2 * nodes
    assert len(list(sources["a.py"].walk())) == len(list(sources["b.py"].walk())) == nodes
    with pytest.raises(WorkSpent):
        list(sources["a.py"].walk())
    sources.give_up()
    assert sources["a.py"].limit == "large"
    assert list(sources["a.py"].walk()) == []


def test_a_node_as_text() -> None:
    """It costs more than a visit, and is empty where Python cannot write it."""
    work = Work()
    assert work.text_of(ast.parse("f( 'a' )", mode="eval").body) == "f('a')"
    assert work.visited > len(list(ast.walk(ast.parse("f('a')", mode="eval").body)))
    assert work.text_of(ast.parse("{1: " * 190 + "1" + "}" * 190)) == ""


class _Yielding:
    """An object that only the garbage collector ends, and that lets other threads run meanwhile."""

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        for _ in range(20):
            os.sched_yield()


def test_several_threads_may_parse_at_once() -> None:
    """Python before 3.13 fails now and then: it counts the depth of all parsers in one place."""
    source = ("x = " + "-" * 150 + "1\n").encode() * 20

    def parsed(number: int) -> bool:
        for _ in range(30):
            _Yielding()
        return parse("a.py", source + f"# {number}".encode()).tree is not None

    threshold = gc.get_threshold()
    gc.set_threshold(50)
    try:
        with ThreadPoolExecutor(4) as threads:
            assert all(threads.map(parsed, range(100)))
    finally:
        gc.set_threshold(*threshold)


def test_a_number_that_python_refuses_to_write_in_decimal_digits_is_written() -> None:
    """Its ``repr``, and that of the tree that holds it, are hexadecimal."""
    number = "0x" + "f" * 4_000
    file = parse("a.py", f"x = {number}, -{number}\n".encode())
    assert file.tree is not None
    assert file.work.text_of(file.tree) == f"x = ({number}, -{number})"
    assert number in ast.dump(file.tree)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\n\n\ndef up():\n    a()\n    b()\n", None),
        ("x = (1)  # one\ndef up():\n    a()\n\n    b()\n", None),
        ("x = 2\n\n\ndef up():\n    a()\n    b()\n", 1),
        ("x = 1\n\n\ndef up():\n    a()\n    c()\n", 6),
        ("x = 1\n\n\ndef up():\n    a()\n", 4),
        ("x = 1\n\n\ndef down():\n    a()\n    b()\n", 4),
        ("x = 1\n", None),
        ("x = (\n", None),
    ],
)
def test_the_first_line_that_says_something_else(text: str, line: int | None) -> None:
    before = parse("a.py", b"x = 1\n\n\ndef up():\n    a()\n    b()\n")
    assert first_changed_line(parse("a.py", text.encode()), before) == line


def test_a_docstring_is_not_the_place_of_a_change() -> None:
    before = parse("a.py", b'"""Old."""\nx = 1\n')
    assert first_changed_line(parse("a.py", b'"""New."""\nx = 2\n'), before) == 2
    assert first_changed_line(parse("a.py", b'"""New."""\nx = 1\n'), before) is None
