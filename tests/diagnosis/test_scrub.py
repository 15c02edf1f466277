"""Texts lose the folders of the grader and the addresses of objects."""

import pytest

from stillroom.diagnosis.scrub import without_places, without_places_in
from stillroom.sandbox.outcome import ReportedError


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("No such file: '/submissions/tmpl1agufw_/project/migrations/a.sql'", "No such file: 'migrations/a.sql'"),
        ("'/tmp/stillroom-run-u82hgyjn/tmppluc39pz/project/app/models.py'", "'app/models.py'"),
        ("(/tmp/stillroom-run-u82hgyjn/tmppluc39pz/project)", "(.)"),
        ("no room in /tmp/stillroom-run-u82hgyjn", "no room in ."),
        ("sqlite:////submissions/tmpaaaaaaaa/tmpbbbbbbbb/database.db", "database.db"),
        ("'sqlite:...mp_d7rcbfj/database.db'", "'sqlite:...database.db'"),
        ("C:\\Temp\\stillroom-run-u82hgyjn\\tmppluc39pz\\project\\app\\a.py", "app\\a.py"),
        ("Compiler <sqlalchemy.Compiler object at 0x7f5581e3e690> can't", "Compiler <sqlalchemy.Compiler object> can't"),
        ("a template of tmp and of stillroom-like things at 0x", "a template of tmp and of stillroom-like things at 0x"),
        ("/home/ada/template/users.csv", "/home/ada/template/users.csv"),
    ],
)  # fmt: skip
def test_texts_lose_what_nobody_can_know(text: str, plain: str) -> None:
    """The folders of the grader and the addresses of objects differ each time."""
    assert without_places(text) == plain
    told = without_places_in(ReportedError("E", text, text, chain=(("E", text),)))
    assert (told.message, told.statement, told.chain) == (plain, plain, (("E", plain),))
