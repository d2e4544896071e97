"""The phone numbers in a text that people wrote, as a phone dials them.

The app reads by the same vectors (`openapi/vectors/phone_numbers`). A number that is not certain is
left out: a call that reaches a stranger is worse than a number that is read out and typed.
"""

import re
import unicodedata

from msgspec import Struct

_MOST_TEXT = 400
_GAP = "[ .()\u2010-\u2015-]{0,3}"
_AREA = rf"(?:\+?1{_GAP})?\(?[2-9][0-9]{{2}}\)?"
_SURE = re.compile(
    rf"(?:[*#][0-9]{{2}}#?[ -]?)?{_AREA}"
    rf"[ .()/\u2010-\u2015-]{{0,3}}[2-9][0-9]{{2}}{_GAP}[0-9]{{4}}(?![0-9])"
    rf"|\+{_GAP}[2-9](?:{_GAP}[0-9]){{6,14}}(?![0-9])"
    r"|[2-9][0-9]{2}(?:[.\u2010-\u2015-][0-9]{4}(?![0-9])|-[A-Z]{4}(?![0-9A-Za-z]))"
    r"|(?:[2-9]11|988|999|112|11[0-9])(?= ?(?:\Z|[,;/|(&.]|(?:or|and|then|press|o|u|y|ou|et)\b))"
    r"|[0-9]{3}-?[0-9]{3}(?![0-9A-Za-z]|[. \u2010-\u2015-][OIoil]?[0-9]|[.\u2010-\u2015-][A-Za-z])",
    re.ASCII,
)
"""North American, international, local, an emergency number, a short code."""
_TOUCHES = re.compile("[0-9A-Za-z+*#]")
_AFTER_DIGITS = re.compile(r"[0-9]\)?[ .\u2010-\u2015-]{1,3}\Z")
_AFTER_ZERO = re.compile(r"(?:\A|[^0-9])0[0-9]{0,2}\)?[ .\u2010-\u2015-]{1,3}\Z")
_LETTER = re.compile("[A-Za-z]")
_LETTERS = re.compile(r"[.\u2010-\u2015-]?[A-Za-z]| [OIoil][0-9]| ?\.\.\.")
_NO_KEYS = frozenset("OI")
"""Alone among digits these are zero and one.

`816 555 O123` is no word, and on the keypad would be someone else's number.
"""
_LETTERED = re.compile(
    rf"({_AREA})((?:[ .)\u2010-\u2015-]{{1,3}}[0-9A-Za-z]{{1,11}}(?![0-9A-Za-z])){{1,5}})"
)
_FREE = re.compile(r"8(?:00|22|33|44|55|66|77|88)\Z")
_PIECE = re.compile("([ .)\u2010-\u2015-]{1,3})([0-9A-Za-z]+)")
_PERHAPS = re.compile(rf"\(?(?:[*#][0-9]{{2,5}}#?|[0-9](?:{_GAP}[0-9])*)")
_BEFORE = re.compile(r"\+[0-9*#]\Z|[0-9][*#]\Z")
"""What begins like a number in the middle of one."""
_SHORT = re.compile("[2-9]11|988|999|112|11[0-9]")
_NO_NUMBER = re.compile(
    r"\b(?:https?://\S+|[0-9]{1,2}:[0-9]{2}|[0-9]{1,2} ?[ap]\.?m|24 ?/ ?7"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4})\b",
    re.ASCII | re.IGNORECASE,
)
_OF_WHAT = "(?: de (?:la )?(?:reuni[oóÓ]n|sala|acceso)| number| no)?"
_CODE = f"(?:id|pmi|code|passcode|password|pwd|pin|enter|c[oóÓ]digo|clave|contrase[nñÑ]a){_OF_WHAT}"
_AFTER_A_CODE = re.compile(rf"\b{_CODE}(?: is| es)?[ .:=#]*\Z", re.ASCII | re.IGNORECASE)
_AFTER_A_ROOM = re.compile(
    r"\b(?:zoom|webex|skype|meeting|webinar|reuni[oóÓ]n|sala)"
    r"(?: (?:meeting|room|number|no|n[uúÚ]mero|reuni[oóÓ]n))*(?: is| es)?[ .:=#]*\Z",
    re.ASCII | re.IGNORECASE,
)
_TELEPHONE = re.compile(r"\+|\([2-9][0-9]{2}\)", re.ASCII)
"""What no conference's own number begins with."""
_PRESSED = re.compile(
    r"[ ,;.(]*(?:(?:and|then|y|luego) )?"
    r"(?:(?:extensi[oóÓ]n|extn?|ex|x|poste|int|option|opci[oóÓ]n|press|oprim[ae]|presion[ae]"
    r"|marque)[ .:=#]*|#) ?([0-9]{1,7})(?![0-9#])\)?",
    re.ASCII | re.IGNORECASE,
)
_PAUSED = re.compile(
    "(?: ?((?:[,;] ?){2,})|[,;](?=[0-9*#])|[,;] (?=[0-9]+#))([0-9A-Za-z*#]+)(?=[ ,;)]|\\Z)"
)
_ENTERED = re.compile(
    r"[ ,;.(]*(?:(?:and|then|y) )?"
    r"(?:(?:meeting|conference|participant|access|phone|dial-in) )?"
    rf"{_CODE}(?: is| es)?[ .:=#]*"
    r"([0-9]+(?:[ -][0-9]+)* ?#?|[0-9A-Za-z]+#?)\)?",
    re.ASCII | re.IGNORECASE,
)
_ONE = re.compile(r"\A\+?1(?=[2-9][0-9]{9})")
_LONGEST_CODE, _LONGEST_LETTERS = 13, 11
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_KEYS = str.maketrans("", "", " .()/-\u2010\u2011\u2012\u2013\u2014\u2015")


