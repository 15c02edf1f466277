"""A warmed process is started before the parent imports what takes long."""

import subprocess
import sys

LATE = ("sqlalchemy", "alembic", "pydantic", "fastapi")


def test_what_starts_a_process_imports_nothing_that_takes_long() -> None:
    """Both get ready at the same time: what the runner imports, the process has to wait for."""
    code = (
        "import sys; from stillroom.cohort.warmed_runners import WarmedRunners; from stillroom.sandbox.tiers import Tier; "
        f"WarmedRunners(1.0, Tier.process); print(*[name for name in {LATE} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
