"""Scripts that once broke a promise, made as short as they go: (what was wrong, the script). They are played for ever."""

from tests.simulation.script import Event

ONCE_BROKEN: tuple[tuple[str, tuple[tuple[str, int, int], ...]], ...] = (
    (
        "a repeated mutation was judged anew after its author lost the stream",
        (("sync", 8, 3708625225), ("write", 8, 3844007679), ("lose_answer", 8, 4094254167), ("unassign", 5, 3688057836)),
    ),
    (
        "an answered mutation stayed in the outbox when the stream of its answer went",
        (("sync", 6, 3186228789), ("write", 6, 332514964), ("kill", 6, 1122593440), ("reassign", 6, 2759831379)),
    ),
    (
        "a chain of refused bases was followed one step only",
        (
            ("pull", 0, 1296446728),
            ("write", 0, 514735692),
            ("write", 0, 1900868851),
            ("write", 0, 1865915875),
            ("repeat", 0, 2127812258),
            ("write", 0, 1628566910),
            ("write", 0, 189425012),
            ("write", 0, 390823473),
            ("write", 0, 1564375993),
            ("write", 0, 2453426143),
            ("reorder", 0, 1241028048),
        ),
    ),
    (
        "what does not name a refused create waited for it",
        (("sync", 0, 2335838125), ("write", 0, 568182561), ("write", 0, 3441988170)),
    ),
)


def events(script: tuple[tuple[str, int, int], ...]) -> list[Event]:
    return [Event(*each) for each in script]
