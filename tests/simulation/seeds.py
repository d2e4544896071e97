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
    (
        "a repeated erase of a record that had moved was answered gone",
        (
            ("sync", 0, 2294749683),
            ("clone", 0, 1866104223),
            ("make", 0, 2861833741),
            ("sync", 0, 3530073026),
            ("erase", 0, 1567303352),
            ("whole_and_parts", 0, 3638417724),
            ("relapse", 2, 3595702444),
            ("sync", 0, 3566862336),
        ),
    ),
    (
        "a part waited for ever for a whole that was refused",
        (
            ("ahead", 1, 147431821),
            ("sync", 1, 1018089836),
            ("edit", 1, 2057890095),
            ("edit", 1, 4265471651),
            ("over_long_create", 1, 56239831),
            ("whole_and_parts", 1, 2875139042),
        ),
    ),
    (
        "a peer whose stream was lost with the server got an error for every request",
        (
            ("back_up", 6, 2647234590),
            ("reassign", 6, 3623352566),
            ("sync", 6, 1120348233),
            ("apart", 7, 3764206710),
            ("race", 8, 1214196726),
            ("create", 7, 233211590),
            ("two_tabs", 7, 3328462578),
            ("restore_server", 0, 3927041804),
        ),
    ),
    (
        "the element of a set stayed in the receipt of a refused mutation",
        (
            ("sync", 0, 238918571),
            ("create", 0, 1883149542),
            ("clone", 0, 564435227),
            ("sync", 0, 565604596),
            ("remove", 0, 3746003206),
            ("sync", 1, 3232677097),
            ("over_long_tag", 1, 3052743608),
            ("bury_deep", 0, 440081793),
        ),
    ),
    (
        "words of a refused edit of a part stayed when its whole was erased",
        (
            ("sync", 1, 2111173815),
            ("create", 1, 1466119905),
            ("race_reassign", 1, 3601231286),
            ("make", 1, 1275040705),
            ("sync", 0, 2736682191),
            ("cross", 0, 4007118364),
            ("bury_deep", 0, 4256629643),
            ("over_long_part", 1, 104592090),
            ("kill", 1, 3378322818),
        ),
    ),
    (
        "what lay in the bin came out of it when a restored server hid it again",
        (
            ("sync", 0, 736430471),
            ("sync", 1, 4265629741),
            ("relapse", 7, 4151490755),
            ("create", 1, 3074149189),
            ("create", 0, 4198431488),
            ("kill", 0, 3958044463),
            ("sync", 1, 103277385),
            ("cross", 0, 830985619),
            ("versions", 1, 1245167804),
            ("restore_server", 7, 3369822318),
            ("cross", 1, 961035273),
            ("cross", 1, 2499229868),
        ),
    ),
    (
        "what a participant answered was refused, because the note's writer had yet to offer it again",
        (
            ("sync", 6, 1536991758),
            ("create", 6, 3576686974),
            ("back_up", 0, 2288777787),
            ("lose_answer", 6, 3770188285),
            ("repeat", 0, 1677888623),
            ("edit", 0, 2640868397),
            ("whole_and_parts", 0, 2305119699),
            ("restore_server", 0, 3064982356),
        ),
    ),
    (
        "a yes that a phone offered again undid what was revoked since the backup",
        (
            ("relapse", 5, 3139614240),
            ("share", 5, 3252572240),
            ("cut", 5, 305681761),
            ("reassign", 4, 703008270),
            ("restore_server", 4, 737005509),
        ),
    ),
    (
        "what names a refused edit waited for a head that the server had lost",
        (
            ("sync", 0, 733906581),
            ("sync", 1, 2801777033),
            ("whole_and_parts", 1, 109959530),
            ("two_tabs", 2, 169769746),
            ("create", 0, 862641178),
            ("sync", 0, 3824232067),
            ("repeat", 1, 2989162544),
            ("relapse", 0, 429485753),
            ("illegal", 1, 1969187411),
            ("bury_deep", 2, 4100131911),
            ("cross", 2, 1934164489),
        ),
    ),
)


def events(script: Script) -> list[Event]:
    return [Event(*each) for each in script]
