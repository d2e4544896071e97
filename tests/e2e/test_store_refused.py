"""A browser that will not keep anything spends no code.

The code still opens the account elsewhere.
"""

import pytest

from tests.e2e.conftest import TakePhone
from tests.e2e.program import Program

REFUSES = (
    "Object.defineProperty(window, 'indexedDB', {get() { throw new DOMException('refused', "
    "'SecurityError'); }})"
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_code_tried_where_storage_is_refused_still_works_elsewhere(
    program: Program, take_phone: TakePhone
) -> None:
    code = await program.code("Tasha")
    private = await take_phone("private")
    await private.page.add_init_script(REFUSES)
    await private.open()
    await private.page.get_by_label("The code from your program").fill(code)
    await private.button("Start").click()
    await private.sees("This browser will not keep anything on this phone.")
    await private.sees("Your code is not used up.")
    phone = await take_phone("ordinary")
    await phone.enrol(code)
