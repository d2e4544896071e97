"""Bugs in what a person finds who looks for help now."""

from tests.mutants.mutant import Mutant

ASKING_FOR_HELP = (
    Mutant(
        name="extension_run_into_the_number",
        why="A person who calls for help would reach a stranger, or nobody.",
        file="web/src/screens/help/phone_numbers.ts",
        before="keys += `,${pressed[1]}`;",
        after="keys += pressed[1];",
        tests=("web/tests/ui/numbers.test.ts::an extension is dialled after a pause",),
    ),
    Mutant(
        name="a_code_is_called",
        why="The report of an import would say that a meeting's number can be called, and the app would call its code.",
        file="domain/phone_numbers.py",
        before="one and not _AFTER_A_CODE.search(text[:place])",
        after="one",
        tests=("tests/domain/test_phone_number_vectors.py::test_what_follows_the_word_for_a_code_is_not_called",),
    ),
)
