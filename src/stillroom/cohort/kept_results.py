"""Results that were kept, for a report without grading again: those of a file, or of a cohort's folder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from stillroom.cohort.adjustments import read_adjustments
from stillroom.cohort.store import Damaged, read_stored
from stillroom.errors import StillroomError
from stillroom.results.record import Result
from stillroom.results.summary import Entry, Summary
from stillroom.util.text import as_people_sort, listed

_AGAIN = "left out; grade again to make it"


@dataclass
class KeptResults:
    """The results that can be read, and a sentence on whatever cannot be used."""

    results: list[Result] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_kept(path: Path) -> KeptResults:
    """Return what is kept in *path*, adjusted; raises StillroomError where there is no result at all.

    *path* is a file that ``--format json`` has written, with a result on each line, or a folder that
    ``cohort`` has written: its results are sorted by name, as people sort.
    """
    kept = KeptResults()
    if path.is_dir():
        _read_folder(path, kept)
    else:
        _read_file(path, kept)
    if kept.results:
        adjustments = read_adjustments(path if path.is_dir() else path.parent)
        adjustments.rows = next(
            (each.steps for each in kept.results if each.steps and not each.adjustments), ()
        )
        adjustments.know(each.submission for each in kept.results)
        kept.results = list(map(adjustments.apply, kept.results))
        kept.left_out += adjustments.left()
        return kept
    why = kept.left_out[0] if kept.left_out else "it holds none"
    raise StillroomError(
        f"{path}: no result to report: {why}; name what grade or cohort has written"
    )


def _read_folder(folder: Path, kept: KeptResults) -> None:
    entries = _entries(folder)
    kept_files = {f"results/{file.name}": file for file in (folder / "results").glob("*.json")}
    strays = sorted(kept_files.keys() - entries.keys(), key=as_people_sort) if entries else []
    for place, file in kept_files.items():
        if place in strays:
            continue
        try:
            result = read_stored(file)
            if entry := entries.get(place):
                known = {"about": entry.about, "handed_in": entry.handed_in}
                result = result.model_copy(update=known)
            kept.results.append(result)
        except (Damaged, FileNotFoundError):
            kept.left_out.append(f"{file.name} is damaged, or was changed by hand: {_AGAIN}")
    kept.results.sort(key=lambda result: as_people_sort(result.submission))
    kept.left_out += [
        f"{place} is missing: {entry.name} is left out; run cohort again"
        for place, entry in entries.items()
        if place not in kept_files
    ]
    kept.left_out.sort(key=as_people_sort)
    if strays:
        kept.left_out.append(
            f"left out is what the last run of cohort did not see: {listed(strays)}; "
            f"run cohort again, or delete {'it' if len(strays) == 1 else 'them'}"
        )


def read_summary(folder: Path) -> Summary | None:
    """Return the summary that the last run wrote into *folder*; None where it cannot be read."""
    try:
        return Summary.model_validate_json((folder / "summary.json").read_bytes())
    except (OSError, ValidationError):
        return None


def _entries(folder: Path) -> dict[str, Entry]:
    """Return what the summary says of each result file that the last run has left."""
    summary = read_summary(folder)
    return {entry.result: entry for entry in summary.results if entry.result} if summary else {}


def _read_file(file: Path, kept: KeptResults) -> None:
    for number, line in _lines(file):
        try:
            kept.results.append(Result.model_validate_json(line))
        except ValidationError:
            if '"stillroom/summary/v1"' in line[:100]:
                raise StillroomError(
                    f"{file}: this is the summary of a class; name its folder: {file.parent}"
                ) from None
            kept.left_out.append(f"line {number} is no result of stillroom/result/v1: {_AGAIN}")


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StillroomError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise StillroomError(f"{file}: is not UTF-8 text; grade again to make it") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line
