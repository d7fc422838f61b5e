"""Passwords: one price for every answer, nothing a caller types raises, and the first guesses are refused."""

import threading
import unicodedata

import argon2.low_level
import pytest
from passlib.hash import argon2 as passlib_argon2

from app.auth import passwords
from app.auth.passwords import WeakPassword, check_strength, hash_password, needs_rehash, verify_password

GOOD = "Bicikl na krovu škole 7"
STORED = hash_password(GOOD)
HEAD, PARAMETERS, SALT, SUM = STORED.rsplit("$", 3)

BROKEN_HASHES = {
    "nothing": "", "a word": "changeme", "NUL": "\0", "surrogate": "\ud800", "cut": STORED[:-10],
    "no sum": STORED.rsplit("$", 1)[0], "a tail": STORED + "x" * 60, "newline": STORED + "\n",
    "bcrypt": "$2b$12$" + "a" * 53, "argon2i": STORED.replace("argon2id", "argon2i"),
    "old version": STORED.replace("v=19", "v=16"), "gigabytes": STORED.replace("m=19456", "m=99999999"),
    "no memory": STORED.replace("m=19456", "m=0"), "no passes": STORED.replace("t=2", "t=0"),
    "no lanes": STORED.replace("p=1", "p=0"), "many lanes": STORED.replace("p=1", "p=99").replace("m=19456", "m=8"),
    "odd base64": f"{HEAD}${PARAMETERS}${SALT}x${SUM}", "disabled": "!", "plain": GOOD,
}  # fmt: skip

UNUSABLE = {
    "empty": "", "NUL": GOOD + "\0", "high surrogate": GOOD + "\ud83d", "low surrogate": "\udc00" * 12,
    "257": "ab" * 128 + "c", "5000": "x" * 5000, "1 MB": "x" * 1_000_000, "composes to 257": "e\u0301" * 257,
}  # fmt: skip

FIRST_GUESSES = [
    "learnbridge-demo", "Learnbridge-Demo", "LearnBridge2026!", "learnbridge-1984!", "learn bridge school",
    "password1234", "Password1234!", "P@ssw0rd2026!", "pa55word-pa55word", "qwertyuiop123", "qwertzuiop12",
    "1q2w3e4r5t6y", "1qaz2wsx3edc", "!@#$%^&*()_+", "aaaaaaaaaaaa", " " * 12, "abcabcabcabc", "121212343434",
    "123456789012", "210987654321", "abcdefghijkl", "mnbvcxzlkjhg", "aAbBaAbBaAbB", "correct horse battery staple",
    "iloveyou12345", "admin-admin-admin", "Welcome-Monday!", "volunteer2026", "Volonterka123", "ŠkolaŠkola2026",
    "skola škola ŠKOLA", "Učiteljica-1984", "ＰＡＳＳＷＯＲＤ１２３４", "лозинка12345", "Волонтер2026!", "йцукенгшщзхъ",
    "љњертзуиопшђ", "crvenazvezda", "partizan1945", "ghbdtnghbdtn", "Summer2026!!", "mentormentor", "Romani-Romano-1",
    "domaci zadatak",
]  # fmt: skip

UNGUESSED = [
    "Bicikl na krovu 7", "my school garden 4", "лепа реч гвоздена врата", "K#9$x!Q&z@L^", "vR2mWq8LzTx4",
    "shkolla pranë lumit", "🐱🐶🐭🐹🐰🦊🐻🐼🐨🐯🦁🐮", "e\u0301toile du matin vert", "o rom phirel o drom",
    "北京的秋天最美丽了啊真的",
]  # fmt: skip
CODES = [
    ("Zebra na 7.", "too_short"), ("e\u0301" * 11, "too_short"), ("", "too_short"), ("xyz" * 86, "too_long"),
    ("x" * 1_000_000, "too_long"), ("Bicikl\0na krovu", "characters"), ("Bicikl na krovu \udfff", "characters"),
]  # fmt: skip


@pytest.fixture
def hashed(monkeypatch) -> list[bytes]:
    """The secrets that argon2 was made to work on, in order."""
    passwords._context()
    seen: list[bytes] = []
    verify = argon2.low_level.verify_secret

    def counting(stored, secret, kind):
        seen.append(secret)
        return verify(stored, secret, kind)

    monkeypatch.setattr(argon2.low_level, "verify_secret", counting)
    return seen


def test_the_parameters_are_argon2id_at_the_agreed_cost():
    assert STORED.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hash_password(GOOD) != STORED


def test_only_the_same_password_is_accepted():
    assert verify_password(GOOD, STORED)
    assert not verify_password(GOOD + " ", STORED)
    assert not verify_password(GOOD.lower(), STORED)


def test_the_way_a_keyboard_composes_letters_does_not_matter():
    apart = unicodedata.normalize("NFD", GOOD)
    assert apart != GOOD
    assert verify_password(apart, STORED)
    assert verify_password(GOOD, hash_password(apart))
    assert not verify_password(GOOD.replace("š", "s"), STORED)


@pytest.mark.parametrize("text", [GOOD, "wrong", *UNUSABLE.values()], ids=["right", "wrong", *UNUSABLE])
@pytest.mark.parametrize("stored", [None, STORED], ids=["absent", "present"])
def test_every_attempt_costs_exactly_one_hash_of_the_same_cost(hashed, text, stored):
    assert verify_password(text, stored) is (text == GOOD and stored == STORED)
    assert len(hashed) == 1


