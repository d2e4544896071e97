"""What a hidden record leaves behind where its peer could read it (`docs/sync.md`, section 2)."""

from tests.sync.town import Town


async def test_what_was_hidden_leaves_no_word_in_its_former_row(town: Town) -> None:
    tasha = await town.participant("Tasha")
    phone = await town.device(tasha)
    goal = phone.write("goal", {"words": {"title": "kestrel-fold"}}, stream=tasha["shared"])[
        "record"
    ]
    await phone.sync()
    phone.write("goal", {"visibility": {"shared": False}}, stream=tasha["shared"], record=goal)
    await phone.sync()
    async with town.database.reading() as connection:
        [former] = await connection.rows(
            "SELECT * FROM record WHERE stream = $1 AND record = $2", tasha["shared"], goal
        )
    assert "kestrel" not in str(former)
