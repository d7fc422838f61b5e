"""What is taught at school."""

from enum import StrEnum


class SchoolSubject(StrEnum):
    HOST_LANGUAGE = "host_language"
    HOME_LANGUAGE = "home_language"
    FOREIGN_LANGUAGE = "foreign_language"
    MATHEMATICS = "mathematics"
    WORLD_AROUND_US = "world_around_us"
    SCIENCE = "science"
    HISTORY = "history"
    GEOGRAPHY = "geography"
    COMPUTING = "computing"
    ART = "art"
    MUSIC = "music"
    PHYSICAL_EDUCATION = "physical_education"
    CIVICS_OR_RELIGION = "civics_or_religion"
    OTHER = "other"
