"""E-mail on its way out: over SMTP, or as .eml files in a folder where it is only looked at.

Nothing that a person has written becomes a header without being read as what it shall be: an address is one address,
a name is one line.
"""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

from app.core.letters import Letter
from app.core.settings import Settings

# Seconds for each step with the server.
PATIENCE = 20.0
NOBODY = "learnbridge@learnbridge.example"
PORTS = {"smtps": 465, "smtp": 587, "smtp-plain": 25}


class AddressRefused(Exception):
    """Nobody can be reached there; another try would change nothing."""


class MailFailed(Exception):
    """It did not go this time; another try may succeed."""


class Envelope(NamedTuple):
    """Whom a letter goes to, in whose name, since when, and under which id: the same at every attempt."""

    to: str
    sender: str
    id: str
    at: datetime


Carrier = Callable[[EmailMessage], None]


@dataclass(frozen=True)
class Post:
    """How this installation sends: by what, from which address, and where the links in its letters lead."""

    carrier: Carrier
    address: str
    public_url: str

    def send(self, letter: Letter, envelope: Envelope) -> None:
        """Hands a letter over; AddressRefused or MailFailed where it did not go."""
        self.carrier(composed(letter, envelope, self.address))


def open_post(chosen: Settings) -> Post | None:
    """The way out that the settings name; None: nothing is sent. ValueError where they cannot be meant so."""
    if chosen.mail_dir:
        return Post(into_folder(Path(chosen.mail_dir)), deliverable(chosen.mail_from) or NOBODY, chosen.public_url)
    if not chosen.smtp_url:
        return None
    address = deliverable(chosen.mail_from)
    if address is None:
        raise ValueError("LEARNBRIDGE_MAIL_FROM must be the address that e-mails come from")
    return Post(over_smtp(chosen.smtp_url), address, chosen.public_url)


def deliverable(text: str) -> str | None:
    """The address as servers take it, or None where the text is not one address."""
    try:
        return validate_email(text.strip(), check_deliverability=False, allow_display_name=False).ascii_email
    except EmailNotValidError:
        return None


def composed(letter: Letter, envelope: Envelope, address: str) -> EmailMessage:
    """The message; AddressRefused where what it goes to is not one address."""
    to = deliverable(envelope.to)
    if to is None:
        raise AddressRefused
    message = EmailMessage(policy=SMTP)
    name = " ".join("".join(sign for sign in envelope.sender if sign.isprintable()).split())
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(envelope.at)
    message["Message-ID"] = f"<{envelope.id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = letter.language
    return message


def into_folder(folder: Path) -> Carrier:
    """Writes each message into a file named by its id: one that is sent twice lies there once."""

    def carry(message: EmailMessage) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").partition("@")[0]
        (folder / f"{name}.eml").write_bytes(message.as_bytes())

    return carry


def over_smtp(url: str) -> Carrier:
    """By a server: smtps:// is encrypted from the first byte, smtp:// must become so before anything is said.

    smtp-plain:// is for a relay on this machine alone. ValueError for anything else.
    """
    server = urlsplit(url)
    if server.scheme not in PORTS or not server.hostname or (server.scheme == "smtp-plain" and not is_here(server)):
        raise ValueError("LEARNBRIDGE_SMTP_URL must be smtps://, smtp:// or, on this machine, smtp-plain://")
    port = server.port or PORTS[server.scheme]

    def carry(message: EmailMessage) -> None:
        try:
            with connected(server, port) as smtp:
                smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise (AddressRefused if all(code >= 500 for code in codes) else MailFailed) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailFailed from error

    return carry


def connected(server: SplitResult, port: int) -> smtplib.SMTP:
    host = str(server.hostname)
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
    else:
        smtp = smtplib.SMTP(host, port, timeout=PATIENCE)
    try:
        if server.scheme == "smtp":
            smtp.starttls(context=context)
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
    except BaseException:
        smtp.close()
        raise
    return smtp


def is_here(server: SplitResult) -> bool:
    if server.hostname == "localhost":
        return True
    try:
        return ip_address(str(server.hostname)).is_loopback
    except ValueError:
        return False
