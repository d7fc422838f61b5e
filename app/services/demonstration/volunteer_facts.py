"""The facts of the demonstration about volunteers: who they are, what is required of them, their hours and credit."""

from app.models.requirement import RequirementCode
from app.services.demonstration.giving_hours import Certified, Credit, Giving
from app.services.demonstration.volunteering import Asked, Profile, Volunteering

VOLUNTEERS = tuple(f"volunteer{number}" for number in ("", 2, 3, 4, 5))
CODE = RequirementCode
IN_NIS = Volunteering(
    profiles=(
        Profile(
            "volunteer", "Nele", "Pedagogija", "Univerzitet u Nišu", "MO 08:00 13:00, WE 08:00 13:00, FR 08:00 13:00",
            "sr-Latn native, en fluent",
        ),
        Profile(
            "volunteer2", "Kaća", "Psihologija", "Univerzitet u Nišu",
            "MO 13:00 19:00, WE 13:00 19:00, FR 13:00 19:00", "sr-Latn native, de everyday",
        ),
        Profile(
            "volunteer3", "", "Математика", "Универзитет у Нишу", "TU 08:00 13:00, TH 08:00 13:00, SA 08:00 13:00",
            "sr-Cyrl native", (3, 8),
        ),
        Profile(
            "volunteer4", "", "Socijalni rad", "Univerzitet u Nišu",
            "TU 13:00 19:00, TH 13:00 19:00, SA 13:00 19:00", "rom native, sr-Latn fluent",
        ),
        Profile(
            "volunteer5", "", "Informatika", "Univerzitet u Nišu", "MO 08:00 13:00, WE 08:00 13:00, FR 08:00 13:00",
            "sr-Latn native, en fluent", (1, 8), 10,
        ),
    ),
    asked=(
        Asked(CODE.CLEARANCE, "Uverenje da se ne vodi postupak", 365),
        Asked(CODE.CODE_OF_CONDUCT, "Kodeks ponašanja", 730),
        Asked(CODE.SAFEGUARDING_TRAINING, "Obuka o bezbednosti dece", 365),
        Asked(CODE.CONFIDENTIALITY, "Izjava o poverljivosti", None),
    ),
    of=(*VOLUNTEERS, "assistant", "assistant2", "educator", "mediator"),
    expiring={"volunteer2": 12, "assistant2": 27},
    exempted="volunteer5",
)  # fmt: skip
GIVEN_IN_NIS = Giving(
    entering=VOLUNTEERS[:4],
    disputed="volunteer3",
    credit=Credit(
        "Универзитет у Нишу", "sr-Cyrl", "Студентска пракса у заједници", 120,
        ("Води малу групу деце и прилагођава јој рад.", "Сарађује са породицом и школом."),
        ("volunteer", "volunteer2", "volunteer3"),
    ),
    certified=Certified("volunteer", ("sr-Latn", "sr-Cyrl"), 0x9E3779B97F4A7C15F39CC0605CEDC834),
)  # fmt: skip

IN_HELSINKI = Volunteering(
    profiles=(
        Profile(
            "volunteer", "", "Luokanopettajakoulutus", "Helsingin yliopisto", "MO 14:00 18:00, TU 14:00 18:00",
            "fi native, en fluent", (1, 6), 40,
        ),
        Profile(
            "volunteer2", "", "Соціальна робота", "Helsingin yliopisto",
            "MO 14:00 18:00, WE 14:00 18:00, TH 14:00 18:00", "uk native, fi everyday", (1, 6), 60,
        ),
        Profile(
            "volunteer3", "", "Sosionomi", "",
            "MO 14:00 18:00, TU 14:00 18:00, WE 14:00 18:00", "so native, fi fluent", (1, 6), 60,
        ),
        Profile(
            "volunteer4", "", "Språk", "Åbo Akademi",
            "TU 14:00 18:00, TH 14:00 18:00, FR 14:00 18:00", "sv native, fi fluent", (1, 6), 40,
        ),
        Profile(
            "volunteer5", "Pete", "", "",
            "MO 16:00 20:00, WE 16:00 20:00, TH 14:00 18:00", "fi native, sv everyday", (1, 9), 60,
        ),
    ),
    asked=(
        Asked(CODE.CLEARANCE, "Rikostaustaote (tulos)", 730),
        Asked(CODE.CODE_OF_CONDUCT, "Punaisen Ristin periaatteet", None),
        Asked(CODE.SAFEGUARDING_TRAINING, "Turvallinen toiminta -koulutus", 365),
    ),
    of=(*VOLUNTEERS, "assistant", "assistant2", "educator", "mediator"),
    expiring={"volunteer4": 24},
    exempted="assistant2",
)  # fmt: skip
GIVEN_IN_HELSINKI = Giving(
    entering=VOLUNTEERS[1:4],
    disputed="volunteer5",
    credit=Credit(
        "Helsingin yliopisto", "fi", "Kansalaistoiminnan opintojakso", 60,
        ("Ohjaa ryhmää turvallisesti.", "Tukee lasta hänen omilla kielillään."), ("volunteer", "volunteer2"),
    ),
    certified=Certified("volunteer2", ("uk", "ar"), 0xB7E151628AED2A6ABF7158809CF4F3C7),
)  # fmt: skip
