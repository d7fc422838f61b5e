"""What a consent can be for."""

from enum import StrEnum


class ConsentPurpose(StrEnum):
    PARTICIPATION = "participation"
    MESSAGING = "messaging"
    SHARE_WITH_SCHOOL = "share_with_school"
    SHARE_WITH_PARTNER = "share_with_partner"
    REFERRAL = "referral"
    HOMEWORK_PHOTO = "homework_photo"
    PHOTO_OR_VIDEO = "photo_or_video"
    STORY = "story"
    SENSITIVE_ATTRIBUTE = "sensitive_attribute"
    STATISTICS = "statistics"
