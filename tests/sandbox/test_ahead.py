"""The process that is begun before the command line is read: who takes it, and that it never stays behind."""

import pytest

from stillroom.databases.registry import default_worker
from stillroom.sandbox import ahead
from stillroom.sandbox.ahead import COMMANDS, begun_ahead, taken
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import TIME_LIMIT
from stillroom.sandbox.warmed import WarmedProcess

FIRST = ahead.usual_tiers()[0]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[WarmedProcess]:
    """The processes that were started since."""
    processes: list[WarmedProcess] = []
    start = WarmedProcess.__init__

    def noting(self: WarmedProcess, *arguments: object) -> None:
        start(self, *arguments)  # type: ignore[arg-type]
        processes.append(self)

    monkeypatch.setattr(WarmedProcess, "__init__", noting)
    return processes


def has_ended(process: WarmedProcess) -> bool:
    return process.process.poll() is not None and not process.scratch.path.exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_first_runner_takes_it_and_ends_it(command: str, started: list[WarmedProcess]) -> None:
    with begun_ahead([command, "."]):
        (waiting,) = started
        with Runner() as runner:
            assert runner.server is waiting
        assert has_ended(waiting)
    assert len(started) == 1


def test_a_second_runner_has_a_process_of_its_own(started: list[WarmedProcess]) -> None:
    with begun_ahead(["grade"]), Runner() as first, Runner() as second:
        assert (first.server, second.server) == tuple(started)


def test_nobody_has_to_take_it(started: list[WarmedProcess]) -> None:
    with pytest.raises(KeyboardInterrupt), begun_ahead(["grade"]):
        raise KeyboardInterrupt
    assert [has_ended(process) for process in started] == [True]


def test_whoever_wants_another_one_gets_another_one(started: list[WarmedProcess]) -> None:
    with begun_ahead(["grade"]):
        assert taken(FIRST, TIME_LIMIT + 1, default_worker()) is None
        assert taken(FIRST, TIME_LIMIT, "another.database") is None
        with Runner(seconds=5) as runner:
            assert runner.server is started[1]
    assert all(map(has_ended, started))


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["list"],
        ["--version"],
        ["grade", "--help"],
        ["grade", ".", "--seconds", "5"],
        ["grade", "--seconds=5", "."],
    ],
)
def test_it_is_begun_only_where_it_is_of_use(
    words: list[str], started: list[WarmedProcess]
) -> None:
    with begun_ahead(words):
        assert started == []


def test_where_it_cannot_be_begun_the_command_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so when it starts one itself; this one is no trouble."""

    def refused(*_: object) -> None:
        raise OSError("no process")

    monkeypatch.setattr(ahead, "WarmedProcess", refused)
    with begun_ahead(["grade"]):
        assert taken(FIRST, TIME_LIMIT, default_worker()) is None
