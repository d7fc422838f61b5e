"""The facts of the demonstration about recruitment: whom one asks, what is open, who has applied. Nobody exists."""

from app.models.application import ACCEPTED, INTERVIEW, REJECTED, SCREENING, SUBMITTED, WAITING_LIST, WITHDRAWN
from app.models.campaign import CampaignChannel
from app.models.opportunity import FieldOfStudy, OpportunityRole, OpportunityState
from app.models.outreach_partner import OutreachPartnerKind
from app.models.requirement import RequirementCode
from app.models.school_subject import SchoolSubject
from app.services.demonstration.recruiting import Applicant, Effort, Offer, Recruitment

BEFORE = [RequirementCode.CLEARANCE, RequirementCode.CODE_OF_CONDUCT, RequirementCode.SAFEGUARDING_TRAINING]
MENTOR_IN_NIS = (
    (
        "sr-Latn", "Mentor male grupe na daljinu",
        "Tri puta nedeljno sa sedmoro dece od prvog do četvrtog razreda, preko Vibera. Uz mentora su asistentkinja "
        "iz naselja, medijatorka i supervizorka.",
        ("Čitanje i računanje sa decom", "Zajedno pogledati domaći zadatak", "Kratak izveštaj posle časa"),
    ),
    (
        "sr-Cyrl", "Ментор мале групе на даљину",
        "Три пута недељно са седморо деце од првог до четвртог разреда, преко Вибера. Уз ментора су асистенткиња "
        "из насеља, медијаторка и супервизорка.",
        ("Читање и рачунање са децом", "Заједно погледати домаћи задатак", "Кратак извештај после часа"),
    ),
    (
        "en", "Mentor of a small group online",
        "Three times a week with seven children of grades one to four, over Viber. An assistant from the settlement, "
        "a mediator and a supervisor are beside you.",
        ("Reading and sums with the children", "Looking at homework together", "A short report after each session"),
    ),
    (
        "ar", "مرشد لمجموعة صغيرة عن بُعد",
        "ثلاث مرات في الأسبوع مع سبعة أطفال من الصف الأول إلى الرابع عبر فايبر. إلى جانبك مساعدة من الحي ووسيطة "
        "ومشرفة.",
        ("القراءة والحساب مع الأطفال", "النظر في الواجب معًا", "تقرير قصير بعد كل لقاء"),
    ),
)  # fmt: skip
IN_NIS = Recruitment(
    efforts=(
        Effort(
            "Univerzitet u Nišu – studentska praksa", OutreachPartnerKind.UNIVERSITY, "Niš", "Dragana Primer",
            CampaignChannel.LECTURE, "Predavanje za prvu godinu", "ni2predavanje",
            "Deset minuta na predavanju; bodovi za praksu", "Rado, i plakat u holu",
        ),
        Effort(
            "Grad Niš", OutreachPartnerKind.MUNICIPALITY, "Niš", "Bojan Primer", CampaignChannel.WEBSITE,
            "Lista na strani grada", "ni3grad", "Da li bi grad prikazao našu listu na svojoj strani?",
            next_step="Nazvati još jednom",
        ),
    ),
    offers=(
        Offer(
            OpportunityRole.MENTOR, MENTOR_IN_NIS, 5, 5,
            {
                "languages": ["sr-Latn"], "grades": [1, 2, 3, 4], "online": True, "weekly_hours": 9, "credit": True,
                "subjects": [SchoolSubject.MATHEMATICS, SchoolSubject.HOST_LANGUAGE], "requirements": BEFORE,
                "fields_of_study": [FieldOfStudy.EDUCATION, FieldOfStudy.PSYCHOLOGY, FieldOfStudy.SOCIAL_WORK],
            },
        ),
        Offer(
            OpportunityRole.TRANSLATOR,
            (
                ("sr-Latn", "Prevod paketa za roditelje na romski", "Kratki tekstovi, u svoje vreme.", ()),
                ("sr-Cyrl", "Превод пакета за родитеље на ромски", "Кратки текстови, у своје време.", ()),
                ("en", "Translating packs for parents into Romani", "Short texts, in your own time.", ()),
                ("ar", "ترجمة حقائب الأهل إلى الرومانية", "نصوص قصيرة، في وقتك.", ()),
            ),
            2, 7, {"languages": ["rom", "sr-Latn"], "online": True, "weekly_hours": 2},
        ),
        Offer(
            OpportunityRole.GROUP_ASSISTANT,
            (
                ("sr-Latn", "Pomoć deci sa telefonima u naselju", "Kad slika stane ili zvuk nestane, neko je tu.", ()),
                ("sr-Cyrl", "Помоћ деци са телефонима у насељу", "Кад слика стане или звук нестане, неко је ту.", ()),
                ("en", "Helping with telephones in the settlement", "When the picture freezes, somebody is there.", ()),
            ),
            1, 10, {"languages": ["rom"], "municipality": "Niš – Palilula", "weekly_hours": 6, "grades": [1, 2]},
        ),
        Offer(
            OpportunityRole.TRAINER, (("sr-Latn", "Predavač za obuku volontera", "", ()),), 1, 40,
            {"online": True, "weekly_hours": 2}, OpportunityState.DRAFT,
        ),
    ),
    applicants=(
        Applicant("Nemanja", "Tasić", "sr-Latn", 0, 0, 88, ACCEPTED, "", "volunteer"),
        Applicant("Katarina", "Veljković", "sr-Latn", 0, 0, 87, ACCEPTED, "", "volunteer2"),
        Applicant("Ана", "Стоиљковић", "sr-Cyrl", 0, 0, 20, ACCEPTED, "Желим да радим са децом из свог краја."),
        Applicant("Lazar", "Ilić", "sr-Latn", 0, 1, 12, INTERVIEW, "I meni je neko pomagao sa matematikom."),
        Applicant("Sara", "Memišević", "sr-Latn", 0, 0, 10, INTERVIEW),
        Applicant("Petar", "Anđelković", "sr-Latn", 0, None, 30, WAITING_LIST),
        Applicant("Jovana", "Đokić", "sr-Latn", 0, 0, 5, SCREENING, "Studiram pedagogiju."),
        Applicant("Mina", "Redžepović", "sr-Latn", 1, 1, 2, SUBMITTED, "Romski mi je maternji."),
        Applicant("Vuk", "Savić", "sr-Latn", 0, 1, 25, REJECTED),
        Applicant("Tea", "Marić", "sr-Latn", 0, None, 18, WITHDRAWN),
    ),
)  # fmt: skip

