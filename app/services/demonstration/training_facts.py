"""The facts of the demonstration about training: which courses there are, and who has come how far in each."""

from app.models.course import CourseAudience
from app.models.training_purpose import TrainingPurpose
from app.services.demonstration.training import Teaching

TEACHERS, VOLUNTEERS = CourseAudience.TEACHERS, CourseAudience.VOLUNTEERS
MEDIATORS, EDUCATORS = CourseAudience.MEDIATORS, CourseAudience.EDUCATORS
COURSES = (
    Teaching(
        "code-of-conduct-course",
        TrainingPurpose.CODE_OF_CONDUCT,
        (VOLUNTEERS, MEDIATORS, EDUCATORS),
        (
            (
                "A child sends you a message at night. What do you do?",
                "I answer at once",
                "I tell the supervisor and answer in the group",
                "Nobody writes to a child alone, and at night not at all.",
            ),
            (
                "May you take a photo of the child's homework?",
                "Yes, always",
                "Where the family has agreed to it",
                "The family decides about photos.",
            ),
        ),
        completed=("volunteer", "volunteer2", "volunteer4", "mediator", "educator"),
        begun=("volunteer3",),
        failed=("volunteer5",),
    ),
    Teaching(
        "training-engaging-parents",
        TrainingPurpose.ENGAGING_PARENTS,
        (TEACHERS, EDUCATORS),
        (
            (
                "Who interprets at a meeting with parents?",
                "The eldest child",
                "Somebody who is no relative",
                "A child is not to carry what adults say to each other.",
            ),
        ),
        completed=("teacher",),
        begun=("educator",),
    ),
)
