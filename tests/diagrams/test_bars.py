"""Counts as pictures: every number is there in words too, and nothing is drawn outside."""

from xml.etree import ElementTree as ET

import pytest

from stillroom.diagrams.bars import MOST_BARS, distribution_svg, share_svg

SVG = "{http://www.w3.org/2000/svg}"


def bars(svg: str) -> tuple[ET.Element, list[ET.Element]]:
    """Return a picture and the bars in it."""
    root = ET.fromstring(svg)
    return root, list(root.iter(f"{SVG}rect"))


@pytest.mark.parametrize("counts", [(), (0, 0), (1,), (3, 0, 5), tuple(range(101))])
def test_every_submission_is_in_a_bar(counts: tuple[int, ...]) -> None:
    """Many points are taken together, so that it can be looked at."""
    root, drawn = bars(distribution_svg(counts))
    assert len(drawn) == len(counts) if len(counts) <= MOST_BARS else len(drawn) <= MOST_BARS
    said = [text.text or "" for text in root.iter(f"{SVG}text") if text.get("class") == "name"]
    assert sum(map(int, said)) == sum(counts)
    words = root.findtext(f"{SVG}desc") or ""
    assert words.count("submission") == len(said)
    for bar in drawn:
        assert 0 <= float(bar.get("y", "")) <= float(root.get("height", ""))
        assert float(bar.get("x", "")) + float(bar.get("width", "")) <= float(root.get("width", ""))


@pytest.mark.parametrize(
    ("shares", "title"), [((3, 1, 0), "3 of 4 passed"), ((0, 0, 0), "0 of 0 passed")]
)
def test_a_row_is_one_bar_in_three_parts(shares: tuple[int, int, int], title: str) -> None:
    root, drawn = bars(share_svg(*shares))
    assert root.findtext(f"{SVG}title") == title
    width = sum(float(part.get("width", "")) for part in drawn)
    assert width == (float(root.get("width", "")) if sum(shares) else 0)
