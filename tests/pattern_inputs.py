"""What is worst for each pattern: the text in which it looks longest."""

SIZE = 200_000

OUR_OWN_TEXT = {
    "bench", "scripts",
    "domain.entity_specs.WORD_START",
    "database.connection.PLACEHOLDER",
    "api.addresses._MAIL", "api.addresses._WEB", "api.addresses._DOMAIN", "api.addresses._HOST",
    "api.addresses._IN_NUMBERS",
    "database.addresses._PLACE",
    "notifications.push.endpoints._ENTRY", "notifications.push.endpoints._ORIGIN",
}  # fmt: skip
"""Patterns that see code and settings alone."""

REASONS = ("called_off", "person_" + "a" * SIZE, "a" * SIZE, "no_right" * 1000)

TAGS = (
    "<a href='", "<a ", "<a href=", "<a href='x'>", "<a href='x'>y", "<a href='x'></a",
    "</a ", "<a a=b ",
    "<br a=b", "<br a='",
    "<p ", "<br a=\"b\" ", "<span a = ", "<", ">", "&#", "&#x", "&#9", "&a", "\n", "\t",
    " \n", "a.", "a-", "https://",
    "href='", "href =",
)  # fmt: skip

NUMBERS = (
    "1",
    "1 ",
    "816-",
    "8 ",
    "(",
    "+",
    ", ",
    ",",
    " ",
    "A",
    "-A",
    ".",
    "800-A",
    "id ",
    "ext",
    "and ",
    "code 1 ",
    "#",
    "*",
    "12:",
    "y ",
)

ENDPOINTS = tuple("https://" + rest * SIZE for rest in ("a.", "a-", "a", "a.b/%4", "a.b/%41"))

WORST: dict[str, tuple[str, ...]] = {
    "api.body.PLACE": (" - at `$", " - at `$.a", " - at `$.a`", "`"),
    "api.json_scan.LONE_SURROGATE": ("\\ud83d", "\\udc00", "\\ud83d\\udc00", "\\u", "\\"),
    "api.bounded_http.HOST": ("a", "a.", "[", "[a:", ":", ":1", "a-"),
    "cli.tasks.NO_SLUG": ("-", "a-", "a"),
    "domain.attendance._POSTAL_CODE": ("a1a", "1", "aa 11111-", ", ", ",1", " "),
    "domain.attendance._WEB": ("https://", "http://a", "http://a "),
    "domain.attendance._STREET": ("st", "st.", "road ", " ", "highway,"),
    "notifications.policy.notice_life.NOTHING": REASONS,
    "notifications.policy.notice_life.ANY_CODE": REASONS,
    "notifications.policy.notice_life.CALLED_OFF": REASONS,
    "domain.phone_numbers._SURE": NUMBERS,
    "domain.phone_numbers._LETTER": NUMBERS,
    "domain.phone_numbers._LETTERS": NUMBERS,
    "domain.phone_numbers._LETTERED": NUMBERS,
    "domain.phone_numbers._PIECE": NUMBERS,
    "domain.phone_numbers._FREE": NUMBERS,
    "domain.phone_numbers._TOUCHES": NUMBERS,
    "domain.phone_numbers._AFTER_A_ROOM": NUMBERS,
    "domain.phone_numbers._TELEPHONE": NUMBERS,
    "domain.phone_numbers._AFTER_DIGITS": NUMBERS,
    "domain.phone_numbers._AFTER_ZERO": NUMBERS,
    "domain.phone_numbers._PERHAPS": NUMBERS,
    "domain.phone_numbers._BEFORE": NUMBERS,
    "domain.phone_numbers._SHORT": NUMBERS,
    "domain.phone_numbers._NO_NUMBER": NUMBERS,
    "domain.phone_numbers._AFTER_A_CODE": NUMBERS,
    "domain.phone_numbers._PRESSED": NUMBERS,
    "domain.phone_numbers._PAUSED": NUMBERS,
    "domain.phone_numbers._ENTERED": NUMBERS,
    "domain.phone_numbers._ONE": NUMBERS,
    "domain.validation.PLACE": (" - at `$", " - at `$.a", " - at `$.a`", "`", "a"),
    "notifications.push.endpoints._ENDPOINT": ENDPOINTS,
    "notifications.push.endpoints._PATH": ("/", "%41", "%4", "a"),
    "notifications.push.outcome.SECONDS": ("9", " "),
    "notifications.push.subscriptions._BASE64URL": ("a", "=", "a="),
    "library.texts._LINK": TAGS,
    "library.texts._ADDRESS": TAGS,
    "library.texts._LINK_END": TAGS,
    "library.texts._BREAK": TAGS,
    "library.texts._TAG": TAGS,
    "library.texts._BEYOND_UNICODE": TAGS,
    "library.texts._ENTITY": ("&amp;", "&#0", "&#x0", "&", "&amp"),
    "library.texts._BLANKS": (" ", "\t \n", "a "),
    "library.texts._EMPTY_LINES": ("\n", "\n\n\na", "\n\n "),
    "library.texts._WEB": ("https://", "http://a", "http://a "),
    "library.texts._BARE_WEB": ("a.", "aa.", "a-", "a", "aa./", "a.b?"),
    "library.days._PIECE_END": (",", " ,", "a"),
    "library.spelled_time._LEAD": ("at ", "a las ", "de a"),
    "library.spelled_time._TRAIL": (" sharp", " en punto", " "),
    "library.spelled_time._DATED": ("1", "1111-", "1111-11"),
    "library.spelled_time._CLOCK": ("1", "1:", "1 ", "1:00:00.", " ", "1:11h", "1 p"),
    "library.spelled_time._BETWEEN": (" ", " - ", " to ", "-", "to"),
    "library.whereabouts._IN_ADDRESS": (", a", ", ", ", a 1", ", AA 11111-", ",a,", "a "),
    "program.setup._SLUG": ("a", "-", "a-"),
    "program.staff._LOGIN": ("a", ".", "é"),
    "recovery.client_programs._COMPLAINT": ("error: ", "error: A", "ERROR: a ", "e"),
}
"""By a pattern's name, what it is given again and again up to 200 kB.

There it begins to match, and never ends.
"""
