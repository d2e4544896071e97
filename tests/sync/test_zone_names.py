"""A zone that nobody here knows is kept, and what is no name of a zone is refused at the door.

Security: F7.
"""

import pytest

from tests.sync.devices import outcomes, singleton_of
from tests.sync.town import Town

UNKNOWN = [
    "Etc/Unknown",
    "Mars/Olympus_Mons",
    "CST",
    "+02:00",
    "America/Argentina/Ushuaia2",
    "America",
    "GMT+5",
]
NO_NAMES = [
    "../etc/passwd",
    "/UTC",
    "America/",
    "America//Chicago",
    "America/Chicago\n",
    " UTC",
    "a b",
    "Zeit/Köln",
    "x;y",
    "<b>",
    "a\u0000b",
    "C:UTC",
]


@pytest.mark.parametrize(
    ("name", "kept"), [*((name, True) for name in UNKNOWN), *((name, False) for name in NO_NAMES)]
)
async def test_a_well_shaped_zone_is_kept_as_it_was_sent_and_another_refused_with_its_place(
    town: Town, name: str, kept: bool
) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    day = {"occurred_at": "2026-09-21T08:00:00Z", "local_date": "2026-09-21", "mood": 3}
    check_in = phone.write("check_in", {"answers": day | {"time_zone": name}})
    groups = {"name": {"display_name": "Tasha"}, "zone": {"time_zone": name}}
    phone.write("profile", groups, stream=tasha["account"], record=singleton_of(tasha, "profile"))
    answer = await phone.sync()
    if kept:
        assert outcomes(answer) == ["applied", "applied"]
        assert phone.shown(check_in["record"])["body"]["answers"]["time_zone"] == name
    else:
        told = [(each.outcome, each.code, each.field) for each in answer.results]
        assert told == [
            ("refused", "invalid", "answers.time_zone"),
            ("refused", "invalid", "zone.time_zone"),
        ]
