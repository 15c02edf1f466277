"""Words for people: the order of names, and lists of them."""

from itertools import permutations

import pytest

from stillroom.util.text import as_people_sort, listed

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


def test_of_too_many_names_the_others_are_counted() -> None:
    assert listed("abc", most=3) == "a, b and c"
    assert listed("abcde", most=3) == "a, b, c and 2 more"
    assert listed("", nothing="", most=3) == ""
