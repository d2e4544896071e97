"""Scripts that once broke a promise after the server was restored from a backup."""

from tests.simulation.script import Script

AFTER_A_RESTORE: tuple[tuple[str, Script], ...] = (
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
        (
            "what a participant answered was refused, "
            "because the note's writer had yet to offer it again"
        ),
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
        "a tombstone of a restored server was not found where it did not belong",
        (
            ("sync", 0, 1688025508),
            ("refused_whole", 0, 3235007876),
            ("lose_answer", 0, 1265517823),
            ("sync", 1, 115724446),
            ("sync", 0, 1964133734),
            ("relapse", 8, 1560143979),
            ("apart", 1, 3334023770),
            ("begin_anew", 0, 3758323725),
            ("restore_server", 9, 3115829695),
        ),
    ),
    (
        "what stood again for want of any other was answered as kept",
        (
            ("sync", 6, 2168402930),
            ("sync", 7, 1646970879),
            ("apart", 7, 2663410287),
            ("relapse", 6, 1846743657),
            ("pull", 7, 2741114168),
            ("sync", 6, 1236652894),
            ("dismiss", 6, 4161972624),
            ("restore_server", 8, 2514396711),
        ),
    ),
    (
        (
            "an edit that named no stream was refused after a restore, "
            "before its record was offered again"
        ),
        (
            ("reorder", 0, 1568325719),
            ("relapse", 1, 3423703101),
            ("create", 0, 410524835),
            ("sync", 0, 1539722577),
            ("repeat", 1, 2126213809),
            ("cross", 0, 146540208),
            ("two_tabs", 1, 1000569408),
            ("restore_server", 0, 1708261877),
            ("sync", 1, 3608384250),
        ),
    ),
)
