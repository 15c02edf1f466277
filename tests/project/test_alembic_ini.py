"""A file alembic.ini that leads Alembic away from the folder of the project is told."""

from pathlib import Path

import pytest

from stillroom.project.alembic_ini import in_the_way

pytestmark = pytest.mark.fast


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("[alembic]\nscript_location = %(here)s/alembic\nprepend_sys_path = .\n", "alembic"),
        ("[alembic]\nscript_location = db\n", "db"),
        ("[alembic]\nscript_location = %(here)s/migrations\n", None),
        ("[alembic]\nscript_location = migrations\n", None),
        ("[alembic]\nsqlalchemy.url = sqlite:///x.db\n", None),
        ("no settings", None),
        (None, None),
    ],
)
def test_where_it_leads_away_is_told(tmp_path: Path, text: str | None, folder: str | None) -> None:
    if text is not None:
        (tmp_path / "alembic.ini").write_text(text)
    said = in_the_way(tmp_path)
    assert said == "" if folder is None else f"works in {folder}/ and not in migrations/" in said