def test_a_person_who_is_not_there_is_compared_with_a_hash_of_the_same_parameters(monkeypatch):
    compared = []
    verify = argon2.low_level.verify_secret
    monkeypatch.setattr(argon2.low_level, "verify_secret", lambda *given: compared.append(given[0]) or verify(*given))
    verify_password(GOOD, None)
    verify_password("wrong", STORED)
    absent, present = (stored.decode().rsplit("$", 2)[0] for stored in compared)
    assert absent == present


def test_the_first_person_who_is_not_there_costs_no_more_than_the_next(monkeypatch):
    fresh = passwords._context.__wrapped__()
    monkeypatch.setattr(passwords, "_context", lambda: fresh)
    made = []
    monkeypatch.setattr(argon2.low_level, "hash_secret", lambda **given: made.append(given))
    assert not verify_password(GOOD, None)
    assert not made


@pytest.mark.parametrize("stored", BROKEN_HASHES.values(), ids=BROKEN_HASHES)
def test_a_damaged_hash_accepts_nothing_and_costs_no_less(hashed, stored):
    assert verify_password(GOOD, stored) is False
    assert hashed[-1] == b"too many secrets"


@pytest.mark.parametrize("text", UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_a_password_is_never_accepted_nor_hashed(text):
    assert verify_password(text, STORED) is False
    with pytest.raises(WeakPassword):
        hash_password(text)
    with pytest.raises(WeakPassword):
        check_strength(text)


def test_a_password_of_256_characters_works_and_counts_to_the_last_one():
    text = "".join(chr(0x4E00 + at) for at in range(256))
    check_strength(text)
    stored = hash_password(text)
    assert verify_password(text, stored)
    assert not verify_password(text[:-1] + "x", stored)


@pytest.mark.parametrize(
    ("memory", "passes", "weaker"), [(8192, 2, True), (19456, 1, True), (19456, 2, False), (65536, 3, False)]
)
def test_only_a_weaker_hash_is_made_again(memory, passes, weaker):
    older = passlib_argon2.using(type="ID", memory_cost=memory, time_cost=passes, parallelism=1).hash(GOOD)
    assert verify_password(GOOD, older)
    assert needs_rehash(older) is weaker


def test_a_hash_of_another_kind_is_made_again():
    assert needs_rehash("$2b$12$" + "a" * 53)


@pytest.mark.parametrize("text", FIRST_GUESSES)
def test_a_first_guess_is_refused(text):
    assert code_of(text) == "too_common"


@pytest.mark.parametrize("text", UNGUESSED)
def test_what_nobody_guesses_first_is_taken_in_any_script(text):
    check_strength(text, ["maria.petrovic@example.org", "Marija Petrović"])


@pytest.mark.parametrize(
    "text", ["maria.petrovic", "MariaPetrovic1!", "petrović-petrović", "M4r1a-p3tr0v1c", "example.org-maria"]
)
def test_what_is_made_of_the_persons_own_name_is_refused(text):
    about = ["maria.petrovic@example.org", "Petrović"]
    assert code_of(text, about) in {"about_you", "too_common"}
    assert code_of("Bicikl na krovu 7", about) is None


def test_a_refusal_says_which_rule_and_never_the_password():
    with pytest.raises(WeakPassword) as refusal:
        check_strength("Zebra-77")
    (error,) = refusal.value.members["errors"]
    assert (error["pointer"], error["code"]) == ("/password", "too_short")
    assert "Zebra" not in str(refusal.value.members)
    assert refusal.value.status == 422


@pytest.mark.parametrize(("text", "code"), CODES)
def test_each_rule_has_its_code(text, code):
    assert code_of(text) == code


def test_the_list_is_worth_the_name():
    listed = passwords._common_passwords()
    assert len(listed) >= 500
    assert "learnbridge-demo" in listed
    assert all(code_of(text) == "too_common" for text in listed if len(text) >= 12)


def test_four_are_hashed_at_once_and_the_fifth_waits(monkeypatch):
    inside, release = threading.Barrier(5), threading.Event()
    entered: list[str] = []

    class Waiting:
        def verify(self, secret: str, stored: str) -> bool:
            entered.append(secret)
            if len(entered) <= 4:
                inside.wait(30)
            return release.wait(30)

    monkeypatch.setattr(passwords, "_context", Waiting)
    threads = [threading.Thread(target=verify_password, args=(GOOD, STORED)) for _ in range(9)]
    for thread in threads:
        thread.start()
    inside.wait(30)
    assert len(entered) == 4
    assert not passwords._AT_ONCE.acquire(blocking=False)
    release.set()
    for thread in threads:
        thread.join(30)
    assert len(entered) == 9


def test_a_place_is_given_back_after_an_error(monkeypatch):
    class Failing:
        def hash(self, secret: str) -> str:
            raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(passwords, "_context", Failing)
        for _ in range(5):
            with pytest.raises(MemoryError):
                hash_password(GOOD)
    assert verify_password(GOOD, STORED)


def code_of(text: str, about: list[str] | None = None) -> str | None:
    try:
        check_strength(text, about or [])
    except WeakPassword as refusal:
        return str(refusal.members["errors"][0]["code"])
    return None
