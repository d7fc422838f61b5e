"""The letters of a server that writes them into a folder: `make run` does, into var/mail."""

import os
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

FOLDER = Path(os.environ.get("LEARNBRIDGE_MAIL_DIR") or Path(__file__).parents[1] / "var" / "mail")
CODE = re.compile(r"\b[0-9]{6}\b")


def code_sent_to(address: str) -> str | None:
    """The code in the newest letter to this address; None where there is none."""
    for path in sorted(FOLDER.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True):
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        if letter["to"] == address and (found := CODE.findall(text_of(letter))):
            return str(found[0])
    return None


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return "" if body is None else str(body.get_content())
