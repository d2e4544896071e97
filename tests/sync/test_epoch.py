"""A restored database has another epoch: numbers from before stand for other words now.

Rules: `docs/sync.md`, section 2.
"""

from tests.sync.town import Town


async def test_a_cursor_of_another_epoch_starts_over(town: Town) -> None:
    phone = await town.device(await town.participant("Tasha"))
    goal = phone.write("goal", {"words": {"title": "Rest"}})
    await phone.sync_all()
    async with town.database.transaction() as connection:
        await connection.run("UPDATE deployment SET epoch = 'after'")
    phone.rows.clear()
    await phone.sync_all()
    assert phone.shown(goal["record"])["body"]["words"] == {"title": "Rest"}
