"""What the domain declares: a field and an entity."""

from tests.growing.playing import Edit, Row, Step, pytest_of, python
from tests.growing.steps import CONTRACT, REFERENCE, TYPES, travels

FIELD = Row(
    thing="a field",
    edits=(
        Edit(
            "domain/entities/journal_note.py",
            '    weather: Annotated[str, latest("words", "Rain or sun.", max_length=40)] = ""\n',
            after='    text: Annotated[str, latest("words", "The note.", min_length=1, '
            "max_length=10_000)]\n",
        ),
    ),
    steps=(
        *CONTRACT,
        *REFERENCE,
        TYPES,
        Step(
            command=python(
                "from msgspec import Raw\n"
                "from domain.entities import SPECS\n"
                "from domain.validation import read_group\n"
                "words = SPECS['journal_note'].groups['words']\n"
                'print(read_group(words, Raw(b\'{"text": "a", "weather": "rain"}\')))\n'
                'read_group(words, Raw(b\'{"text": "a", "weather": "\' + b"r" * 41 + b\'"}\'))\n'
            ),
            fails=True,
            says=r"weather='rain'[\s\S]+Refused: too_long",
        ),
        travels("journal_note", '{"text": "a walk", "weather": "rain"}'),
        # What the adversary sends is made up from the declarations.
        Step(
            command=python(
                "import random\n"
                "from domain.entities import SPECS\n"
                "from tests.simulation.adversary.values import value\n"
                "ID = '01990000-0000-7000-8000-000000000000'\n"
                "words = SPECS['journal_note'].groups['words']\n"
                "print([value(random.Random(seed), words, [ID]) for seed in range(9)])\n"
            ),
            says="'weather': '",
        ),
    ),
    follows={
        "openapi/openapi.json": r"Rain or sun\.",
        "openapi/entities.json": '"weather"',
        "docs/reference.md": r"\| `weather` \| words \| latest \| participant \| Rain or sun\. \|",
        "web/src/generated/entities.ts": "'?weather'?",
        "web/src/generated/api.d.ts": r"weather\??: string",
    },
)
ENTITY = Row(
    thing="an entity",
    edits=(
        Edit(
            "domain/entities/errand.py",
            '"""Something to get done in town."""\n\n'
            "from typing import Annotated, ClassVar\n\n"
            "from domain.declare import Entity, FirstSync, Policy, Role, StreamKind, latest\n\n\n"
            "class Errand(Entity, kw_only=True):\n"
            '    """One errand."""\n\n'
            "    policy: ClassVar[Policy] = Policy(\n"
            "        streams=(StreamKind.OWN,),\n"
            "        created_by=Role.PARTICIPANT,\n"
            "        first_sync=FirstSync.REST,\n"
            "        removed_by=Role.PARTICIPANT,\n"
            "    )\n\n"
            '    text: Annotated[str, latest("words", "What to get.", max_length=40)]\n',
        ),
        Edit(
            "domain/entities/__init__.py",
            "from domain.entities.errand import Errand\n",
            after="from domain.entities.encouragement import Encouragement\n",
        ),
        Edit("domain/entities/__init__.py", "    Errand,\n", after="    AccountEvent,\n"),
    ),
    steps=(
        Step(
            command=pytest_of("tests/domain/test_permissions.py"),
            fails=True,
            says="say in CREATED_IN and REMOVED_BY",
        ),
        *CONTRACT,
        *REFERENCE,
        TYPES,
        travels("errand", '{"text": "a stamp"}'),
        Step(
            command=pytest_of("tests/domain/test_permissions.py"),
            edits=(
                Edit(
                    "tests/domain/test_permissions.py",
                    '\n    "errand": {(Role.PARTICIPANT, "own")},',
                    after='    "support_contact": {(Role.PARTICIPANT, "own")},',
                ),
                Edit(
                    "tests/domain/test_permissions.py",
                    '\n    "errand": Role.PARTICIPANT,',
                    after='    "support_contact": Role.PARTICIPANT,',
                ),
            ),
        ),
    ),
    follows={
        "openapi/entities.json": '"errand"',
        "docs/reference.md": "### `errand`",
        "web/src/generated/entities.ts": r"errand: Schemas\['ErrandWords'\]",
    },
)
