"""docs/glossary.md is true to the code, complete, and gives each word one meaning."""

import importlib
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from domain.declare import Role, StreamKind
from domain.entities import SPECS
from domain.receipts import MutationOutcome
from domain.records import Op, State
from notifications.policy.notice_life import STATES

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "glossary.md").read_text()
SYNC = (ROOT / "docs" / "sync.md").read_text()
ROW = re.compile(r"^\| (.+?) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
IN_THE_LITERATURE = re.compile(r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
NO_TERM_OF_ITS_OWN = {"self": "the owner of an account", "system": "what no person writes"}


class Term(NamedTuple):
    words: str
    meaning: str
    source: str
    code: str


TERMS = [Term(*row) for row in ROW.findall(PAGE) if row[0] != "term" and set(row[0]) != {"-"}]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.words)
def test_what_a_term_names_in_the_code_exists(term: Term) -> None:
    named = CODE.findall(term.code)
    assert named, "say where in the code it is"
    for name in named:
        assert (ROOT / name).exists() if "/" in name else _found(name), name


def test_every_term_says_where_it_is_from() -> None:
    assert len(TERMS) > 100
    assert [term.words for term in TERMS if not term.source.strip()] == []


def test_no_word_has_two_meanings() -> None:
    words = Counter(word for term in TERMS for word in term.words.split(", "))
    assert [word for word, count in words.items() if count > 1] == []


def test_every_word_that_the_declarations_use_is_explained() -> None:
    """Entities by their class, everything else as it is written on the wire."""
    entities = {spec.type.__name__ for spec in SPECS.values()}
    modules = {spec.type.__module__ for spec in SPECS.values()}
    assert entities - set(re.findall(r"\b[A-Z]\w+", PAGE)) - _named_by_module(modules) == set()
    words = {*StreamKind, *Op, *State, *get_args(MutationOutcome), *STATES}
    assert {str(word) for word in words} - set(CODE.findall(PAGE)) == set()
    roles = {str(role) for role in Role} - NO_TERM_OF_ITS_OWN.keys()
    assert roles - {term.words for term in TERMS} == set()


def test_the_fields_words_on_the_page_about_sync_are_here() -> None:
    table = SYNC.split("| here | in the literature |")[1].split("\n\n")[0]
    rows = [row for row in IN_THE_LITERATURE.findall(table) if set(row[0]) != {"-"}]
    assert len(rows) >= 8
    said = [word for _, theirs in rows for word in _words(theirs)]
    assert [word for word in said if word not in PAGE] == []


def _words(theirs: str) -> list[str]:
    """`a causal dependency, or a context` says two; where it is the same word, it says none."""
    plain = re.sub(r" \(.*\)| with .*", "", theirs)
    pieces = (re.sub(r"^(?:or )?(?:an?|the) ", "", piece) for piece in plain.split(", "))
    return [piece for piece in pieces if piece != "same"]


def _named_by_module(modules: set[str]) -> set[str]:
    """Entities whose module alone is named."""
    named = modules & set(CODE.findall(PAGE))
    return {spec.type.__name__ for spec in SPECS.values() if spec.type.__module__ in named}


def _found(name: str) -> bool:
    """A module, or a name in one."""
    module, _, attribute = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        return hasattr(importlib.import_module(module), attribute)
    return True
