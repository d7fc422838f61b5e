"""Tasks as teachers of the first four grades set them, and what volunteers noticed; all of it made up."""

from app.models.homework import NotDoneReason, SubmittedBy
from app.models.homework_check import CheckOutcome, HandoverChannel, NotPresentReason, TeacherResult
from app.models.school_subject import SchoolSubject

TASKS = (
    (SchoolSubject.MATHEMATICS, "Sabiranje do 100", "Radna sveska, strana 24, zadaci 1–6."),
    (SchoolSubject.MATHEMATICS, "Tablica množenja: 6 i 7", "Napiši tablicu i reši pet zadataka po izboru."),
    (SchoolSubject.MATHEMATICS, "Задаци са мерењем", "Измери три предмета у кући и запиши дужину у центиметрима."),
    (SchoolSubject.HOST_LANGUAGE, "Čitanje: „Dva jarca“", "Pročitaj dva puta naglas i prepričaj."),
    (SchoolSubject.HOST_LANGUAGE, "Писана слова: Љ, Њ, Џ", "По два реда сваког слова."),
    (SchoolSubject.HOST_LANGUAGE, "Opis: moja ulica", "Šest rečenica o tome šta vidiš sa prozora."),
    (SchoolSubject.WORLD_AROUND_US, "Кућни љубимци", "Нацртај животињу и напиши шта једе."),
    (SchoolSubject.WORLD_AROUND_US, "Godišnja doba", "Tri promene koje vidiš u jesen."),
    (SchoolSubject.FOREIGN_LANGUAGE, "Colours", "Oboj i napiši engleske nazive boja."),
    (SchoolSubject.ART, "Collage of leaves", ""),
)
OBSERVATIONS = (
    "Samostalno čita zadatak; treba podsetiti na proveru.",
    "Zna postupak, greši u prelazu preko desetice.",
    "Усмено све зна, писање је споро.",
    "Lepo piše, preskače dijakritike.",
    "Uz jedan primer je nastavila sama.",
    "",
)
CORRECTIONS = (
    "Poslednja dva zadatka još jednom.",
    "Треба дописати реченице до краја.",
    "Fotografija je mutna: strana se ne vidi cela.",
)
NOTES = ("", "", "Odlično.", "Допунити код куће.", "Vidi se napredak.")
SENDERS = {SubmittedBy.CHILD: 5, SubmittedBy.GUARDIAN: 3, SubmittedBy.ASSISTANT: 2}
WITHOUT_CHILD = {NotPresentReason.NO_CONNECTIVITY: 3, NotPresentReason.DUE_BEFORE_SESSION: 2, NotPresentReason.ILL: 1}
SENT_BACK = {CheckOutcome.NEEDS_REVISION: 5, CheckOutcome.NOT_READABLE: 1}
CHANNELS = {HandoverChannel.AT_SCHOOL: 5, HandoverChannel.VIBER: 4, HandoverChannel.SCHOOL_PLATFORM: 2}
RESULTS = {TeacherResult.ACCEPTED: 6, TeacherResult.GRADED: 3, TeacherResult.CORRECTION_ASKED: 1, TeacherResult.NONE: 1}
NOT_DONE = {NotDoneReason.NO_DEVICE: 2, NotDoneReason.ILL: 2, NotDoneReason.NO_MATERIALS: 1, NotDoneReason.FORGOTTEN: 1}
