"""Quiet hours of two phones are joined.

Also where together they are more than one phone may write (security: B3).
"""

import msgspec

from domain.entities.notification_settings import NotificationSettings
from tests.sync.devices import outcomes, singleton_of
from tests.sync.town import Town


async def test_neither_phone_is_held_up_by_the_others_quiet_hours(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phones = [await town.device(tasha), await town.device(tasha)]
    record = singleton_of(tasha, "notification_settings")
    for phone, minute in zip(phones, ("00", "30"), strict=True):
        quiet = [{"since": f"{hour:02}:{minute}", "until": f"{hour:02}:45"} for hour in range(7)]
        phone.write(
            "notification_settings",
            {"quiet": {"quiet": quiet}},
            stream=tasha["account"],
            record=record,
        )

    assert [outcomes(await phone.sync()) for phone in phones] == [["applied"], ["applied"]]

    async with town.database.reading() as connection:
        rules = await connection.value(
            "SELECT notification_rules FROM person WHERE id = $1", tasha["person"]
        )
    assert len(msgspec.json.decode(rules, type=NotificationSettings).quiet) == 14
