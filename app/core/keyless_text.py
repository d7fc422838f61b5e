"""Texts in which no key may stand: no link that lets somebody in, no password, no joining code.

What is refused is refused by its form, in any script and spelling that folds to it; a person who wants to store a
password will find a way, one who pastes an invitation without thinking will not.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from app.core.folding import fold
from app.core.strict_json import clean_text, refusal

# A site may be named; whatever follows the name of the host can be a key (paths, queries, fragments, a user before @).
_LINK = re.compile(
    r"""[\w+.-]{2,}:/{1,2}(?!/)\S*@            # https://user:key@host
    | \b(?!https?:)[a-z][\w+.-]+:/{2}\S        # viber://chat, tg://join
    | [^\W_][\w-]*(?:\.[\w-]+)*\.[^\W\d_]{2,}(?::\d+)?\s*(?:/\s*[^\s/]|[?#\\]|%[0-9a-f]{2})  # host.example/key
    """,
    re.IGNORECASE | re.VERBOSE,
)
# As `fold` writes them: without diacritics, Cyrillic as Latin letters. A word may go on with an ending.
_SECRETS = re.compile(
    r"\b(?:passwor[dt]|pass\s?words?|passcode|pass\s?phrase|passwd|pwd|pincode|pin\s?(?:code|kod|kodi|koodi|broj)"
    r"|lozink|sifr[aeiu]\b|pristupni kod|parol(?:[aeiuy]|om|ata|ju|em)?\b|salasan|tunnusluku"
    r"|losenord|kodord|contrasena|mot de passe"
    r"|kljuc(?:em|a|eva)? za pristup|codice di accesso|invite link|invitation link|join(?:ing)? code|class code)"
    r"|كلم[ته] (?:ال)?(?:سر|مرور|دخول)|الرقم السري|رمز (?:ال)?(?:دخول|مرور|سري|انضمام)"
)
_CODE = re.compile(
    r"\b(?:code|kod|kods?|koden|koodi|kodi|codice|pin|رمز)\s+(?=[a-z]*\d)[a-z\d]{4,}\b(?<!\b20\d\d)", re.IGNORECASE
)
# What only a machine writes: long, with small and capital letters and digits.
_TOKEN = re.compile(r"(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Z])[\w+/=-]{16,}")


def keyless(text: str) -> str:
    """The text itself. Raises ValueError for one that holds a key by its form."""
    plain = "".join(part for part in unicodedata.normalize("NFKC", text) if unicodedata.category(part) != "Cf")
    folded = fold(plain)
    if _LINK.search(plain) or _TOKEN.search(plain) or _SECRETS.search(folded) or _CODE.search(folded):
        raise refusal("key_not_stored", "Invitation links, joining codes and passwords are not stored here.")
    return text


KeylessName = Annotated[
    str, AfterValidator(clean_text), StringConstraints(min_length=1, max_length=200), AfterValidator(keyless)
]
KeylessLine = Annotated[str, AfterValidator(clean_text), StringConstraints(max_length=300), AfterValidator(keyless)]
