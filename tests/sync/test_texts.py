"""Whatever a person writes comes back as they wrote it, on both engines.

It is data to every layer (security: B15, B22).
"""

import unicodedata

import pytest

from database.database import Database
from tests.phone.ids import new_id
from tests.sync.devices import outcomes
from tests.sync.town import Town

TEXTS = {
    "ends a statement": "'; DROP TABLE record; --",
    "ends a string": '" OR "1"="1',
    "placeholders": "$1 ?1 %s {0} :name",
    "a comment": "/* */ -- \\' \\",
    "JSON in a text": '{"text": null}, [1]}',
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "right to left": "\u202eevil\u202c \u2067mixed\u2069",
    "joined": "👩🏽‍🚀 क्‍ष می‌خواهم",
    "beyond the first plane": "𝒜𐍈",
    "one letter with 2,000 marks": "e" + "\u0323" * 2_000,
    "separators": "a\u2028b\u2029c",
    "two lines and a tab": "a\n\tb",
    "the largest note": "é" * 10_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
async def test_a_text_comes_back_as_it_was_written(
    database: Database, town: Town, text: str
) -> None:
    tasha = await town.participant("Tasha")
    phone, other = await town.device(tasha), await town.device(tasha)
    note = phone.write("journal_note", {"words": {"text": text}})
    assert outcomes(await phone.sync()) in (["applied"], ["adjusted"])
    await other.sync_all()

    assert other.shown(note["record"])["body"]["words"]["text"] == unicodedata.normalize(
        "NFC", text
    )
    async with database.reading() as connection:
        assert (
            await connection.value("SELECT count(*) FROM record WHERE entity = 'journal_note'") == 1
        )


@pytest.mark.parametrize("place", ["entity", "record", "op", "group", "field"])
async def test_a_text_in_the_place_of_a_name_or_an_id_is_refused(town: Town, place: str) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    for text in TEXTS.values():
        whole = {
            "entity": "journal_note",
            "record": new_id(),
            "stream": tasha["own"],
            "set": {"words": {"text": "a note"}},
        }
        spoiled = {
            "group": {"set": {text: {"text": "a note"}}},
            "field": {"set": {"words": {text: "a note"}}},
        }
        phone.mutate(**(whole | spoiled.get(place, {place: text})))

    assert outcomes(await phone.sync()) == ["refused"] * len(TEXTS)
