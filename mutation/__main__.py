"""The mutation run: every small change to the comparison and the diagnosis must be noticed.

    python -m mutation [--fresh] [--jobs N] [MODULE...]

First every sample of the corpus is graded and recorded. Then Cosmic Ray changes one place of one
module at a time, in a copy, and the recorded gradings are repeated (see ``replay.py``). A change
that nothing notices is a survivor: ``survivors.toml`` must say why it may live. Ends with status 1
where it does not. A second run goes on where the first one ended, and tests its survivors again.
"""

import argparse
import os
from pathlib import Path

from mutation import mutants, record, survivors
from mutation.modules import MODULES

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".nox" / "mutations"
MEMORY = Path("/dev/shm")  # noqa: S108 - where there is one, no disk slows the run down


def main() -> int:
    """Return the exit status of the run."""
    parser = argparse.ArgumentParser(prog="nox -s mutation --", description=__doc__)
    parser.add_argument("modules", nargs="*", default=MODULES, help="such as schema/compare.py")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--fresh", action="store_true", help="forget what earlier runs found")
    arguments = parser.parse_args()
    source = ROOT / "src" / "stillroom"
    modules = [path for pattern in arguments.modules for path in sorted(source.glob(pattern))]
    if not modules:
        parser.error(f"no module of {source} is called {' or '.join(arguments.modules)}")
    if MEMORY.is_dir():
        os.environ["TMPDIR"] = str(MEMORY)
    CACHE.mkdir(parents=True, exist_ok=True)
    recordings = record.record_corpus(ROOT, CACHE, arguments.jobs)
    living = mutants.run(ROOT, CACHE, modules, recordings, arguments.jobs, fresh=arguments.fresh)
    return survivors.judge(living, [path.relative_to(source).as_posix() for path in modules])


if __name__ == "__main__":
    raise SystemExit(main())
