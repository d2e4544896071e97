"""A receipt is kept for ever, so it holds no word: whatever a client puts where a name, an id or a place belongs (security: C13)."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.errors import BadInput
from domain.reading import read_request
from domain.wire import SyncAnswer
from tests.sync.devices import NOW, Town, new_id

WORD = "kestrelfold"
BASE = [[new_id(), [NOW, 0, 1, 1]]]
GOAL: dict[str, Any] = {"entity": "goal", "record": new_id()}

HOSTILE: list[dict[str, Any]] = [
    {"op": "dismiss", "base": {f"tags/{WORD}": BASE}},
    {"op": "dismiss", "base": {WORD: BASE}},
    {"op": "dismiss", "base": {f"words/{WORD}": BASE}},
    {"set": {"words": {"title": "x" * 200}}, "base": {WORD: BASE}},
    {"set": {"words": {"title": "x" * 200}}, "base": {f"tags/{WORD}": BASE}},
    {"set": {"words": {"title": "x" * 200}}, "base": {f"{WORD}/{WORD}": BASE}},
    {"set": {"words": {"title": "x", f"x` - at `$.{WORD}": 1}}},
    {"set": {"words": {"title": "x", f"x` - at `$[...].{WORD}": 1}}},
    {"set": {"tags": {"add": [WORD * 9]}}},
    {"set": {"tags": {f"x` - at `$.{WORD}": [WORD]}}},
    {"set": {WORD: {"title": "x"}}},
    {"entity": WORD, "set": {WORD: {}}, "base": {WORD: BASE}},
    {"id": WORD, "set": {"words": {"title": "x"}}},
    {"id": f"{WORD[:8]}-aaaa-aaaa-aaaa-aaaaaaaaaaaa", "set": {"words": {"title": "x"}}},
    {"record": WORD, "set": {"words": {"title": "x"}}},
    {"record": WORD * 200, "n": WORD, "set": {WORD: WORD}},
    {"op": WORD, "set": {"words": {"title": "x"}}},
    {"op": "remove", "base": {f"tags/{WORD}": BASE, WORD: BASE}, "entity": "check_in"},
    {"acknowledged": {"key": [NOW, 0, 1, 1], "seal": WORD}, "set": {WORD: {}}},
]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
async def test_no_word_is_left_in_a_receipt_or_in_the_ledger(hostile: dict[str, Any], town: Town, tmp_path: Path) -> None:
    phone = await town.device(await town.participant("Tasha"))
    made = phone.write("goal", {"words": {"title": "Rest"}}, record=new_id())
    await phone.sync()
    phone.mutate(**({"entity": "goal", "record": made["record"], "stream": phone.streams["own"]} | hostile))
    first = await phone.sync(keep=True)
    again = await phone.sync()
    assert [(each.outcome, each.first) for each in again.results] == [("duplicate", each.outcome) for each in first.results]
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
    phone.mutate(entity="goal", record=new_id(), stream=phone.streams["own"], id=WORD, set={"words": {"title": "x"}})
    answer: SyncAnswer = await phone.sync()
    assert [(each.id, each.outcome, each.code) for each in answer.results] == [(WORD, "refused", "malformed")]
    [kept] = [row for row in phone.rows.values() if row["entity"] == "refused_write"]
    assert WORD in kept["body"]["what"]["words"]


@pytest.mark.parametrize("name", [f"x` - at `$.{WORD}", WORD, f"$.{WORD}"])
def test_an_error_names_no_field_that_there_is_not(name: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_request(msgspec.json.encode({"device": 1, "sent_at": NOW, name: 1, "limit": "many"}))
    assert WORD not in f"{refused.value.detail} {refused.value.where}"
