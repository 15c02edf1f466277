"""The order of revisions, as far as their files give one."""

import pytest

from stillroom.project.snapshot import Revision, Snapshot


def revision(name: str, *down: str) -> Revision:
    """A revision that follows *down*."""
    return Revision(f"migrations/versions/{name}.py", name, down, "", name, empty=False)


@pytest.mark.parametrize(
    ("revisions", "chain"),
    [
        ((revision("a", "b"), revision("b"), revision("c", "a")), "bac"),
        ((revision("d", "b", "c"), revision("c", "a"), revision("b", "a"), revision("a")), "abcd"),
        ((revision("b", "not there"), revision("a")), "ab"),
        ((revision("a"), revision("b", "c"), revision("c", "b"), revision("d", "a")), "ad"),
        ((revision("a", "a"),), ""),
        ((), ""),
    ],
)
def test_parents_come_first_and_a_circle_is_left_out(
    revisions: tuple[Revision, ...], chain: str
) -> None:
    """Of those that could come next, the order of the files decides."""
    assert "".join(str(revision.id) for revision in Snapshot(revisions).chain) == chain
