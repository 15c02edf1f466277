"""Reads results that were kept: the JSON of one or more gradings, or the folder of a cohort."""

from pathlib import Path

from pydantic import ValidationError

from stillroom.errors import StillroomError
from stillroom.results.record import Result


def read_results(path: Path) -> list[Result]:
    """Return the results in *path*, in the order of their lines or file names; raises StillroomError.

    *path* is a file that ``--format json`` has written, or a folder that ``cohort`` has written.
    """
    files = sorted((path / "results").glob("*.json")) if path.is_dir() else [path]
    results = [result for file in files for result in _in_file(file)]
    if not results:
        raise StillroomError(f"{path}: holds no result; name what grade or cohort has written")
    return results


def _in_file(file: Path) -> list[Result]:
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise StillroomError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise StillroomError(f"{file}: is not UTF-8 text; grade again to make it") from error
    return [_result(file, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _result(file: Path, number: int, line: str) -> Result:
    try:
        return Result.model_validate_json(line)
    except ValidationError as error:
        raise StillroomError(
            f"{file}:{number}: is not a result of stillroom/result/v1; grade again to make it"
        ) from error
