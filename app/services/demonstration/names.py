"""Common first names and surnames of several languages and scripts, freely combined: none of these people exists."""

from typing import NamedTuple


class Community(NamedTuple):
    """People who share names, the languages of the home and the language of the school."""

    girls: tuple[str, ...]
    boys: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    home_languages: tuple[str, ...]
    school_language: str


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ROMANI = Community(
    girls=words("Ajša Luludja Merjem Patrina Sanela Anastasija Đulijana Senada Čirikli Zumreta Melisa Rupa"),
    boys=words("Denis Bahtalo Kristijan Ramiz Demir Elvedin Sebastijan Ferdi Džemal Nusret Alen Safet"),
    women=words("Nadira Zekija Suzana Fatima Ljatifa Remzija Vezira Kadira"),
    men=words("Enver Rašid Sadik Muharem Jašar Nedžat Orhan Sejdi"),
    surnames=words("Demirović Saitović Jašarević Asanović Kurtić Rašitović Salijević Alilović Durmišević Osmanović"),
    home_languages=("rom", "sr-Latn"),
    school_language="sr-Latn",
)
SERBIAN = Community(
    girls=words("Милица Анђела Теодора Љиљана Софија Јована Дуња Невена"),
    boys=words("Ђорђе Стефан Лазар Вељко Угљеша Огњен Филип Павле"),
    women=words("Драгана Весна Снежана Биљана Гордана"),
    men=words("Зоран Горан Слободан Миодраг Дејан"),
    surnames=words("Стојковић Живковић Цветковић Ђокић Пешић Младеновић"),
    home_languages=("sr-Cyrl",),
    school_language="sr-Cyrl",
)
FINNISH = Community(
    girls=words("Aino Helmi Lilja Elsa Venla Kerttu Säde"),
    boys=words("Eino Väinö Onni Toivo Leevi Hugo Yrjö"),
    women=words("Päivi Katja Riikka Minna Heli"),
    men=words("Jukka Timo Antti Sami Mikko"),
    surnames=words("Mäkelä Hämäläinen Järvinen Lehtonen Pöysti Yli-Öyrä"),
    home_languages=("fi",),
    school_language="fi",
)
SWEDISH = Community(
    girls=words("Åsa Märta Saga Tuva Ebba"),
    boys=words("Åke Sixten Elis Björn Nils"),
    women=words("Karin Malin Annika"),
    men=words("Göran Henrik Mats"),
    surnames=words("Öhman Sjöberg Lindroos Åkerlund"),
    home_languages=("sv", "fi"),
    school_language="sv",
)
ARABIC = Community(
    girls=words("ليلى مريم نور سلمى ياسمين رنا هبة"),
    boys=words("يوسف عمر كريم سامر زياد أنس طارق"),
    women=words("فاطمة عائشة سعاد منى هدى"),
    men=words("خالد وليد ماهر جمال نبيل"),
    surnames=words("الخطيب النجار الحداد الشامي العطار الصباغ"),
    home_languages=("ar",),
    school_language="fi",
)
UKRAINIAN = Community(
    girls=words("Софія Мар'яна Злата Соломія Дарина Юлія"),
    boys=words("Тимофій Назар Остап Матвій Лук'ян Ярема"),
    women=words("Оксана Галина Людмила Надія"),
    men=words("Богдан Тарас Василь Юрій"),
    surnames=words("Коваленко Бондаренко Ткач Гнатюк Мельниченко Кравець"),
    home_languages=("uk",),
    school_language="fi",
)
SOMALI = Community(
    girls=words("Hodan Ayaan Sagal Ifrah Ladan Xaliimo"),
    boys=words("Liibaan Guuleed Cabdi Bilaal Warsame Saciid"),
    women=words("Faadumo Maryan Caasha Sahra"),
    men=words("Axmed Cumar Yuusuf Daahir"),
    surnames=("Maxamed Cali", "Xasan Nuur", "Cabdullahi Jaamac", "Warsame Faarax", "Ismaaciil Guure"),
    home_languages=("so",),
    school_language="fi",
)
