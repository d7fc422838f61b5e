"""The facts of the demonstration about parents: evenings and visits in the words of each organisation."""

from app.models.engagement import EngagementKind, EngagementTopic
from app.services.demonstration.meeting_parents import Evenings, Occasion

SESSION, WORKSHOP = EngagementKind.INFORMATION_SESSION, EngagementKind.WORKSHOP
CONSULTATION = EngagementKind.DESIGN_CONSULTATION
IN_NIS = Evenings(
    language="sr-Latn",
    occasions=(
        Occasion(CONSULTATION, "Kako da radimo: pitamo roditelje", EngagementTopic.PROGRAMME_DESIGN, -44),
        Occasion(SESSION, "Kako radi škola", EngagementTopic.HOW_SCHOOL_WORKS, -19),
        Occasion(WORKSHOP, "Tate čitaju", EngagementTopic.FATHERS_IN_LEARNING, 6, 12),
    ),
    asked=(
        "U koje vreme vašem detetu najviše odgovara čas?",
        "Pre podne je telefon kod starijeg deteta; posle dva je lakše.",
        "Tri grupe se sada sastaju u dva sata po podne.",
    ),
    visit=("Čitanje naglas s majkom i ocem", "Deset susreta uz knjigu", "Svako veče jedna strana naglas"),
)
IN_HELSINKI = Evenings(
    language="fi",
    occasions=(
        Occasion(CONSULTATION, "Mitä läksykerholta toivotaan", EngagementTopic.PROGRAMME_DESIGN, -40),
        Occasion(SESSION, "Näin koulu toimii", EngagementTopic.HOW_SCHOOL_WORKS, -16),
        Occasion(WORKSHOP, "Isät ja läksyt", EngagementTopic.FATHERS_IN_LEARNING, 8, 20),
    ),
    asked=(
        "Mikä päivä sopii läksykerholle?",
        "Perjantaina moni on rukoushuoneessa tai matkalla.",
        "Perjantain kerhoja on enää yksi.",
    ),
    visit=("Läksyrauha kotona", "Viisi käyntiä kotona", "Läksyille oma paikka ja oma hetki"),
)
