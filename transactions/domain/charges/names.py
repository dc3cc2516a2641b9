"""Comparing the text of a line on a bank statement with what a payment is called, here and at banks.

Banks write names in capitals, cut them at 12 to 22 characters, put a processor and a star before them and a town
behind, lose letters that are not in ASCII and now and then every vowel. difflib of the standard library tells how alike
two short texts are; the rest is a rule each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import dropwhile
from typing import Final, Literal

import msgspec

from transactions.domain.transactions import Transaction

NameMatch = Literal["reference", "statement", "name", "alike", "different"]
"""``reference`` is a number we know it by, ``statement`` its name at banks, ``name`` its own, ``alike`` nearly so."""

_STRENGTH: Final[dict[NameMatch, int]] = {"reference": 3, "statement": 3, "name": 3, "alike": 2, "different": 0}
_SHORTEST: Final = 4
_SHORTEST_NUMBER: Final = 6
_ALIKE: Final = 0.8  # a likeness, not money
_WORDS: Final = re.compile(r"[a-z0-9]+")
_VOWELS: Final = re.compile(r"[aeiouy]")
_LETTERS: Final = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ł": "l", "ð": "d", "þ": "th"})
_MOST_WORDS: Final = 2
# What banks write beside a name, so that it says nothing about whose it is.
_NOISE: Final = frozenset(
    {"card", "kort", "visa", "mastercard", "debit", "purchase", "payment", "transfer", "betalning", "kortkop"}
)


class NameFact(msgspec.Struct, frozen=True):
    """``known_as`` is the text of ours that matched best; None when nothing did."""

    match: NameMatch
    known_as: str | None = None

    @property
    def strength(self) -> int:
        return _STRENGTH[self.match]


def name_fact(text: str, transaction: Transaction) -> NameFact:
    """Compare the statement's text with each name and number of the payment; the best one tells."""
    readings = _readings(text)
    found = (
        NameFact(match, known)
        for match, known in _known(transaction)
        if any(_agrees(words, match, known) for words in readings)
    )
    return max(found, key=lambda fact: fact.strength, default=None) or _alike(readings[0], transaction)


def _readings(text: str) -> list[list[str]]:
    """Return the words as they stand, and those behind a processor's star or behind what banks write before a name.

    Only from its beginning can a name be told that was cut within its first words: "LS*NORRBO".
    """
    behind_star = _words(text.rpartition("*")[2])
    words = _words(text)
    plain = list(dropwhile(lambda word: word in _NOISE or word.isdigit(), words))
    return [words, *(each for each in (behind_star, plain) if each and each != words)]


def search_words(text: str) -> tuple[str, ...]:
    """Return the longest words of the text, to ask the payment service for; at most two, as they were written."""
    parts = {part for part in re.split(r"[\W_]+", text) if _telling(part)}
    return tuple(sorted(parts, key=lambda part: (-len(part), part))[:_MOST_WORDS])


def _telling(part: str) -> bool:
    folded = "".join(_words(part))
    return len(folded) >= _SHORTEST and folded not in _NOISE


def _known(transaction: Transaction) -> Iterator[tuple[NameMatch, str]]:
    """Yield what the payment is known by, the surest first."""
    references, merchant = transaction.references, transaction.merchant
    for number in (references.provider, references.merchant, references.customer):
        if number:
            yield "reference", number
    if references.statement:
        yield "statement", references.statement
    for name in _names(transaction):
        yield "name", name
    if merchant and merchant.site:
        yield "name", merchant.site


def _names(transaction: Transaction) -> Iterator[str]:
    party = transaction.from_ if transaction.direction == "in" else transaction.to
    for name in (transaction.merchant.name if transaction.merchant else None, party.label, party.detail):
        if name:
            yield name


def _agrees(words: list[str], match: NameMatch, known: str) -> bool:
    theirs = _words(known)
    text, whole = "".join(words), "".join(theirs)
    if match == "reference":
        return len(whole) >= _SHORTEST_NUMBER and whole in text
    return _starts_alike(text, whole) or _main_word_in(words, theirs)


def _starts_alike(text: str, whole: str) -> bool:
    """Tell whether one is the beginning of the other: cut short, or with a town behind it."""
    return min(len(text), len(whole)) >= _SHORTEST and (text.startswith(whole) or whole.startswith(text))


def _main_word_in(words: list[str], theirs: list[str]) -> bool:
    """Tell whether a word of the text is their main one, whole or cut short."""
    main = _main_word(theirs)
    return any(len(word) >= _SHORTEST and word not in _NOISE and main.startswith(word) for word in words)


def _main_word(theirs: list[str]) -> str:
    """Return the longest word, the first of several: "kronhamn" of Hotel Kronhamn."""
    return max(theirs, key=len, default="")


def _alike(words: list[str], transaction: Transaction) -> NameFact:
    """Return the name that reads nearly so: without vowels, or with letters lost or changed."""
    statement = transaction.references.statement
    names = [*_names(transaction), *([statement] if statement else [])]
    best = max(names, key=lambda name: _likeness(words, _words(name)), default=None)
    if best is None or _likeness(words, _words(best)) < _ALIKE:
        return NameFact("different")
    return NameFact("alike", best)


def _likeness(words: list[str], theirs: list[str]) -> float:
    """Return 0 to 1: the text as a whole, its beginning, or one long word against their main one."""
    text, whole = "".join(words), "".join(theirs)
    if min(len(text), len(whole)) < _SHORTEST:
        return 0.0
    main = _main_word(theirs)
    pairs = [(text, whole), (text[: len(whole)], whole), *((word, main) for word in words if len(word) >= _SHORTEST)]
    skeletons = ((_skeleton(one), _skeleton(other)) for one, other in pairs)
    ratios = (SequenceMatcher(None, one, other).ratio() for one, other in pairs)
    return max([*ratios, *(1.0 for one, other in skeletons if len(one) >= _SHORTEST and one == other)])


def _skeleton(word: str) -> str:
    return _VOWELS.sub("", word)


def _words(text: str) -> list[str]:
    """Fold to lower-case ASCII words: accents go, every other sign parts words."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return _WORDS.findall("".join(sign for sign in folded if not unicodedata.combining(sign)))
