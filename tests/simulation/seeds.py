"""Scripts that once broke a promise, made as short as they go: (what was wrong, the script).

They are played for ever.
"""

from tests.simulation.script import Event, Script
from tests.simulation.seeds_restored import AFTER_A_RESTORE

ONCE_BROKEN: tuple[tuple[str, Script], ...] = (
    *AFTER_A_RESTORE,
    (
        (
            "a repeated mutation was judged anew after its author lost the stream; "
            "its entry stayed in the outbox when the stream went"
        ),
        (
            ("two_tabs", 6, 2174143996),
            ("create", 6, 1939080302),
            ("lose_answer", 6, 218368876),
            ("reassign", 6, 800616358),
        ),
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
    (
        "words of an erased goal stayed in what a peer was refused",
        (
            ("sync", 1, 1548108751),
            ("create", 1, 356100487),
            ("sync", 1, 891090165),
            ("whole_and_parts", 0, 27056495),
            ("edit", 0, 955072906),
            ("kill", 0, 72943084),
            ("sync", 6, 2665033181),
            ("cross", 0, 182094919),
            ("bury_deep", 0, 630167941),
            ("sync", 0, 3619591019),
            ("relapse", 9, 3086939165),
            ("overreach", 6, 1217001394),
            ("race", 6, 82639635),
            ("reassign", 4, 368872971),
        ),
    ),
    (
        "what a peer was refused, and threw away, outlived the erase",
        (
            ("cut", 1, 1392963388),
            ("create", 1, 1802176617),
            ("sync", 0, 1549958225),
            ("share", 0, 3710906976),
            ("sync", 0, 78213395),
            ("reorder", 1, 329563260),
            ("reorder", 6, 3478303786),
            ("show", 4, 2075544778),
            ("remove", 6, 902737727),
            ("reorder", 6, 700851983),
            ("bury_deep", 1, 211446223),
            ("remove", 6, 676616862),
            ("sync", 1, 2040136441),
            ("reorder", 6, 877855220),
            ("relapse", 6, 2427921970),
        ),
    ),
    (
        "words that were let go came back by the rank of a status written with them",
        (
            ("whole_and_parts", 1, 1767958084),
            ("create", 1, 2408361021),
            ("lose_answer", 1, 2197560732),
            ("edit", 1, 2239710324),
            ("relapse", 0, 1870457222),
            ("sync", 1, 2556688061),
            ("versions", 1, 2216480919),
            ("cross", 0, 435444200),
            ("race", 0, 3333262750),
            ("relapse", 1, 1075528874),
        ),
    ),
    (
        "what was hidden while a right was away stayed on the peer's phone",
        (
            ("app", 1, 47502550),
            ("app", 1, 3789738098),
            ("repeat", 0, 3042835319),
            ("whole_and_parts", 1, 2888736687),
            ("edit", 1, 1589458084),
            ("create", 0, 3769389696),
            ("begin_anew", 0, 3569568762),
            ("whole_and_parts", 1, 3211772218),
            ("relapse", 0, 1730423520),
            ("cross", 1, 971426556),
            ("share", 1, 662658605),
            ("sync", 6, 1595618434),
            ("remove", 1, 484449806),
            ("create", 1, 804094236),
            ("apart", 1, 1309957134),
            ("edit", 1, 2410258447),
            ("sync", 0, 2738478249),
            ("cut", 1, 4164898124),
            ("cross", 0, 2910894583),
        ),
    ),
    (
        "a right that was regained was told as lost on a page that was not the last",
        (
            ("sync", 0, 1628065884),
            ("sync", 2, 2763622406),
            ("sync", 6, 2074004319),
            ("relapse", 6, 2631956253),
            ("edit", 2, 835651649),
            ("create", 0, 915603711),
            ("sync", 2, 4240610790),
            ("edit", 2, 3173274839),
            ("share", 2, 2989316276),
            ("relapse", 0, 667994457),
            ("pull", 6, 3498566269),
            ("show", 0, 2962763592),
            ("lose_answer", 0, 2737648562),
            ("reorder", 2, 197443977),
            ("relapse", 6, 2177171287),
        ),
    ),
)


def events(script: Script) -> list[Event]:
    return [Event(*each) for each in script]
