"""A peer sees what is shared and nothing else, and nothing after a re-assignment (security: C1, C2, C3)."""

from tests.e2e.conftest import TakeDesk, TakePhone
from tests.e2e.program import Program

REASONS = "What I am doing this for"
OPEN_WORDS, PRIVATE_WORDS, LATER_WORDS = "token-open-4711", "token-private-4712", "token-later-4713"


async def test_a_peer_sees_what_is_shared_and_nothing_after_reassignment(
    program: Program, take_phone: TakePhone, take_desk: TakeDesk
) -> None:
    marcus = await program.hire("Marcus Bell", "peer", "marcus")
    await program.hire("Elena Ortiz", "peer", "elena")
    tasha, peer = await take_phone("one"), await take_desk("peer")
    traffic = peer.record_traffic()
    await tasha.enrol(await program.code("Tasha", peer="Marcus Bell"))
    await tasha.add_line(REASONS, OPEN_WORDS, shared=True)
    await tasha.add_line(REASONS, PRIVATE_WORDS)
    await tasha.sync()
    await peer.sign_in(marcus)
    await peer.open_person("Tasha")
    await peer.sees("Nothing is shared with you")
    assert OPEN_WORDS not in traffic()

    await tasha.agrees_to("Marcus Bell")
    await tasha.sync()
    await peer.sync()
    await peer.sees(OPEN_WORDS)
    await peer.write_note("Proud of you.")
    await peer.sync()
    await tasha.sync()
    await tasha.open("/inbox")
    await tasha.sees("Proud of you.")

    await program.assign("Tasha", "Elena Ortiz", note="Marcus has moved on.")
    await tasha.sync()
    await tasha.open("/inbox")
    await tasha.sees("From Marcus Bell")
    await tasha.sees("Marcus Bell does not walk with you any more")
    await tasha.sees_no("From Elena Ortiz")
    await tasha.add_line(REASONS, LATER_WORDS, shared=True)
    await tasha.sync()
    await peer.sync()
    await peer.sees("This person is not assigned to you.")
    await peer.open()
    await peer.sees("Nobody is assigned to you yet.")
    assert not await peer.stores(OPEN_WORDS), "what was shared has left the peer's phone"
    assert PRIVATE_WORDS not in traffic()
    assert LATER_WORDS not in traffic()
    assert OPEN_WORDS in traffic(), "the search finds what did travel"
