"""Words for people: the order of names."""

from itertools import permutations

import pytest

from stillroom.util.text import as_people_sort

NAMES = ["anna", "Anna 2", "anna 10", "emil", "Émile", "Özil", "Pál", "Uhl", "Ünal", "Zoe"]


@pytest.mark.parametrize("start", [NAMES, NAMES[::-1], NAMES[5:] + NAMES[:5]])
def test_names_stand_where_people_look_for_them(start: list[str]) -> None:
    """Numbers are numbers, and a letter with an accent stands beside the one without."""
    assert sorted(start, key=as_people_sort) == NAMES


def test_names_that_differ_by_an_accent_alone_have_one_order() -> None:
    orders = {
        tuple(sorted(each, key=as_people_sort)) for each in permutations(["Ada", "Áda", "Àda"])
    }
    assert len(orders) == 1
