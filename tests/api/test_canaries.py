"""What a person writes reaches those it was shared with and nothing else.

No other person and no log has it (security: C1, C5, C8, H1, L2, L3).
"""

import io
from typing import Any

import pytest

from domain.entities import SPECS
from tests.api.canaries import BY_PARTICIPANTS, Canaries
from tests.api.conftest import Client, Clock, NewClient
from tests.api.route_matrix import MATRIX, PRINCIPALS
from tests.api.test_no_words_leak import log as log  # noqa: PLC0414
from tests.api.world import World

MINUTE = 60_000
READ = sorted(
    {
        row.path
        for row in MATRIX
        if row.method == "GET" and row.path.startswith("/api") and "{" not in row.path
    }
)
OTHERS = [principal for principal in PRINCIPALS if principal not in ("anonymous", "own")]


class Reader:
    """Someone's signed-in browser, which reads whatever it is given."""

    def __init__(self, client: Client, device: int, streams: dict[str, int]) -> None:
        self.client, self.device, self.streams = client, device, streams

    @classmethod
    async def of(cls, world: World, new_client: NewClient, principal: str) -> "Reader":
        client = new_client()
        client.headers["Authorization"] = f"Bearer {await world.token(getattr(world, principal))}"
        session = (await client.get("/api/session")).json()
        return cls(
            client,
            session["device"]["id"],
            {each["kind"]: each["id"] for each in session["streams"]},
        )

    async def push(self, mutations: list[dict[str, Any]]) -> list[dict[str, Any]]:
        answer = await self.client.post(
            "/api/sync", json={"device": self.device, "sent_at": 0, "mutations": mutations}
        )
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    async def everything(self) -> list[tuple[str, int, Any, str]]:
        """Answers to every question that names nobody, and a sync from the start.

        Status, headers and body.
        """
        answers = [await self.client.get(path) for path in READ]
        answers.append(
            await self.client.post(
                "/api/sync", json={"device": self.device, "sent_at": 0, "limit": 500}
            )
        )
        return [
            (str(each.url), each.status_code, sorted(each.headers.multi_items()), each.text)
            for each in answers
        ]


def found(tokens: dict[str, str], text: str) -> list[str]:
    return [where for where, token in tokens.items() if token in text]


async def test_every_text_comes_back_to_its_author_and_to_no_one_else(
    world: World, new_client: NewClient, log: io.StringIO
) -> None:
    own = await Reader.of(world, new_client, "own")
    others = {principal: await Reader.of(world, new_client, principal) for principal in OTHERS}
    made = Canaries(world.own.uuid)
    mutations = [
        each for kind in ("own", "shared") for each in made.in_stream(own.streams[kind], kind)
    ]
    assert [result["outcome"] for result in await own.push(mutations)] == ["applied"] * len(
        mutations
    )

    assert {each["entity"] for each in mutations} == {spec.name for spec in BY_PARTICIPANTS} - {
        "support_flag"
    }
    assert len(made.tokens) > 20
    assert found(made.tokens, str(await own.everything())) == list(made.tokens), (
        "the search finds what is there"
    )
    for principal, reader in others.items():
        assert found(made.tokens, str(await reader.everything())) == [], principal
    assert found(made.tokens, log.getvalue()) == []


async def test_after_a_yes_the_peer_reads_what_stands_in_the_shared_stream_alone(
    world: World, new_client: NewClient
) -> None:
    own, peer, former = [
        await Reader.of(world, new_client, each) for each in ("own", "peer", "former_peer")
    ]
    made = Canaries(world.own.uuid)
    await own.push(
        [each for kind in ("own", "shared") for each in made.in_stream(own.streams[kind], kind)]
    )
    async with world.database.reading() as connection:
        stream = await connection.value(
            "SELECT stream FROM assignment WHERE peer = $1 AND status = 'active'", world.peer.id
        )
        record = await connection.value(
            "SELECT record FROM record WHERE stream = $1 AND entity = 'assignment'", stream
        )
    yes = made.mutation(SPECS["assignment"], stream, {"sharing": {"shares": True}}) | {
        "record": record
    }
    assert [result["outcome"] for result in await own.push([yes])] == ["applied"]

    assert found(made.tokens, str(await peer.everything())) == [
        where for where in made.tokens if where.startswith("shared")
    ]
    assert found(made.tokens, str(await former.everything())) == []


async def test_a_flag_reaches_the_peer_and_the_supervisor_and_no_one_else(
    world: World, new_client: NewClient, log: io.StringIO
) -> None:
    own = await Reader.of(world, new_client, "own")
    others = {principal: await Reader.of(world, new_client, principal) for principal in OTHERS}
    made = Canaries(world.own.uuid)
    assert [
        result["outcome"]
        for result in await own.push(list(made.in_stream(own.streams["flags"], "flags")))
    ] == ["applied"]

    assert list(made.tokens) == ["flags support_flag words"]
    reached = {
        principal
        for principal, reader in others.items()
        if found(made.tokens, str(await reader.everything()))
    }
    assert reached == {"peer", "supervisor"}
    assert found(made.tokens, log.getvalue()) == []


async def test_refused_words_are_in_no_log_and_go_to_their_author_alone(
    world: World, new_client: NewClient, log: io.StringIO
) -> None:
    own = await Reader.of(world, new_client, "own")
    others = {principal: await Reader.of(world, new_client, principal) for principal in OTHERS}
    made = Canaries(world.own.uuid)
    whole = list(made.in_stream(own.streams["own"], "own"))
    spoiled = [each | {"set": each["set"] | {"unknown_group": {"text": "x"}}} for each in whole]
    assert {result["outcome"] for result in await own.push(spoiled)} == {
        "refused",
        "depends_on_refused",
    }, "parts wait for no whole"

    assert found(made.tokens, str(await own.everything())) == list(made.tokens)
    for principal, reader in others.items():
        assert found(made.tokens, str(await reader.everything())) == [], principal
    assert found(made.tokens, log.getvalue()) == []


@pytest.mark.parametrize("kind", ["own", "shared"])
async def test_what_is_not_shared_changes_no_byte_that_another_sees(
    world: World, new_client: NewClient, clock: Clock, kind: str
) -> None:
    own = await Reader.of(world, new_client, "own")
    others = {principal: await Reader.of(world, new_client, principal) for principal in OTHERS}
    clock.pass_ms(10 * MINUTE)
    for reader in others.values():  # the first use after a while sets the cookie again
        await reader.everything()
    without = {principal: await reader.everything() for principal, reader in others.items()}
    clock.pass_ms(-MINUTE)
    assert await own.push(list(Canaries(world.own.uuid).in_stream(own.streams[kind], kind)))
    clock.pass_ms(MINUTE)

    assert {principal: await reader.everything() for principal, reader in others.items()} == without
