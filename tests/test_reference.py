"""docs/reference.md says what the declarations say."""

from scripts.reference import PAGE, reference


def test_the_reference_is_what_the_declarations_say() -> None:
    assert PAGE.read_text() == reference(), "run `make types`"
