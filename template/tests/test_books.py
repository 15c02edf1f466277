"""Books can be added and listed."""

from fastapi.testclient import TestClient


def test_a_new_book_is_in_the_list(client: TestClient) -> None:
    """What was added comes back, in the same order."""
    for title in ("Momo", "Emma"):
        assert client.post("/books", json={"title": title}).status_code == 201
    assert [book["title"] for book in client.get("/books").json()] == ["Momo", "Emma"]


def test_the_list_has_pages(client: TestClient) -> None:
    """`offset` and `limit` choose a part of the list."""
    for title in ("Momo", "Emma", "Ulysses"):
        client.post("/books", json={"title": title})
    page = client.get("/books", params={"offset": 1, "limit": 1}).json()
    assert [book["title"] for book in page] == ["Emma"]


def test_an_isbn_is_taken_only_once(client: TestClient) -> None:
    """The second book with the same ISBN is refused, and nothing of it is stored."""
    book = {"title": "Momo", "isbn": "9783522202107"}
    assert client.post("/books", json=book).status_code == 201
    assert client.post("/books", json=book).status_code == 409
    assert len(client.get("/books").json()) == 1


def test_a_book_without_title_is_refused(client: TestClient) -> None:
    """Wrong input never gets to the database."""
    assert client.post("/books", json={"title": ""}).status_code == 422
