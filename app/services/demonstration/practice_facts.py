"""The facts of the demonstration about practices: made up like the texts that they belong to."""

from app.models.practice import AdoptionResult, Indicator, PolicyAddressee, PracticeEvidence
from app.services.demonstration.practising import Adopted, Practised, Recommended

PRACTICES = (
    Practised(
        "mentors-from-the-university",
        "INDIGO",
        "RS",
        ("One student, a small group, the same faces all year", "Somebody looks after each student"),
        ("Students leave when examinations come", "Rides to the settlement cost time"),
        ("Credit points for the hours", "Sessions by video call between two visits"),
        PracticeEvidence.REPLICATED,
        (
            Adopted("Example University of Sofia", "BG", 400, AdoptionResult.WORKED, "Nine in ten students stayed."),
            Adopted("Red Cross of Exampletown", "FI", 90, AdoptionResult.TOO_EARLY),
        ),
    ),
    Practised(
        "summer-bridge",
        "INDIGO",
        "RS",
        ("Four weeks before school begins", "Every day something read aloud"),
        ("Families travel in summer",),
        ("Two turns to choose from",),
        PracticeEvidence.EVALUATED,
        (Adopted("Primary School Example", "RS", 500, AdoptionResult.WORKED_PARTLY, "Half came to both weeks."),),
    ),
    Practised(
        "coffee-with-fathers",
        "Example School in Plovdiv",
        "BG",
        ("Fathers invite fathers", "After work, not before noon"),
        ("The first evenings had two guests",),
        ("A workshop with something to build",),
        PracticeEvidence.DESCRIBED,
        (Adopted("INDIGO", "RS", 30, AdoptionResult.TOO_EARLY),),
    ),
    Practised(
        "voice-messages",
        "INDIGO",
        "RS",
        ("Who reads little, listens",),
        ("Messages must not name other children",),
        ("One message, one matter, under a minute",),
        PracticeEvidence.DESCRIBED,
    ),
)
RECOMMENDATIONS = (
    Recommended(
        "policy-credit-for-mentoring",
        PolicyAddressee.UNIVERSITY,
        (Indicator.HOURS, Indicator.RETENTION, Indicator.VOLUNTEERS_BY_SOURCE),
        ("mentors-from-the-university",),
    ),
    Recommended(
        "policy-enrolment-without-papers",
        PolicyAddressee.MINISTRY,
        (Indicator.ENROLMENT_TIME, Indicator.CHILDREN),
        ("summer-bridge",),
    ),
)
