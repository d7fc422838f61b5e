"""Where a session takes place: in a room, or on which application."""

from enum import StrEnum


class SessionChannel(StrEnum):
    IN_PERSON = "in_person"
    PHONE = "phone"
    VIBER = "viber"
    MESSENGER = "messenger"
    SKYPE = "skype"
    WHATSAPP = "whatsapp"
    ZOOM = "zoom"
    TEAMS = "teams"
    OTHER = "other"
