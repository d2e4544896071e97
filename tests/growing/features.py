"""What a feature has several of: a kind of notification and a library format."""

from tests.growing.playing import Edit, Row, Step, alongside, pytest_of
from tests.growing.steps import REFERENCE

KIND = Row(
    thing="a kind of notification",
    edits=(
        Edit(
            "notifications/policy/kinds/week_ahead.py",
            '"""The week ahead, to look at one\'s goals: on Thursday mornings."""\n\n'
            "from datetime import timedelta\n\n"
            "from notifications.policy.kinds.kind import NotificationKind\n\n"
            "WEEK_AHEAD = NotificationKind(\n"
            '    name="week_ahead",\n'
            '    needs="own",\n'
            "    useful_for=timedelta(hours=12),\n"
            "    wanted=lambda rules: rules.goal_steps,\n"
            "    comes_on=lambda _, day: day.weekday() == 3,\n"
            "    from_staff=False,\n"
            "    makes_entry=False,\n"
            '    topic="reminders",\n'
            ")\n",
        ),
        Edit(
            "notifications/policy/kinds/__init__.py",
            "from notifications.policy.kinds.week_ahead import WEEK_AHEAD\n",
            after="from notifications.policy.kinds.unsent_words import UNSENT_WORDS\n",
        ),
        Edit(
            "notifications/policy/kinds/__init__.py",
            "        WEEK_AHEAD,\n",
            after="        PLAN_REVIEW_DUE,\n        MEETING_SOON,\n",
        ),
    ),
    steps=(
        Step(
            command=pytest_of("tests/notifications/test_documented.py"),
            fails=True,
            says="give week_ahead a row in the table of kinds of docs/nudges.md",
        ),
        # From the person's settings to the phone, with nothing else touched.
        Step(
            edits=(
                Edit(
                    "tests/notifications/test_grown.py",
                    "from notifications.push.vapid import VapidKeys\n"
                    "from notifications.worker import Worker\n"
                    "from tests.notifications.pair import HOUR, NOON, Pair\n"
                    "from tests.notifications.wishing import goes_out_at, wish\n"
                    "from tests.push_service import PushService\n\n\n"
                    "async def test_it_is_planned_and_rings(\n"
                    "    pair: Pair, worker: Worker, service: PushService, keys: VapidKeys\n"
                    ") -> None:\n"
                    "    await pair.has_phone(service, keys.public)\n"
                    "    await wish(pair, goal_steps=True)\n"
                    "    assert (await goes_out_at(pair, worker, NOON + 21 * HOUR))[0] == 1\n",
                ),
            ),
            command=pytest_of("tests/notifications/test_grown.py", "-k", "sqlite"),
        ),
    ),
)
FORMAT = Row(
    thing="a library format",
    edits=(
        Edit(
            "library/plain_list.py",
            '"""Plain lists: one address a line."""\n\n'
            "from domain.entities.resource import Resource\n"
            "from library.feed import FeedEntry, ParsedFeed\n\n"
            'NAME = "plain-list"\n\n\n'
            "def read_feed(\n"
            '    content: bytes, *, time_zone: str, source: str, licence: str = ""\n'
            ") -> ParsedFeed:\n"
            '    """Read every line as a service."""\n'
            "    entries = [\n"
            "        FeedEntry(\n"
            "            line,\n"
            '            Resource(type="service", topic="health", title=line, source=source),\n'
            "            (number,),\n"
            "        )\n"
            "        for number, line in enumerate(content.decode().splitlines(), 1)\n"
            "    ]\n"
            "    return ParsedFeed(source, len(entries), entries)\n",
        ),
        Edit("library/__init__.py", ", plain_list", after="from library import meeting_guide"),
        Edit(
            "library/__init__.py",
            "plain_list.NAME: plain_list.read_feed, ",
            after="FORMATS: dict[str, FeedReader] = {",
        ),
    ),
    steps=(
        Step(command=alongside("import-meetings", "--help"), says=r"\[plain-list\|meeting-guide\]"),
        *REFERENCE,
        Step(
            command=alongside(
                *("init", "--name", "Lantern", "--time-zone", "America/Chicago"),
                *("--admin", "Ada", "--login", "ada"),
            )
        ),
        Step(
            edits=(Edit("list.txt", "Elm Street kitchen\nOak Street clinic\n"),),
            command=alongside(
                *("import-meetings", "list.txt", "--format", "plain-list"),
                *("--time-zone", "America/Chicago", "--source", "our own"),
            ),
            says="added 2",
        ),
    ),
    follows={"docs/reference.md": r"\| `plain-list` \| Plain lists: one address a line\. \|"},
)
