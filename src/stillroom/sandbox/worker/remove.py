"""Removes a folder whose content is not to be trusted: deep nesting, odd permissions, links."""

import contextlib
import os
import secrets


def remove(folder: str) -> None:
    """Remove *folder* and everything below it as far as possible; links are not followed.

    Folders may be nested deeper than any path or any recursion reaches, so each is moved to the
    top and emptied there. Permissions are set right first.
    """
    moved, name = 0, secrets.token_hex(8)
    with contextlib.suppress(OSError):
        while inner := _emptied(folder):
            for place in inner:
                for below in _emptied(place):
                    moved += 1
                    with contextlib.suppress(OSError):
                        os.rename(below, os.path.join(folder, f"{name}.{moved}"))
                os.rmdir(place)
        os.rmdir(folder)


def _emptied(folder: str) -> list[str]:
    """Delete what is no folder in *folder*, and return the folders in it."""
    os.chmod(folder, 0o700)
    inner = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                inner.append(entry.path)
            else:
                os.unlink(entry.path)
    return inner
