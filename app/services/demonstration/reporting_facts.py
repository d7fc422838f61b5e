"""What is said in the reports, observations and contacts of the INDIGO demonstration; nobody in it exists."""

from app.models.family_observation import ObservationCategory
from app.models.session_report import EmotionalState, ReportActivity
from app.models.teacher_contact import ContactTopic

LATELY = {
    EmotionalState.CALM: 6, EmotionalState.HAPPY: 6, EmotionalState.TIRED: 3, EmotionalState.MIXED: 2,
    EmotionalState.ANXIOUS: 1, EmotionalState.SAD: 1, EmotionalState.NOT_OBSERVED: 2,
}  # fmt: skip
WORSE = {EmotionalState.SAD: 3, EmotionalState.WITHDRAWN: 4, EmotionalState.TIRED: 1}
RATINGS = {5: 4, 4: 7, 3: 4, 2: 1}
ACTIVITIES = {
    ReportActivity.READING: 5, ReportActivity.WRITING: 3, ReportActivity.MATHS: 5, ReportActivity.HOMEWORK: 6,
    ReportActivity.HOST_LANGUAGE: 3, ReportActivity.PLAY: 2, ReportActivity.ART: 1, ReportActivity.DIGITAL_SKILLS: 1,
}  # fmt: skip
LEARNING = (
    "Čita kratke reči bez pomoći.",
    "Sabiranje do 20 ide sigurno, oduzimanje još sporo.",
    "Zadatak iz srpskog završen uz malu pomoć.",
    "Traži da se uputstvo ponovi na romskom.",
    "Latinica ide dobro, ćirilicu treba vežbati.",
    "Tablica množenja brojem 3 naučena kroz igru.",
    "Samostalno prepričava kratku priču.",
    "Teško prati kada više dece govori u isto vreme.",
    "Sliku domaćeg zadatka šalje bez pomoći.",
    "Sat u Viberu bez zvuka, zadatak urađen porukama.",
)
FEELING = {
    EmotionalState.SAD: "Pri kraju susreta malo priča, kaže da nije dan za učenje.",
    EmotionalState.WITHDRAWN: "Kamera isključena, odgovara samo porukama.",
    EmotionalState.TIRED: "Kaže da se noću slabo spavalo.",
    EmotionalState.ANXIOUS: "Brine zbog kontrolnog u petak.",
    EmotionalState.HAPPY: "Raduje se što je zadatak pohvaljen u školi.",
}
NEXT_STEPS = (
    "Nastaviti sa čitanjem slogova, svako po jednu stranu.",
    "Ponoviti tablicu množenja kroz igru.",
    "Zamoliti nastavnicu za lakše tekstove.",
    "Pripremiti slike za opis po nizu.",
    "Sledeći put krenuti od domaćeg iz matematike.",
)
BACK = "Molim te dopuni šta je rađeno sa svakim detetom."
OBSERVED = (
    (ObservationCategory.CONNECTIVITY, True, "Jedan telefon na četvoro dece, pa se uključuju naizmenično."),
    (ObservationCategory.HOUSING, True, "Struja je isključena od ponedeljka, uče dok je dan."),
    (ObservationCategory.CHILDCARE, True, "Majka radi do večeri, starije dete čuva mlađe."),
    (ObservationCategory.INCOME, False, "Otac traži posao, za sada pomaže baka."),
    (ObservationCategory.DOCUMENTS, True, "Nema zdravstvene knjižice, škola je traži za izlet."),
    (ObservationCategory.HEALTH, True, "Najmlađe dete je bilo bolesno cele nedelje."),
    (ObservationCategory.HOUSING, True, "Zimi svi borave u jednoj zagrejanoj sobi."),
    (ObservationCategory.FOOD, True, "Deca su na susret došla bez doručka."),
    (ObservationCategory.OTHER, False, "Roditelji redovno prate raspored i podsećaju decu."),
)
SAID = (
    (ContactTopic.HOMEWORK, "Zadatke šalje ponedeljkom u Viber grupu odeljenja.", ""),
    (ContactTopic.ONLINE_LESSONS, "Pita zašto se dete ne uključuje na onlajn čas.", "Javiti kako je sa internetom."),
    (ContactTopic.PROGRESS, "Kaže da se vidi napredak u čitanju.", ""),
    (ContactTopic.MATERIALS, "Dogovoreno da pošalje stare udžbenike za prvi razred.", "Preuzeti udžbenike iz škole."),
    (ContactTopic.HOMEWORK, "Rok za sastav pomeren do petka.", "Proveriti da li je sastav predat."),
    (ContactTopic.SUPPORT_NEEDS, "Predlaže dopunsku nastavu iz matematike.", ""),
)
