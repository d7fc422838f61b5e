"""School subjects, as homework, questions at the desk and peer support name them."""

from enum import StrEnum


class Subject(StrEnum):
    SCHOOL_LANGUAGE = "school_language"
    HOME_LANGUAGE = "home_language"
    FOREIGN_LANGUAGE = "foreign_language"
    MATHEMATICS = "mathematics"
    NATURE_AND_SOCIETY = "nature_and_society"
    SCIENCE = "science"
    SOCIAL_STUDIES = "social_studies"
    COMPUTING = "computing"
    ARTS_AND_MUSIC = "arts_and_music"
    PHYSICAL_EDUCATION = "physical_education"
    CIVIC_OR_RELIGIOUS_EDUCATION = "civic_or_religious_education"
    STUDY_SKILLS = "study_skills"
    OTHER = "other"
