"""Steps that several rows share: the published contract, the types, the reference."""

import shutil

from tests.growing.playing import Edit, Step, alongside, pytest_of, python

STALE = "differ from the code: run `alongside openapi`"
CONTRACT = (
    Step(command=alongside("openapi", "--check"), fails=True, says=STALE),
    Step(command=alongside("openapi"), says="written: "),
)
TYPES = Step(command=(shutil.which("node") or "node", "scripts/types.mjs"))
REFERENCE = (
    Step(command=pytest_of("tests/test_reference.py"), fails=True, says="run `make types`"),
    Step(command=python("from scripts.reference import *; PAGE.write_text(reference())")),
)


def travels(entity: str, words: str) -> Step:
    """Return the step in which two phones of one person write and read a record by sync."""
    return Step(
        edits=(
            Edit(
                "tests/sync/test_grown.py",
                "from tests.sync.devices import outcomes\n"
                "from tests.sync.town import Town\n\n\n"
                "async def test_another_phone_reads_what_one_wrote(town: Town) -> None:\n"
                '    tasha = await town.participant("Tasha")\n'
                "    phone, other = await town.device(tasha), await town.device(tasha)\n"
                f'    note = phone.write("{entity}", {{"words": {words}}})\n'
                '    assert outcomes(await phone.sync()) == ["applied"]\n'
                "    await other.sync_all()\n"
                f'    assert other.shown(note["record"])["body"]["words"] == {words}\n',
            ),
        ),
        command=pytest_of("tests/sync/test_grown.py", "-k", "sqlite"),
        says="1 passed",
    )
