"""Git repositories that are written object by object."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path


class Forge:
    """A bare repository that is written object by object, as no ordinary Git command would."""

    def __init__(self, path: Path, object_format: str = "sha1") -> None:
        """Begin an empty repository at *path*."""
        self.path = path
        options = ["-q", "--bare", "-b", "main", f"--object-format={object_format}"]
        self.git("init", *options, str(path), inside=False)

    def git(self, *words: str, given: bytes = b"", inside: bool = True, at: int = 0) -> str:
        """Run Git and return what it says."""
        place = [f"--git-dir={self.path}"] if inside else []
        known = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        known["GIT_COMMITTER_DATE"] = f"{at or 1_000_000_000} +0000"
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        answer = subprocess.run(
            ["git", *place, *who, *words], input=given, capture_output=True, check=True, env={**os.environ, **known},
        )  # fmt: skip
        return answer.stdout.decode().strip()

    def blob(self, content: bytes) -> str:
        """Write a file and return its id."""
        return self.git("hash-object", "-w", "--stdin", given=content)

    def tree(self, entries: list[tuple[str, str, str]]) -> str:
        """Write a tree of mode, name and id, whatever the names are."""
        ordered = sorted(entries, key=lambda entry: entry[1] + "/" * (entry[0] == "40000"))
        raw = b"".join(
            f"{mode} {name}\0".encode() + bytes.fromhex(found) for mode, name, found in ordered
        )
        return self.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", given=raw)

    def nested(self, files: dict[str, tuple[str, bytes]]) -> str:
        """Write the trees of *files*: path to mode and content."""
        entries, folders = [], dict[str, dict[str, tuple[str, bytes]]]()
        for path, (mode, content) in files.items():
            top, slash, rest = path.partition("/")
            if slash:
                folders.setdefault(top, {})[rest] = mode, content
            else:
                entries.append((mode, top, self.blob(content)))
        entries += [("40000", name, self.nested(inner)) for name, inner in folders.items()]
        return self.tree(entries)

    def commit(self, tree: str, branch: str = "refs/heads/main", at: int = 1_000_000_000) -> None:
        """Make *tree* the state of *branch*, at a moment, after what is there."""
        parent = self.git("for-each-ref", "--format=%(objectname)", branch)
        parents = ["-p", parent] if parent else []
        found = self.git("commit-tree", tree, *parents, "-m", "x", at=at)
        self.git("update-ref", branch, found)


def plain(files: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """Return *files* as a repository holds them: none of them is a program or a link."""
    return {path: ("100644", content) for path, content in files.items()}