MENTOR_IN_HELSINKI = (
    (
        "fi", "Läksykerhon ohjaaja", "Kerran viikossa koulun jälkeen: läksyjä, leikkiä ja välipala. Et ohjaa yksin.",
        ("Läksyt yhdessä", "Selkokielen puhuminen", "Lapset auttavat toisiaan"),
    ),
    (
        "sv", "Ledare för läxklubb", "En gång i veckan efter skolan: läxor, lek och mellanmål. Du leder inte ensam.",
        ("Läxor tillsammans", "Tala lätt språk", "Barnen hjälper varandra"),
    ),
    (
        "en", "Leader of a homework club", "Once a week after school: homework, games and a snack. Never alone.",
        ("Homework together", "Speaking plainly", "Children help each other"),
    ),
    (
        "ar", "مشرف على نادي الواجبات", "مرة في الأسبوع بعد المدرسة: واجبات ولعب ووجبة خفيفة. لن تكون وحدك.",
        ("الواجبات معًا", "الكلام بلغة بسيطة", "يساعد الأطفال بعضهم بعضًا"),
    ),
    (
        "uk", "Ведучий домашнього гуртка", "Раз на тиждень після школи: уроки, ігри та перекус. Ви не самі.",
        ("Уроки разом", "Говорити просто", "Діти допомагають одне одному"),
    ),
)  # fmt: skip
IN_HELSINKI = Recruitment(
    efforts=(
        Effort(
            "Helsingin yliopisto – kansalaistoiminta", OutreachPartnerKind.UNIVERSITY, "Helsinki", "Maija Malli",
            CampaignChannel.MAILING, "Uutiskirje opiskelijoille", "hk2kirje", "Ilmoitus lukukauden kirjeeseen",
            "Mukana seuraavassa",
        ),
        Effort(
            "Mallikirjasto", OutreachPartnerKind.LIBRARY, "Helsinki", "Sven Exempel", CampaignChannel.POSTER,
            "Juliste kirjastossa", "hk3juliste", "Voiko julisteen panna läksypöydän viereen?",
            next_step="Viedä juliste",
        ),
    ),
    offers=(
        Offer(
            OpportunityRole.MENTOR, MENTOR_IN_HELSINKI, 4, 10,
            {
                "languages": ["fi", "sv"], "grades": [1, 2, 3, 4, 5, 6], "municipality": "Helsinki", "weekly_hours": 3,
                "credit": True, "requirements": BEFORE,
            },
        ),
        Offer(
            OpportunityRole.INTERPRETER,
            (
                ("fi", "Tulkki vanhempainiltaan", "Arabia, somali tai ukraina; muutama ilta lukukaudessa.", ()),
                ("sv", "Tolk på föräldrakväll", "Arabiska, somaliska eller ukrainska; några kvällar per termin.", ()),
                ("ar", "مترجم لأمسية الأهل", "العربية أو الصومالية أو الأوكرانية؛ بضع أمسيات في الفصل.", ()),
                ("uk", "Перекладач на батьківський вечір", "Арабська, сомалійська чи українська.", ()),
            ),
            3, 20, {"languages": ["ar", "so", "uk"], "municipality": "Helsinki", "weekly_hours": 1},
        ),
        Offer(
            OpportunityRole.DROP_IN_HELPER,
            (("fi", "Läksyapua kirjastossa", "", ()), ("sv", "Läxhjälp på biblioteket", "", ())),
            1, -30, {"municipality": "Helsinki", "weekly_hours": 4}, OpportunityState.FILLED,
        ),
    ),
    applicants=(
        Applicant("Petteri", "Haapakoski", "fi", 2, 1, 70, ACCEPTED, "", "volunteer5"),
        Applicant("Олена", "Руденко", "uk", 0, 0, 80, ACCEPTED, "", "volunteer2"),
        Applicant("Emilia", "Kuusisto", "fi", 0, 0, 8, INTERVIEW, "Haluan opettajaksi."),
        Applicant("سلمى", "الخطيب", "ar", 1, 1, 3, SUBMITTED, "أتكلم العربية والفنلندية."),
        Applicant("Jesper", "Ahlskog", "sv", 0, None, 26, REJECTED),
    ),
)  # fmt: skip
