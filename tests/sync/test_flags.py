"""A flag is raised by the participant, and moved on by staff's command alone.

With or without a network (security: C6).
"""

from tests.sync.devices import Device, outcomes
from tests.sync.town import Town

ASK = {"ask": {"recorded_at": "2026-09-21T12:00:00Z", "words": "Please call"}}


async def flagged(town: Town) -> tuple[Device, Device, int]:
    """A participant's phone, a peer's desk, and the stream of flags that both read."""
    tasha, marcus = await town.participant("Tasha"), await town.peer("Marcus")
    stream = await town.stream("flags", person=tasha["person"])
    await town.grant(tasha["person"], stream, "participant")
    await town.grant(marcus["person"], stream, "peer")
    return await town.device(tasha), await town.device(marcus), stream


async def test_a_participant_raises_a_flag_and_the_peer_reads_it(town: Town) -> None:
    phone, desk, stream = await flagged(town)
    flag = phone.write("support_flag", ASK, stream=stream)["record"]
    assert outcomes(await phone.sync()) == ["applied"]
    await desk.sync_all()
    assert desk.shown(flag)["body"] == ASK


async def test_no_one_moves_a_flag_or_changes_its_words_by_a_mutation(town: Town) -> None:
    phone, desk, stream = await flagged(town)
    flag = phone.write("support_flag", ASK, stream=stream)["record"]
    await phone.sync()
    await desk.sync_all()
    phone.write("support_flag", {"state": {"state": "closed"}}, stream=stream, record=flag)
    phone.write(
        "support_flag", {"ask": ASK["ask"] | {"words": "Never mind"}}, stream=stream, record=flag
    )
    phone.remove("support_flag", flag, stream=stream)
    desk.write("support_flag", {"state": {"state": "seen"}}, stream=stream, record=flag)
    desk.write("support_flag", ASK, stream=stream)
    assert [each.code for each in (await phone.sync()).results] == [
        "not_yours",
        "append_only",
        "not_removable",
    ]
    assert [each.code for each in (await desk.sync()).results] == ["not_yours", "not_yours"]
    assert phone.shown(flag)["body"] == ASK


async def test_a_flag_stands_in_no_other_stream(town: Town) -> None:
    phone, _, _ = await flagged(town)
    phone.write("support_flag", ASK, stream=phone.streams["own"])
    phone.write("support_flag", ASK, stream=phone.streams["shared"])
    assert [each.code for each in (await phone.sync()).results] == ["not_yours", "not_yours"]


async def test_a_flag_is_withdrawn_also_where_its_stream_is_not_named(town: Town) -> None:
    """The stream is a hint once the record is there (section 3), and no neighbour's affair."""
    phone, _, stream = await flagged(town)
    flag = phone.write("support_flag", ASK, stream=stream)["record"]
    await phone.sync()
    phone.mutate(
        entity="support_flag",
        record=flag,
        stream=None,
        set={"withdrawn": {"withdrawn": True}},
        base={},
    )
    assert outcomes(await phone.sync()) == ["applied"]
    assert phone.shown(flag)["body"]["withdrawn"] == {"withdrawn": True}