class PhoneNumber(Struct, frozen=True):
    """A number: `written` as it stands in the text, `dial` what a phone dials.

    Digits, `+`, `,` for a pause, `%23` and `%2A` for # and *.
    """

    written: str
    dial: str


def phone_numbers(text: str) -> list[PhoneNumber]:
    """Return the numbers of a text in their order, each once.

    Empty where it is not certain that there is one.
    """
    whole = " ".join("".join(filter(_is_seen, unicodedata.normalize("NFKC", text))).split())
    # A bound before the patterns: some of them try each place anew.
    if len(whole) > _MOST_TEXT:
        return []
    # Masked with as many characters, so that places in the text stay the same.
    plain = _NO_NUMBER.sub(lambda found: "_" * len(found[0]), whole)
    numbers: dict[str, PhoneNumber] = {}
    for start, end, keys in _sure(plain) or _perhaps(plain):
        dial = keys.replace("#", "%23").replace("*", "%2A")
        # `1-816-…` and `816-…` are one number; the first spelling is kept.
        numbers.setdefault(_ONE.sub("", dial), PhoneNumber(whole[start:end].strip(), dial))
    return list(numbers.values())


def _is_seen(character: str) -> bool:
    """Return whether a character is visible.

    Marks of direction, soft hyphens and the like come along with what is pasted, and must not part
    a number from its area code.
    """
    return unicodedata.category(character) != "Cf"


NumberSpan = tuple[int, int, str]
"""Where it begins and ends in the text, and its keys."""


def _sure(text: str) -> list[NumberSpan]:
    found: list[NumberSpan] = []
    place = 0
    while place < len(text):
        one = _at(text, place)
        if one and not _is_a_code(text, place):
            one = _with_tail(text, one)
            found.append(one)
        place = one[1] if one else place + 1
    return found


def _at(text: str, place: int) -> NumberSpan | None:
    if place and _TOUCHES.match(text[place - 1]):
        return None
    if sure := _SURE.match(text, place):
        keys = _keys(sure[0].replace("(0)", "") if sure[0].startswith("+") else sure[0])
        # What begins inside a longer run of digits would be a stranger's number.
        torn = (_AFTER_DIGITS if len(keys) < 8 else _AFTER_ZERO).search(text[:place])
        return (
            None
            if torn or (keys[0] == "+" and _goes_on(text, sure.end()))
            else (place, sure.end(), keys)
        )
    lettered = _LETTERED.match(text, place)
    return _lettered(lettered) if lettered else None


