"""The facts of the demonstration about parents: evenings, visits and a talk in the words of each organisation."""

from app.models.engagement import EngagementKind, EngagementTopic
from app.models.membership import Role
from app.services.demonstration.meeting_parents import Evenings, Occasion
from app.services.demonstration.talking import Said, Talk

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
GUARDIAN, MEDIATOR = Role.GUARDIAN, Role.MEDIATOR
TEACHER, EDUCATOR = Role.TEACHER, Role.EDUCATOR
TALK_IN_NIS = Talk(
    topic="Čitanje kod kuće",
    language="sr-Latn",
    family_speaks="rom",
    beside=TEACHER,
    messages=(
        Said(MEDIATOR, "sr-Latn", "Dobar dan! Majka pita kako da pomogne oko čitanja kad ni sama ne čita lako."),
        Said(TEACHER, "sr-Cyrl", "Нека дете чита наглас њој, десет минута увече. Довољно је да слуша и пита."),
        Said(GUARDIAN, "sr-Latn", "Hvala. Sinoć je pročitao celu stranu."),
        Said(TEACHER, "sr-Cyrl", "То се и у школи чуло. Браво!"),
    ),
    interpreters={"mediator": ("rom", "sr"), "volunteer4": ("rom", "sr")},
    waiting=("sr-Latn", "sq"),
)
TALK_IN_HELSINKI = Talk(
    topic="القراءة في البيت",
    language="ar",
    family_speaks="ar",
    beside=EDUCATOR,
    messages=(
        Said(
            GUARDIAN, "ar", "هل يمكن لطفلي أن يقرأ في البيت بالعربية أيضًا؟",
            ("mediator", "fi", "Voiko lapseni lukea kotona myös arabiaksi?"),
        ),
        Said(
            EDUCATOR, "fi", "Voi, ja kannattaakin: joka lukee omalla kielellään, lukee helpommin myös suomeksi.",
            ("mediator", "ar", "يمكنه ذلك بل يُستحسن: من يقرأ بلغته يسهل عليه أن يقرأ بالفنلندية أيضًا."),
        ),
        Said(MEDIATOR, "ar", "في المكتبة كتب بالعربية للأطفال، وسأرسل لكم العنوان."),
    ),
    interpreters={"mediator": ("ar", "fi"), "volunteer2": ("uk", "fi"), "volunteer3": ("so", "fi")},
    waiting=("fi", "ku"),
)  # fmt: skip
