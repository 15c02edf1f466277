"""The columns of a class list, as learning systems and spreadsheets of several languages call them."""

import re
import unicodedata
from collections.abc import Sequence

NAME, FIRST, LAST = "name", "first name", "last name"
ID, EMAIL, LOGIN, GROUP = "id", "email", "login", "group"
TITLES = {
    NAME: """
        name full_name display_name student student_name learner vollständiger_name nom_complet nom_et_prénom
        nombre_completo nome_completo nome_e_cognome volledige_naam naam imię_i_nazwisko fullständigt_namn
    """,
    FIRST: """
        first_name given_name forename vorname rufname prénom nombre nombres nome voornaam imię förnamn fornavn
    """,
    LAST: """
        last_name surname family_name nachname familienname nom nom_de_famille apellido apellidos cognome
        achternaam sobrenome apelido nazwisko efternamn etternavn
    """,
    ID: """
        id id_number student_id student_number matriculation_number identifier matrikelnummer matrikelnr
        id_nummer numéro_d_identification numéro_d_étudiant matricule número_de_id número_de_identificación
        codice_identificativo matricola número_de_identificação studentnummer numer_albumu
    """,
    EMAIL: """
        email email_address mail mail_address e_mail_adresse courriel adresse_de_courriel adresse_e_mail correo
        correo_electrónico dirección_de_correo dirección_email indirizzo_email endereço_de_email e_mailadres
        adres_e_mail e_postadress
    """,
    LOGIN: """
        login username login_id github github_username github_login benutzername anmeldename kennung
        nom_d_utilisateur identifiant usuario nombre_de_usuario nome_utente nome_de_utilizador gebruikersnaam
        nazwa_użytkownika användarnamn
    """,
    GROUP: """
        group groups section team gruppe gruppen groupe groupes grupo grupos gruppo gruppi groep groepen grupa
        grupp
    """,
}
"""What each column is called elsewhere, with ``_`` for whatever stands between words."""
MOST_PARTS = 12
"""Words of a name any of which may stand first."""
_SIMPLE = str.maketrans({"ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "ı": "i"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})


def squashed(text: str) -> str:
    """Return *text* as small letters and digits alone, without accents."""
    plain = unicodedata.normalize("NFKD", text.translate(_SIMPLE).casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def spellings(text: str) -> set[str]:
    """Return *text* squashed, in the ways in which systems write it: ``jorg`` and ``joerg``."""
    small = unicodedata.normalize("NFC", text).casefold()
    return {squashed(text), squashed(small.translate(_GERMAN))} - {""}


_MEANT = {squashed(title): name for name, titles in TITLES.items() for title in titles.split()}


def meant(columns: Sequence[str]) -> list[str]:
    """Return *columns* under the names that mean something here, each for the first that may be meant.

    Where one has the first names, what is called ``Name`` or ``Nom`` has the last ones; where there is
    neither of two, ``Nom`` or ``Nome`` is the whole name.
    """
    known = [column if column in TITLES else _MEANT.get(squashed(column), "") for column in columns]
    if FIRST in known and LAST not in known and NAME in known:
        known[known.index(NAME)] = LAST
    if NAME not in known and (FIRST in known) != (LAST in known):
        known[known.index(FIRST if FIRST in known else LAST)] = NAME
    named: list[str] = []
    for column, name in zip(columns, known, strict=True):
        is_free = name and name not in named and (name == column or name not in columns)
        named.append(name if is_free else column)
    return named


def whole_name(about: dict[str, str]) -> str:
    """Return the name that *about*, column to cell, gives in one column or in two."""
    parts = (about.get(FIRST, ""), about.get(LAST, ""))
    return about.get(NAME, "") or " ".join(part for part in parts if part)


def orders(name: str) -> set[str]:
    """Return *name* squashed, in every order that a system may write its words in: ``bergannamaria``."""
    last, comma, first = name.partition(",")
    words = re.split(r"\s+", f"{first} {last}".strip() if comma else name.strip())
    rotations = (" ".join([*words[at:], *words[:at]]) for at in range(min(len(words), MOST_PARTS)))
    return {spelling for each in rotations for spelling in spellings(each)}
