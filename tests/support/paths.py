"""Where things are in this repository."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests"
SAMPLES = TESTS / "mistakes"
"""One folder for each sample of the corpus: ``EXERCISE/NAME``."""
