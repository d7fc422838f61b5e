"""Ways to reach a person."""

from enum import StrEnum

from app.core.shapes import Body, Name


class ContactChannel(StrEnum):
    PHONE = "phone"
    SMS = "sms"
    E_MAIL = "e_mail"
    VIBER = "viber"
    WHATSAPP = "whatsapp"
    MESSENGER = "messenger"
    TELEGRAM = "telegram"
    IN_PERSON = "in_person"
    LETTER = "letter"
    OTHER = "other"


class ContactPoint(Body):
    """One way to reach somebody; the first of a list is the preferred one."""

    channel: ContactChannel
    value: Name
