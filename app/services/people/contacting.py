"""Contact points in the one spelling that can be dialled or written to, so that a number is found again."""

from typing import TypeVar

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import Organisation
from app.models.contact_point import ContactChannel, ContactPoint
from app.models.guardian import GuardianCreate, GuardianUpdate

MUST_RING = {ContactChannel.PHONE, ContactChannel.SMS}
MAY_RING = {ContactChannel.VIBER, ContactChannel.WHATSAPP}

Contacts = TypeVar("Contacts", GuardianCreate, GuardianUpdate)


def normalised(db: OwnedSession, body: Contacts) -> Contacts:
    """The body with its numbers in E.164, read as in the organisation's country, and its e-mail addresses in one case.

    Raises InvalidRequest for a phone or text-message number that cannot be one, and for an impossible e-mail address.
    What is given for other channels may be a name and stays as it is, unless it is a number.
    """
    if "contact_points" not in body.model_fields_set:
        return body
    country = db.find(Organisation, db.organisation_id).country
    points, errors = [], []
    for position, point in enumerate(body.contact_points):
        value = spelled(point, country)
        if value is None:
            detail = "This is not in the expected format."
            errors.append({"pointer": f"/contact_points/{position}/value", "code": "wrong_format", "detail": detail})
        else:
            points.append(ContactPoint(channel=point.channel, value=value))
    if errors:
        raise InvalidRequest(errors=errors)
    return body.model_copy(update={"contact_points": points})


def spelled(point: ContactPoint, country: str) -> str | None:
    """The value in its one spelling; None where the channel cannot have such a value."""
    if point.channel is ContactChannel.E_MAIL:
        return address(point.value)
    if point.channel in MUST_RING:
        return number(point.value, country)
    if point.channel in MAY_RING:
        return number(point.value, country) or point.value
    return point.value


def number(text: str, country: str) -> str | None:
    """E.164, with an extension as in RFC 3966; None for what no telephone network could route."""
    try:
        found = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(found):
        return None
    dialled = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    return f"{dialled};ext={found.extension}" if found.extension else dialled


def address(text: str) -> str | None:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None
