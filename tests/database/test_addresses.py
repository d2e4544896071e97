"""A database's address is read whole or not at all, and its password stands on no command line."""

import pytest

from database.addresses import refuse_ambiguous_address, without_password
from domain.errors import BadInput

READABLE = [
    "postgresql://user:kestrel@host:5432/name",
    "postgresql://user:p%2Fa%40ss@host/name",
    "postgresql://user@host/name?sslmode=require",
    "postgresql://user@one:5432,two:5433/name",
    "postgresql://[::1]:5432/name",
    "postgresql:///name?host=/var/run/postgresql",
    "postgresql://",
]


@pytest.mark.parametrize("url", READABLE)
def test_an_address_that_is_one_is_taken(url: str) -> None:
    refuse_ambiguous_address(url)


@pytest.mark.parametrize(
    "password",
    [
        "kes/trel",
        "1/kestrel",
        "kes?trel",
        "1?kestrel",
        "kes#trel",
        "1#kestrel",
        "[kestrel",
        "kes]trel",
    ],
)
def test_a_password_that_would_be_taken_for_something_else_is_refused_and_not_said(
    password: str,
) -> None:
    with pytest.raises(BadInput) as refused:
        refuse_ambiguous_address(f"postgresql://user:{password}@host/name")
    assert "kes" not in refused.value.detail
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("url", "address", "password"),
    [
        ("postgresql://user:kestrel@host:5432/name", "postgresql://user@host:5432/name", "kestrel"),
        ("postgresql://user:p%2Fa%40ss@host/name", "postgresql://user@host/name", "p/a@ss"),
        ("postgresql://user:p@ss@host/name", "postgresql://user@host/name", "p@ss"),
        (
            "postgresql://user@host/name?password=kestrel&sslmode=require",
            "postgresql://user@host/name?sslmode=require",
            "kestrel",
        ),
        ("postgresql:///name?host=/run/pg", "postgresql:///name?host=%2Frun%2Fpg", ""),
        ("postgresql://host/name", "postgresql://host/name", ""),
    ],
)
def test_a_password_is_taken_out_of_the_address(url: str, address: str, password: str) -> None:
    assert without_password(url) == (address, password)
