"""What a training is for: courses, records and the requirements for a task name it alike."""

from enum import StrEnum


class TrainingPurpose(StrEnum):
    SAFEGUARDING_TRAINING = "safeguarding_training"
    ROLE_TRAINING = "role_training"
    CODE_OF_CONDUCT = "code_of_conduct"
    CONFIDENTIALITY = "confidentiality"
    ENGAGING_PARENTS = "engaging_parents"
    HOME_VISITING = "home_visiting"
    INCLUSIVE_TEACHING = "inclusive_teaching"
    DIGITAL_SAFETY = "digital_safety"
    OTHER = "other"
