"""Scripts that once broke a promise, made as short as they go: (what was wrong, the script). They are played for ever."""

from tests.simulation.script import Event

Script = tuple[tuple[str, int, int], ...]

ONCE_BROKEN: tuple[tuple[str, Script], ...] = (
    (
        "a repeated mutation was judged anew after its author lost the stream; its entry stayed in the outbox when the stream went",
        (("two_tabs", 6, 2174143996), ("create", 6, 1939080302), ("lose_answer", 6, 218368876), ("reassign", 6, 800616358)),
    ),
    (
        "what does not name a refused create waited for it",
        (("reorder", 0, 1604091274), ("over_long_create", 0, 1599240433), ("edit", 0, 2122420524)),
    ),
    (
        "what names a refused edit did not wait for a create that was only late",
        (
            ("sync", 0, 3273968005),
            ("create", 0, 3294916953),
            ("over_long_edit", 0, 9045414),
            ("edit", 0, 2988579416),
            ("reorder", 0, 1912923437),
        ),
    ),
    (
        "a chain of refused bases was followed one step only",
        (
            ("sync", 0, 3784870617),
            ("create", 0, 1637259727),
            ("over_long_edit", 0, 930287327),
            ("over_long_edit", 0, 4161997890),
            ("edit", 0, 1812976885),
            ("cut", 0, 3117513184),
            ("cut", 0, 124729223),
        ),
    ),
)


def events(script: Script) -> list[Event]:
    return [Event(*each) for each in script]
