"""School channels: who was added where, and no key to any of them."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.keyless_text import keyless
from tests.households import listed, wrong
from tests.world import World

TODAY = clock.today()
KEYS = """
https://invite.viber.com/?g2=AQB1x | invite.viber.com/?g2=AQ | INVITE.VIBER.COM/?G2=AQ | viber://chat?number=1
tg://join?invite=x | chat.whatsapp.com/AbCdEf | chat.whatsapp.com /AbCdEf | chat.whatsapp.com%2FAbC | t.me/+abc
https://t.me/joinchat/abc | https://zoom.us/j/9?pwd=x | https：／／zoom.us／j／9 | https://ana:tajna@skola.example
чат.пример/кључ | classroom.google.com/c/xyz?cjc=abc | skola.example:8443/x | skola.example#key | join.skype.com/ab
lozinka: abc | Lozinkom 1 | шифра: 1234 | šifra 1234 | ŠIFRU daje učiteljica | лозинка je | пароль abc | парола: x
password=... | PASSWORD | pass word x | ｐａｓｓｗｏｒｄ x | pass\u200bword x | pássword | p\u00adassword | passcode 33
salasana on x | lösenord: x | Lösenordet | كلمة السر 12 | كلمة المرور | كَلِمَة السِّر | الرقم السري | رمز الدخول 1
PIN 1234 | PIN kod | kod ab12c | код: аб12ц | code: x7kq2pz | class code abc | koodi 4455 | AQBxyz12345abcdEFG
"""
NO_KEYS = """
III-1 roditelji | Viber grupa III-1 | Рoditelji 3/1 | https://skola.example | https://skola.example/ | skola.edu.rs
Domaći zadaci i obaveštenja 2026/2027 | n/a | kod učiteljice 2026 | kod kuće | prof. dr/mr Ana | domaći, itd./sl.
5./6. razred | Klassens grupp: läxor/frågor | Läxor 09.00-12.30/13.00 | vodi ana@skola.example | Parolin koulu
"""


def spellings(text: str) -> list[str]:
    return [one.strip() for line in text.strip().splitlines() for one in line.split(" | ")]


def held_back(text: str) -> bool:
    try:
        return keyless(text) != text
    except ValueError:
        return True


def test_links_that_let_in_codes_and_passwords_are_known_in_many_spellings() -> None:
    assert [one for one in spellings(KEYS) if not held_back(one)] == []
    assert [one for one in spellings(NO_KEYS) if held_back(one)] == []


def body(world: World, **more: Any) -> dict[str, Any]:
    of = {"school_class_id": str(world.indigo.class_3), "platform": "viber", "name": "Roditelji III-1"}
    return {**of, "added_on": TODAY.isoformat(), **more}


def test_a_channel_holds_one_person_once_and_no_key(world: World) -> None:
    place, path = world.indigo, "/v1/school-channels"
    made = place.educator.post(path, body(world, purpose="Homework and notices"))
    assert made.status_code == 201, made.text
    assert made.json()["user_id"] == str(place.educator.user_id), "who enters was added, when nobody is named"
    one = f"{path}/{made.json()['id']}"
    again = place.educator.post(path, body(world))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-in-channel")
    assert again.json()["channel_id"] == made.json()["id"]
    assert wrong(place.educator.post(path, body(world, name="chat.whatsapp.com/AbC"))) == (
        422,
        "/name",
        "key_not_stored",
    )
    for text in ("lozinka: 123", "viber://chat?x=1"):
        assert wrong(place.educator.patch(one, {"purpose": text})) == (422, "/purpose", "key_not_stored")
    before = (TODAY - timedelta(days=1)).isoformat()
    assert wrong(place.educator.patch(one, {"removed_on": before})) == (422, "/removed_on", "out_of_range")
    assert place.educator.patch(one, {"removed_on": TODAY.isoformat()}).status_code == 200
    assert place.educator.post(path, body(world)).status_code == 201, "one may come back"
    assert place.educator.patch(one, {"removed_on": None}).status_code == 409


def test_people_enter_themselves_and_the_coordinator_everybody(world: World) -> None:
    place, path = world.indigo, "/v1/school-channels"
    for_volunteer = body(world, user_id=str(place.volunteer.user_id), platform="moodle")
    assert wrong(place.educator.post(path, for_volunteer)) == (422, "/user_id", "not_found")
    made = place.coordinator.post(path, for_volunteer)
    assert made.status_code == 201, made.text
    assert place.educator.patch(f"{path}/{made.json()['id']}", {"name": "x"}).status_code == 403
    assert place.volunteer.patch(f"{path}/{made.json()['id']}", {"name": "x"}).status_code == 403
    assert sorted(listed(place.volunteer.get(path))) == sorted([made.json()["id"], str(place.channel_of_volunteer)])
    assert len(listed(place.teacher.get(f"{path}?school_class_id={place.class_3}&platform=viber&removed=false"))) == 2
    assert listed(place.coordinator.get(f"{path}?user_id={place.mediator.user_id}")) == [str(place.channel_of_mediator)]
    assert place.guardian.get(path).status_code == 403


@pytest.mark.parametrize("name", ["school_class_id", "user_id"])
def test_what_belongs_to_another_organisation_is_not_found(world: World, name: str) -> None:
    theirs = {"school_class_id": world.red_cross.school, "user_id": world.red_cross.volunteer.user_id}[name]
    answer = world.indigo.coordinator.post("/v1/school-channels", body(world, **{name: str(theirs)}))
    assert wrong(answer) == (422, f"/{name}", "not_found")