def _lettered(found: re.Match[str]) -> NumberSpan | None:
    """Return a number with words on the keypad: seven keys.

    A free number may be a longer word, whose last letters no exchange reads.
    """
    free = bool(_FREE.search(_keys(found[1])))
    keys, end = "", found.start(2)
    for piece in _PIECE.finditer(found[2]):
        joined = " " not in piece[1]
        if piece[2] != piece[2].upper() and not (free and joined):
            return None
        keys += _keys(piece[2])
        end = found.start(2) + piece.end()
        if len(keys) >= 7:
            break
    if (
        len(keys) < 7
        or (len(keys) > 7 and not free)
        or not set(filter(str.isalpha, found[2].upper())) - _NO_KEYS
    ):
        return None
    return found.start(), end, _keys(found[1]) + keys[:7]


def _perhaps(text: str) -> list[NumberSpan]:
    """Return what may be numbers of another country, where nothing is certainly a number."""
    found: list[NumberSpan] = []
    for one in _PERHAPS.finditer(text):
        keys = _keys(one[0])
        least = 3 if one[0].strip() == text.strip() else 5
        most = 15 if keys.startswith(("00", "011")) else 12
        enough = bool(_SHORT.fullmatch(keys)) or least <= len(keys) <= most or keys[0] in "*#"
        torn = bool(_BEFORE.search(text[: one.start()] + keys[0])) or _goes_on(text, one.end())
        if enough and not torn and not _is_a_code(text, one.start()):
            found.append(_with_tail(text, (one.start(), one.end(), keys)))
    return found


def _is_a_code(text: str, place: int) -> bool:
    """Return whether a code begins here: after the word for one, or a conference's number."""
    before = text[:place]
    return bool(
        _AFTER_A_CODE.search(before)
        or (_AFTER_A_ROOM.search(before) and not _TELEPHONE.match(text, place))
    )


def _goes_on(text: str, end: int) -> bool:
    """Return whether letters follow that belong to the number, or the text was cut in it."""
    return bool(_LETTERS.match(text, end)) and not _PRESSED.match(text, end)


def _with_tail(text: str, found: NumberSpan) -> NumberSpan:
    """Return the number with what is dialled after someone answered: an extension, a code."""
    start, end, keys = found
    while True:
        if pressed := _PRESSED.match(text, end):
            keys, end = f"{keys},{pressed[1]}", pressed.end()
        elif (paused := _PAUSED.match(text, end)) and (commas := _pauses(paused)):
            keys, end = keys + commas + _keys(paused[2]), paused.end()
        elif (entered := _ENTERED.match(text, end)) and (code := _entered(entered[1])):
            keys, end = f"{keys},,{_keys(code).rstrip('#')}#", entered.start(1) + len(code)
        else:
            return start, end, keys


def _pauses(found: re.Match[str]) -> str:
    """Return the commas of a pause.

    Empty where another number follows, a word of the sentence, or what no keypad can type.
    """
    if found[1]:
        return "," * sum(map(found[1].count, ",;")) if _typed(found[2]) else ""
    return "," if _typed(found[2]) and not _SURE.fullmatch(found[2]) else ""


def _entered(text: str) -> str:
    """Return the code after the word for one, without a number that comes behind it.

    Empty where that is no code.
    """
    if not any(map(str.isdigit, text)) and text != text.upper():
        return ""
    code = (
        text
        if len(_keys(text)) <= _LONGEST_CODE or not text[0].isdigit()
        else text.replace("-", " ").split()[0]
    )
    return code if _typed(code) else ""


def _typed(code: str) -> bool:
    """Return whether a person could type this code.

    It has a digit or `#`, and with letters it is no machine's long secret.
    """
    return bool(any(map("0123456789#".__contains__, code)) or code == code.upper()) and (
        len(code) <= _LONGEST_LETTERS or not _LETTER.search(code)
    )


def _keys(text: str) -> str:
    return text.upper().translate(_KEYPAD).translate(_KEYS)
