"""Records the corpus: grades every sample once, and keeps what the children did."""

import hashlib
import pickle
from multiprocessing import Pool
from pathlib import Path

from mutation.recordings import Recording, record
from mutation.survivors import say
from stillroom.authoring import samples
from stillroom.course.course import Course

# What a recording depends on.
_SOURCES = ("src", "exercises", "solutions", "template", "tests/mistakes", "mutation/recordings.py")


def record_corpus(root: Path, cache: Path, jobs: int) -> Path:
    """Return the file of recordings; it is made anew when anything has changed since."""
    file = cache / f"recordings-{_fingerprint(root)}.pickle"
    if file.exists():
        return file
    for old in cache.glob("recordings-*"):
        old.unlink()
    say(f"grading and recording {len(samples.folders(root))} samples")
    with Pool(jobs) as pool:
        parts = pool.starmap(_part, [(root, number, jobs) for number in range(jobs)])
    recordings = {name: recording for part, _ in parts for name, recording in part.items()}
    for name in (name for _, left_out in parts for name in left_out):
        say(f"left out, because it cannot be repeated: {name}")
    file.write_bytes(pickle.dumps(recordings))
    return file


def _part(root: Path, number: int, jobs: int) -> tuple[dict[str, Recording], list[str]]:
    course = Course(root / "exercises")
    folders = samples.folders(root)[number::jobs]
    return record((samples.read(root, course, folder) for folder in folders), course)


def _fingerprint(root: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(path for source in _SOURCES for path in _files(root / source)):
        total.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return total.hexdigest()[:12]


def _files(source: Path) -> list[Path]:
    inside = source.rglob("*") if source.is_dir() else [source]
    return [path for path in inside if path.is_file() and "__pycache__" not in path.parts]
