"""Pictures of schemas and of the flow: every schema can be drawn, and no name can break one."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.course.lesson import Flow
from stillroom.diagrams.flow import flow_svg, flow_text
from stillroom.diagrams.lines import changed_names, schema_text, side_by_side
from stillroom.diagrams.schema import schema_svg
from stillroom.schema.model import Column, Schema, Table
from tests.support.tables import built

SVG = "{http://www.w3.org/2000/svg}"
SQL = """
CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL, email VARCHAR(255));
CREATE INDEX by_name ON users (name DESC);
CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id),
    amount INTEGER DEFAULT 1 CHECK (amount > 0), gone INTEGER REFERENCES nowhere (id),
    UNIQUE (user_id, amount));
CREATE VIEW names AS SELECT name FROM users;
CREATE TRIGGER t AFTER INSERT ON users BEGIN DELETE FROM orders; END;
"""


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_a_table_has_its_columns_types_and_keys() -> None:
    shown = texts(schema_svg(built(SQL)))
    for word in (
        "users", "id", "INTEGER", "PK", "name", "VARCHAR(50)", "NOT NULL", "orders", "FK",
        "→ users", "UNIQUE (user_id, amount)", "INDEX (name DESC)", "CHECK (amount > 0)", "view names",
        "trigger t on users",
    ):  # fmt: skip
        assert word in shown


def test_a_foreign_key_is_a_line_to_its_table_if_there_is_one() -> None:
    root = ET.fromstring(schema_svg(built(SQL)))
    assert len([path for path in root.iter(f"{SVG}path") if path.get("class") == "link"]) == 1


def test_what_changed_is_marked_for_those_who_see_no_colour() -> None:
    before, after = built("CREATE TABLE users (id INTEGER PRIMARY KEY)"), built(SQL)
    changed = changed_names(before, after)
    assert {"users.name", "orders"} <= changed
    assert "users" not in changed
    root = ET.fromstring(schema_svg(after, changed))
    marked = [group for group in root.iter(f"{SVG}g") if "changed" in (group.get("class") or "")]
    assert all(any(text.text == "*" for text in group.iter(f"{SVG}text")) for group in marked)
    assert len(marked) >= 4
    assert "* orders" in schema_text(after, changed)
    assert "  name VARCHAR(50) NOT NULL (changed)\n" in schema_text(after, changed, plain=True)


def test_nothing_changed_is_no_mark() -> None:
    assert changed_names(built(SQL), built(SQL)) == frozenset()
    assert "*" not in texts(schema_svg(built(SQL)))


def test_an_empty_schema_is_a_picture_too() -> None:
    assert texts(schema_svg(Schema())) == ["no table"]
    assert schema_text(Schema()) == "no table\n"


def test_the_picture_is_said_in_words() -> None:
    root = ET.fromstring(schema_svg(built(SQL)))
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "The schema: 2 tables"
    words = root[1].text or ""
    assert root[1].tag == f"{SVG}desc"
    assert "users: id INTEGER, primary key; name VARCHAR(50) NOT NULL" in words
    assert "user_id INTEGER NOT NULL refers to users, foreign key" in words


def test_plain_text_has_no_boxes() -> None:
    assert not set("│─┌┐└┘→*") & set(schema_text(built(SQL), {"users"}, plain=True))


@given(st.text(min_size=1), st.text(), st.text())
def test_no_name_breaks_a_picture(table: str, column: str, type_: str) -> None:
    schema = Schema({table: Table(table, (Column(column, type_, nullable=True),))})
    svg = schema_svg(schema, {table})
    root = ET.fromstring(svg)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "g", "rect", "line", "text", "path",
    }  # fmt: skip
    lines = schema_text(schema).splitlines()
    assert len(lines) == 3
    assert all(line.isprintable() or not line.isascii() for line in lines)


def test_nothing_is_loaded_from_elsewhere_and_nothing_has_a_style() -> None:
    for svg in (schema_svg(built(SQL)), flow_svg(FLOW)):
        rest = svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "http" not in rest
        for word in ("style=", "<style", "<script", "href", "url(", "id="):
            assert word not in rest


def test_everything_is_inside_of_the_picture() -> None:
    for svg in (schema_svg(built(SQL)), flow_svg(FLOW)):
        root = ET.fromstring(svg)
        width, height = float(root.get("width", 0)), float(root.get("height", 0))
        for box in root.iter(f"{SVG}rect"):
            assert float(box.get("x", 0)) + float(box.get("width", 0)) <= width
            assert float(box.get("y", 0)) + float(box.get("height", 0)) <= height
        for text in root.iter(f"{SVG}text"):
            assert 0 < float(text.get("y", 0)) < height


FLOW = Flow.model_validate(
    {
        "boxes": [
            {"id": "write", "text": "Write it"},
            {"id": "edit", "text": "Edit it"},
            {"id": "run", "text": "Run it"},
        ],
        "arrows": [
            {"from": "write", "to": "edit", "text": "it is empty"},
            {"from": "edit", "to": "run"},
            {"from": "run", "to": "edit", "text": "it fails"},
            {"from": "run", "to": "write", "text": "the next one"},
        ],
    }
)


def test_the_flow_as_text() -> None:
    assert flow_text(FLOW) == (
        "1. Write it\n   ↓ it is empty\n2. Edit it\n   ↓\n3. Run it\n"
        "   ↪ it fails: back to 2, Edit it\n   ↪ the next one: back to 1, Write it\n"
    )


@pytest.mark.parametrize("width", [24, 40, 100])
def test_the_flow_fits_the_width(width: int) -> None:
    assert max(map(len, flow_text(FLOW, width).splitlines())) <= max(width, 26)


def test_the_flow_as_svg_has_every_box_and_way() -> None:
    svg = flow_svg(FLOW)
    shown = texts(svg)
    assert {"Write it", "Edit it", "Run it", "it is empty", "it fails", "the next one"} <= set(
        shown
    )
    assert len(list(ET.fromstring(svg).iter(f"{SVG}path"))) == 4
    assert "From Run it to Edit it (it fails)." in svg


def test_an_empty_flow_is_no_error() -> None:
    assert flow_text(Flow()) == ""
    ET.fromstring(flow_svg(Flow()))


def test_two_texts_stand_beside_one_another_where_there_is_room() -> None:
    assert side_by_side(["a\nbb\n", "c\n"], 80) == "a    c\nbb\n"
    assert side_by_side(["a\nbb\n", "c\n"], 4) == "a\nbb\n\nc\n"
