"""What no app would put into a mutation.

One function for each, giving the fields that it replaces.
"""

from domain.entities import SPECS
from domain.records import singleton_ids
from tests.simulation.adversary.cast import Wire
from tests.simulation.adversary.mutations import COUNT, EDGES, LEAST, MOST, NOWHERE, TEN_YEARS, Hand


def _clock(hand: Hand, _: Wire) -> Wire:
    if hand.rng.random() < 0.3:
        return {"at": LEAST, "offset": LEAST}
    ahead = [hand.now + TEN_YEARS, hand.now - TEN_YEARS]
    return {
        "at": hand.rng.choice((*EDGES, *ahead)),
        "offset": hand.rng.choice((None, 0, *EDGES, *ahead)),
    }


def _count(hand: Hand, _: Wire) -> Wire:
    return {"n": hand.rng.choice((COUNT, COUNT - 1)) - hand.pen.counts[hand.device]}


def _elsewhere(hand: Hand, _: Wire) -> Wire:
    streams = sorted(hand.tables.streams)
    return {"stream": hand.rng.choice((None, *streams, *sorted(hand.roles), 1, COUNT))}


def _otherwise(hand: Hand, told: Wire) -> Wire:
    """Another kind of record, or none that there is."""
    return {"entity": hand.rng.choice((*SPECS, "", "unheard_of", "refused_write"))}


def _owned(hand: Hand, _: Wire) -> Wire:
    """Another's mutation id, or one that was used."""
    return {"id": hand.a_mutation()}


def _offered(hand: Hand, _: Wire) -> Wire:
    """As after a restore, with a key and a proof that were made up or are another's."""
    return {
        "acknowledged": {
            "key": hand.key(),
            "rank": hand.rng.randint(0, 1),
            "seal": hand.rng.choice((hand.a_seal(), "", "0" * 64)),
        }
    }


def _singleton(hand: Hand, _: Wire) -> Wire:
    owner = hand.rng.choice(
        (hand.uuid, *sorted(each["uuid"] for each in hand.tables.all("person")))
    )
    entity = hand.rng.choice(("profile", "sharing_settings", "notification_settings", "favourites"))
    group = hand.rng.choice(list(SPECS[entity].groups))
    return {
        "entity": entity,
        "record": hand.rng.choice(singleton_ids(owner, entity)),
        "set": {group: hand.value(SPECS[entity], group, NOWHERE)},
    }


def _registers(hand: Hand, told: Wire) -> Wire:
    """A base under names that no group has, or very many of them."""
    odd = {
        "": [],
        "life": [],
        "tags/": [[NOWHERE, hand.key()]],
        "words/x": [],
        "unheard": [[NOWHERE, hand.key()]],
    }
    return {"base": {**told.get("base", {}), **dict(hand.rng.sample(sorted(odd.items()), 2))}}


def _elements(hand: Hand, told: Wire) -> Wire:
    adds = [
        f"{hand.rng.choice(('a', '/', '~', 'Ñ'))}{at}" for at in range(hand.rng.choice((1, 8, 60)))
    ]
    return {
        "op": "edit",
        "entity": "goal",
        "set": {"tags": {hand.rng.choice(("add", "remove")): adds}},
    }


def _malformed(hand: Hand, told: Wire) -> Wire:
    """What the types do not hold.

    It must be refused with its words kept, and spoil nothing else.
    """
    odd: list[Wire] = [
        {"n": -1},
        {"at": 1e400 if hand.rng.random() < 0.5 else MOST + 1},
        {"at": LEAST - 1},
        {"record": "x" * hand.rng.choice((1, 40, 2_700, 9_000))},
        {"entity": "x" * 41},
        {"id": hand.rng.choice(("x", "y" * 100, told["id"].upper()))},
        {"set": {"words": {"title": ["deep"] * 5}}, "more": 1},
        {"acknowledged": {"key": [1e400, 0, 0, 0], "seal": "x" * 64}},
        {"schema": hand.rng.choice((0, 10_001))},
        {"base": {"words": [[NOWHERE, [LEAST - 1, 0, 0, 0]]]}},
    ]
    return hand.rng.choice(odd)


def _newer(hand: Hand, _: Wire) -> Wire:
    return {"schema": hand.rng.choice((1, 3, 10_000))}


DISTORTIONS = (
    *(_clock, _clock, _count, _elsewhere, _elsewhere, _elsewhere, _otherwise, _owned, _owned),
    *(_offered, _offered, _singleton, _registers, _elements, _malformed, _newer),
)
