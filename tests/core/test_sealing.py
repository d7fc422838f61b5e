"""Sealed texts and files open in their own place only, and master keys are taken from where nobody else can read."""

import os
from base64 import b64encode
from pathlib import Path

import pytest

from app.core.master_keys import MasterKeyRefused, MasterKeys
from app.core.sealed_streams import PIECE, new_file_key, open_stream, seal_stream, sealed_length
from app.core.sealing import Key, SealBroken, new_secret, open_sealed, place, seal

ABOUT = "1|original"


def test_a_text_opens_with_its_key_in_its_place_and_nowhere_else():
    old, new, here = Key(1, new_secret()), Key(12, new_secret()), place("concern", "text", "row", "us")
    text, again = seal(new, "Тајна 秘密 🗝", here).text, seal(new, "Тајна 秘密 🗝", here).text
    assert text.startswith("s1.12.")
    assert text != again, "the same text is never sealed the same way"
    assert open_sealed({1: old, 12: new}, text, here) == "Тајна 秘密 🗝"
    for other in ("concern text row them", "concern text row2 us", "concern name row us", "child text row us"):
        with pytest.raises(SealBroken):
            open_sealed({12: new}, text, place(*other.split()))
    flipped = text[:-6] + ("A" if text[-6] != "A" else "B") + text[-5:]
    renumbered = text.replace("s1.12.", "s1.1.")
    for broken in (flipped, renumbered, text[:-8], "s1.12.", "s1.x.AAAA", "plain", "s1.13." + text[6:]):
        with pytest.raises(SealBroken):
            open_sealed({1: old, 12: new}, broken, here)


@pytest.mark.parametrize("length", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_file_comes_back_whole_or_not_at_all(length: int):
    plain, key = os.urandom(length), new_file_key()
    whole = b"".join(seal_stream(key, ABOUT, (plain[at : at + 10_000] for at in range(0, length, 10_000))))
    assert len(whole) == sealed_length(length)
    assert b"".join(open_stream(key, ABOUT, (whole[at : at + 7_001] for at in range(0, len(whole), 7_001)))) == plain
    for cut in {0, 3, 20, 35, len(whole) - 1, 20 + PIECE + 16} & set(range(len(whole))):
        with pytest.raises(SealBroken):
            b"".join(open_stream(key, ABOUT, [whole[:cut]]))
    for wrong in ([key, "2|original", [whole]], [new_file_key(), ABOUT, [whole]], [key, ABOUT, [whole, b"x"]]):
        with pytest.raises(SealBroken):
            b"".join(open_stream(*wrong))  # type: ignore[arg-type]


def test_pieces_of_a_file_cannot_change_their_order():
    key = new_file_key()
    whole = b"".join(seal_stream(key, ABOUT, [os.urandom(3 * PIECE)]))
    size = PIECE + 16
    first, second = whole[20 : 20 + size], whole[20 + size : 20 + 2 * size]
    with pytest.raises(SealBroken):
        b"".join(open_stream(key, ABOUT, [whole[:20] + second + first + whole[20 + 2 * size :]]))


def test_the_first_master_key_is_made_and_more_are_added(tmp_path: Path):
    folder = tmp_path / "keys"
    ours, other = MasterKeys(folder), MasterKeys(folder)
    ours.open(set())
    assert [path.stat().st_mode & 0o777 for path in folder.glob("*.master")] == [0o600]
    secret = new_secret()
    wrapped, master = ours.wrap(secret, "us|1")
    other.open({master})
    assert other.unwrap(wrapped, master, "us|1") == secret
    with pytest.raises(SealBroken):
        other.unwrap(wrapped, master, "them|1")
    newer = ours.add()
    again, by = ours.wrap(secret, "us|1")
    assert by == newer != master
    assert other.unwrap(again, by, "us|1") == secret, "a process finds a key that was added while it ran"
    assert other.unwrap(wrapped, master, "us|1") == secret
    for path in folder.glob("*.master"):
        path.unlink()
    assert other.unwrap(wrapped, master, "us|1") == secret, "an emptied folder takes nothing from those who run"
    with pytest.raises(MasterKeyRefused, match="is missing"):
        MasterKeys(folder).open({master})
    assert list(folder.glob("*.master")) == [], "no new key takes the place of one that is needed"


def test_keys_from_the_environment_rotate_by_their_order(tmp_path: Path):
    old, new = (b64encode(new_secret()).decode() for _ in range(2))
    before, both = MasterKeys(tmp_path, old), MasterKeys(tmp_path, f"{new}, {old}")
    secret = new_secret()
    wrapped, master = before.wrap(secret, "us|1")
    assert both.unwrap(wrapped, master, "us|1") == secret
    assert both.wrap(secret, "us|1")[1] != master
    assert list(tmp_path.glob("*.master")) == []


@pytest.mark.parametrize("text", ["changeme", "A" * 43 + "=", b64encode(b"password" * 4).decode(), "eHh4eHh4eHg="])
def test_a_weak_master_key_refuses_to_start(tmp_path: Path, text: str):
    with pytest.raises(MasterKeyRefused, match="32 random bytes"):
        MasterKeys(tmp_path, text).open(set())


def test_a_master_key_that_others_can_read_refuses_to_start(tmp_path: Path):
    keys = MasterKeys(tmp_path / "keys")
    keys.open(set())
    file = next(keys.folder.glob("*.master"))
    file.chmod(0o644)
    with pytest.raises(MasterKeyRefused, match="chmod 600") as refused:
        MasterKeys(keys.folder).open(set())
    assert file.read_text().strip() not in str(refused.value)
