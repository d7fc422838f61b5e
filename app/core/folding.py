"""The search key of a text: one spelling for every script and diacritic, so that `sasa` finds Саша and Saša.

Cyrillic and Greek become Latin letters, with the Serbian value where languages differ (х is h, ј and й are j). Arabic
stays Arabic, without vowel signs and with one form of each letter: its short vowels are not written, so a Latin
spelling cannot be found from it.
"""

import re
import unicodedata
from typing import Final

_MAX_CHARACTERS: Final = 1000
# Every code point met is remembered, up to so many: strangers could otherwise fill the memory with rare ones.
_MAX_REMEMBERED: Final = 20_000

_GREEK_OU = re.compile("[οΟ][υΥύΎ]")


def _pairs(text: str) -> dict[str, str]:
    return {pair[0]: pair[1:] for pair in text.split()}


_LETTERS: Final[dict[str, str]] = {
    # ð is what old Serbian code pages make of đ.
    **_pairs("đdj ðdj ɖdj øo œoe æae łl ħh ŧt ŋn þth ıi ȷj əe ĸk"),
    **_pairs("аa бb вv гg дd ђdj еe жz зz иi јj кk лl љlj мm нn њnj оo пp рr сs тt ћc уu фf хh цc чc џdz шs"),
    **_pairs("йj щsc ъa ь ыy эe юju яja ґg єje іi їji ѓgj ќkj ѕdz ѣe ѫa"),
    **_pairs("αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χh ψps ωo"),
    # Tatweel and hamza carry no letter; the Persian and Urdu forms are typed for the Arabic ones.
    **_pairs("ـ ء ٱا ىي ةه یي کك ہه ھه ےي"),
    # Apostrophes join (Мар'яна, D'Angelo, čhavo'): no two people type the same one.
    **dict.fromkeys("'`´’‘‛ʼʻʽʹʾʿ′＇", ""),
}


class _Table(dict[int, str]):
    """The folding of each code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if len(self) < _MAX_REMEMBERED:
            self[code] = folded
        return folded


_table = _Table()


def fold(text: str) -> str:
    """The search key: lower-case letters and digits in words parted by single spaces; of 1,000 characters at most."""
    text = text[:_MAX_CHARACTERS]
    if not text.isascii():
        text = _GREEK_OU.sub("ou", unicodedata.normalize("NFC", text))
    return " ".join(text.translate(_table).split())[:_MAX_CHARACTERS].rstrip()


def like_pattern(query: str) -> str | None:
    r"""The operand of `LIKE ... ESCAPE '\'` that finds the query anywhere in a key; None if nothing is left to find."""
    key = fold(query)
    if not key:
        return None
    return "%" + key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _folded(character: str) -> str:
    known = _LETTERS.get(character.casefold())
    if known is not None:
        return known
    # Marks go before the case does: a Greek iota below would otherwise grow into a letter.
    plain = _decomposed(_decomposed(character).casefold())
    return "".join(_piece(part) for part in plain)


def _decomposed(text: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", text) if not unicodedata.combining(part))


def _piece(character: str) -> str:
    if character in _LETTERS:
        return _LETTERS[character]
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    # Format characters (soft hyphen, joiners, directions) are invisible; vowel signs of Indic scripts are letters here.
    return "" if category == "Cf" else character if category[0] in "LMN" else " "
