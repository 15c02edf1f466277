"""Where a clone is from, and what a learner has seen: read as text, whatever stands there."""

import json
from pathlib import Path

import pytest

from stillroom.submission.origin import origin_of
from stillroom.submission.seen_hints import seen_hints

pytestmark = pytest.mark.fast

CONFIG = """[core]
\tfsmonitor = evil
[remote "other"]
\turl = https://example.org/other/other.git
[remote "origin"]
\turl = {url}
\tfetch = +refs/heads/*:refs/remotes/origin/*
[branch "main"]
\turl = https://example.org/no/no
"""
HUB = "https://github.com/db101/anna-02"


@pytest.mark.parametrize(
    ("url", "address", "owner"),
    [
        (f"{HUB}.git", HUB, "db101"),
        (HUB, HUB, "db101"),
        ("https://anna:s3cret@github.com/db101/anna-02.git", HUB, "db101"),
        ("git@github.com:db101/anna-02.git", HUB, "db101"),
        ("ssh://git@github.com:22/db101/anna-02.git", HUB, "db101"),
        ("https://gitlab.com/uni/2026/db/anna.git", "https://gitlab.com/uni/2026/db/anna", "uni/2026/db"),
        ("/srv/git/anna.git", "", ""),
        ("file:///srv/anna.git", "", ""),
        ("../anna.git", "", ""),
        ("https://github.com/../x/y", "", ""),
        ("javascript:alert(1)//x/y", "", ""),
        ("ext::sh -c evil% x", "", ""),
    ],
)  # fmt: skip
def test_the_page_of_a_repository_is_known(
    tmp_path: Path, url: str, address: str, owner: str
) -> None:
    """By its address alone: no password, and no place on somebody's disk."""
    (tmp_path / "config").write_text(CONFIG.replace("{url}", url), "utf-8")
    origin = origin_of(tmp_path, "a" * 40, 1_100_000_000)
    assert (origin.repository, origin.owner) == (address, owner)
    assert origin.committed == "2004-11-09T11:33:20Z"
    way = "/-/commit/" if "gitlab" in url else "/commit/"
    assert origin.commit_address == (f"{address}{way}{'a' * 40}" if address else "")


@pytest.mark.parametrize("config", [None, b"", b"[remote \"origin\"]\n", b"\xff\x00" * 500, b"[" * 200_000])  # fmt: skip
def test_a_repository_that_does_not_say_has_no_page(tmp_path: Path, config: bytes | None) -> None:
    if config is not None:
        (tmp_path / "config").write_bytes(config)
    origin = origin_of(tmp_path, "a" * 40, None)
    assert (origin.repository, origin.committed, origin.commit) == ("", "", "a" * 40)


@pytest.mark.parametrize(
    ("content", "hints"),
    [
        (None, None),
        (b"", None),
        (b"{", None),
        (b"[]", None),
        (b"\xff", None),
        (b"[" * 100_000, None),
        (b'{"hints": 3}', None),
        (b"{}", {}),
        (json.dumps({"hints": {"02": 2, "03": "x", "04": -1, "05": 10**9}}).encode(), {"02": [1, 2], "05": list(range(1, 101))}),
        (b'{"hints": {"02": [4, 1, 4, 0, "x", 1000], "03": [], "04": {}}}', {"02": [4, 1], "03": []}),
        (b'{"hints": {"02": 1}}' + b" " * 1_000_000, None),
    ],
)  # fmt: skip
def test_the_hints_that_were_seen(
    content: bytes | None, hints: dict[str, list[int]] | None
) -> None:
    """What no progress file can say, says nothing."""
    assert seen_hints(content) == hints
