"""Makes the mutants with Cosmic Ray and tests them, each worker in a copy of the repository."""

import hashlib
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue

from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkItem, WorkResult

from mutation.modules import COPIED
from mutation.survivors import Mutant, say

# The operators whose mutants differ in more than the way in which they break.
OPERATORS = re.compile(
    "core/(AddNot|Replace(AndWithOr|OrWithAnd|TrueWithFalse|FalseWithTrue)|NumberReplacer"
    "|ReplaceUnaryOperator_Delete_Not|ReplaceUnaryOperator_USub_UAdd|ZeroIterationForLoop"
    "|ReplaceContinueWithBreak|ReplaceBreakWithContinue|ExceptionReplacer|RemoveDecorator"
    "|ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is|Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt)"
    "|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|BitAnd_BitOr))"
)
TIME_LIMIT = 300.0  # seconds for one mutant on a busy machine; its processor time is limited too
RANDOM_COURSES = 4  # of those in the suite: what is told of each is asked of every survivor


def run(
    root: Path, cache: Path, modules: list[Path], recordings: Path, jobs: int, *, fresh: bool
) -> list[Mutant]:
    """Test every mutant of *modules* that was not killed before; return those that live."""
    places = [_copy(root, cache / f"worker-{number}") for number in range(jobs)]
    _check_clean(places[0], recordings)
    living = []
    for module in modules:
        with closing(_session(root, cache, module, fresh=fresh)) as session:
            living += list(_tested(session, places, recordings))
    return living


def _copy(root: Path, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in COPIED:
        if (root / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(root / name, place / name, ignore=ignored)
        else:
            shutil.copy(root / name, place / name)
    return place


def _command(place: Path, recordings: Path) -> str:
    paths = f"PYTHONPATH={place / 'src'}:{place}"
    courses = f"STILLROOM_RANDOM_COURSES={RANDOM_COURSES}"
    words = ["env", paths, courses, sys.executable, "-P", "-m", "mutation.replay", str(recordings)]
    return shlex.join(words)


def _check_clean(place: Path, recordings: Path) -> None:
    if subprocess.run(shlex.split(_command(place, recordings)), check=False).returncode != 0:  # noqa: S603 - our own command
        raise SystemExit("the tests fail without a mutation: mend that first")


def _session(root: Path, cache: Path, module: Path, *, fresh: bool) -> WorkDB:
    """The Cosmic Ray session of *module* as it is now, with what is known about its mutants."""
    place = module.relative_to(root)
    name = "-".join(place.with_suffix("").parts[2:])
    digest = hashlib.sha256(module.read_bytes()).hexdigest()[:12]
    file = cache / f"{name}-{digest}.sqlite"
    for old in cache.glob(f"{name}-*.sqlite"):
        if fresh or old != file:
            old.unlink()
    is_known = file.exists()
    session = WorkDB(file, WorkDB.Mode.create)
    if not is_known:
        init([place], session, {})
        lines = module.read_text("utf-8").splitlines()
        skipped = WorkResult(WorkerOutcome.SKIPPED)
        for item in session.work_items:
            if not _is_worth_it(item.mutations[0], lines):
                session.set_result(item.job_id, skipped)
    return session


def _is_worth_it(mutation: MutationSpec, lines: list[str]) -> bool:
    # frozen and slots guard the author of the code; nothing that the code does depends on them.
    flag = lines[mutation.start_pos[0] - 1].startswith("@dataclass(")
    return not flag and OPERATORS.fullmatch(mutation.operator_name) is not None


def _tested(session: WorkDB, places: list[Path], recordings: Path) -> Iterator[Mutant]:
    """Test the mutants of one module; yield those that live."""
    items = _unsettled(session)
    free: SimpleQueue[Path] = SimpleQueue()
    for place in places:
        free.put(place)

    def tested(item: WorkItem) -> WorkResult:
        place = free.get()
        try:
            mutation = _inside(item.mutations[0], place)
            return mutate_and_test([mutation], _command(place, recordings), TIME_LIMIT)
        finally:
            free.put(place)

    name = items[0].mutations[0].module_path if items else "nothing"
    with ThreadPoolExecutor(len(places)) as pool:
        futures = {pool.submit(tested, item): item for item in items}
        try:
            for count, future in enumerate(as_completed(futures), 1):
                item, result = futures[future], future.result()
                session.set_result(item.job_id, result)
                if result.worker_outcome != WorkerOutcome.NORMAL:
                    say(f"{name}: one mutant could not be made: {item.mutations[0].operator_name}")
                elif result.test_outcome == TestOutcome.SURVIVED:
                    yield _mutant(item, result)
                if count % 25 == 0 or count == len(items):
                    say(f"{name}: {count} of {len(items)}")
        finally:
            pool.shutdown(cancel_futures=True)


def _unsettled(session: WorkDB) -> list[WorkItem]:
    """Return the mutants that no earlier run has killed or skipped; new ones come first."""
    before = {item.job_id: result for item, result in session.completed_work_items}
    items = [
        item
        for item in session.work_items
        if item.job_id not in before or not _is_settled(before[item.job_id])
    ]
    return sorted(items, key=lambda item: item.job_id in before)


def _is_settled(result: WorkResult) -> bool:
    skipped: bool = result.worker_outcome == WorkerOutcome.SKIPPED
    return skipped or bool(result.test_outcome == TestOutcome.KILLED)


def _inside(mutation: MutationSpec, place: Path) -> MutationSpec:
    return MutationSpec(
        module_path=place / mutation.module_path,
        operator_name=mutation.operator_name,
        occurrence=mutation.occurrence,
        start_pos=mutation.start_pos,
        end_pos=mutation.end_pos,
    )


def _mutant(item: WorkItem, result: WorkResult) -> Mutant:
    mutation = item.mutations[0]
    lines = (result.diff or "").splitlines()[3:]  # behind the head of the diff
    sides = (
        " ".join(filter(None, (line[1:].strip() for line in lines if line.startswith(sign))))
        for sign in ("-", "+")
    )
    return Mutant(
        Path(*mutation.module_path.parts[2:]).as_posix(), mutation.definition_name or "", *sides
    )
