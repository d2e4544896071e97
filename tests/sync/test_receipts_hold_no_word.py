"""A receipt is kept for ever, so it holds no word.

Whatever a client puts where a name, an id or a place belongs (security: C13).
"""

from typing import Any

import msgspec
import pytest

from domain.errors import BadInput
from domain.reading import read_request
from domain.wire import SyncAnswer
from tests.phone.ids import new_id
from tests.sync.devices import NOW
from tests.sync.town import Town

WORD = "kestrelfold"
BASE = [[new_id(), [NOW, 0, 1, 1]]]
GOAL: dict[str, Any] = {"entity": "goal", "record": new_id()}

HOSTILE: dict[str, dict[str, Any]] = {
    "element_dismissed": {"op": "dismiss", "base": {f"tags/{WORD}": BASE}},
    "register_dismissed": {"op": "dismiss", "base": {WORD: BASE}},
    "element_of_no_set_dismissed": {"op": "dismiss", "base": {f"words/{WORD}": BASE}},
    "register_of_a_refused_edit": {"set": {"words": {"title": "x" * 200}}, "base": {WORD: BASE}},
    "element_of_a_refused_edit": {
        "set": {"words": {"title": "x" * 200}},
        "base": {f"tags/{WORD}": BASE},
    },
    "register_and_element": {
        "set": {"words": {"title": "x" * 200}},
        "base": {f"{WORD}/{WORD}": BASE},
    },
    "field": {"set": {"words": {"title": "x", f"x` - at `$.{WORD}": 1}}},
    "field_in_a_list": {"set": {"words": {"title": "x", f"x` - at `$[...].{WORD}": 1}}},
    "element_too_long": {"set": {"tags": {"add": [WORD * 9]}}},
    "change_of_a_set": {"set": {"tags": {f"x` - at `$.{WORD}": [WORD]}}},
    "group": {"set": {WORD: {"title": "x"}}},
    "entity": {"entity": WORD, "set": {WORD: {}}, "base": {WORD: BASE}},
    "id": {"id": WORD, "set": {"words": {"title": "x"}}},
    "id_of_the_right_length": {
        "id": f"{WORD[:8]}-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
        "set": {"words": {"title": "x"}},
    },
    "record": {"record": WORD, "set": {"words": {"title": "x"}}},
    "record_and_all_else": {"record": WORD * 200, "n": WORD, "set": {WORD: WORD}},
    "act": {"op": WORD, "set": {"words": {"title": "x"}}},
    "element_removed": {
        "op": "remove",
        "base": {f"tags/{WORD}": BASE, WORD: BASE},
        "entity": "check_in",
    },
    "seal": {"acknowledged": {"key": [NOW, 0, 1, 1], "seal": WORD}, "set": {WORD: {}}},
}


@pytest.mark.parametrize("place", HOSTILE)
async def test_no_word_is_left_in_a_receipt_or_in_the_ledger(place: str, town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    made = phone.write("goal", {"words": {"title": "Rest"}}, record=new_id())
    await phone.sync()
    phone.mutate(
        **(
            {"entity": "goal", "record": made["record"], "stream": phone.streams["own"]}
            | HOSTILE[place]
        )
    )
    first = await phone.sync(keep=True)
    again = await phone.sync()
    assert [(each.outcome, each.first) for each in again.results] == [
        ("duplicate", each.outcome) for each in first.results
    ]
    assert [each.id for each in again.results] == [each.id for each in first.results]
    async with town.database.reading() as connection:
        receipts = await connection.rows("SELECT * FROM receipt")
        histories = await connection.rows("SELECT history FROM record")
    assert WORD[:8] not in f"{receipts} {histories}"
    ledger = town.database.ledger.path
    assert not ledger.exists() or WORD[:8].encode() not in ledger.read_bytes()
    assert WORD not in str([(each.code, each.field) for each in first.results])


async def test_what_was_sent_in_place_of_an_id_is_kept_for_its_author_alone(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    phone.mutate(
        entity="goal",
        record=new_id(),
        stream=phone.streams["own"],
        id=WORD,
        set={"words": {"title": "x"}},
    )
    answer: SyncAnswer = await phone.sync()
    assert [(each.id, each.outcome, each.code) for each in answer.results] == [
        (WORD, "refused", "malformed")
    ]
    [kept] = [row for row in phone.rows.values() if row["entity"] == "refused_write"]
    assert WORD in kept["body"]["what"]["words"]


@pytest.mark.parametrize("name", [f"x` - at `$.{WORD}", WORD, f"$.{WORD}"])
def test_an_error_names_no_field_that_there_is_not(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_request(msgspec.json.encode({"device": 1, "sent_at": NOW, name: 1, "limit": "many"}))
    assert WORD not in f"{refused.value.detail} {refused.value.where}"
