"""Signing keys: who may read them, which one signs, and that every process has the same ones."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jose import jwk, jws

from app.auth import keys
from app.auth.keys import KeyRefused, KeyRing, open_ring, rotate
from app.core import clock

PUBLIC = form.PublicFormat.SubjectPublicKeyInfo
ROOT = Path(__file__).parents[2]
OPEN_MANY = """
import sys
from pathlib import Path
from app.auth.keys import open_ring
print("ready", flush=True)
sys.stdin.readline()
for at in range(20):
    print(open_ring(Path(sys.argv[1], str(at)), pem="").signing_key().kid)
"""


def pem_of(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, passphrase: bytes = b"") -> str:
    encryption = form.BestAvailableEncryption(passphrase) if passphrase else form.NoEncryption()
    return key.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, encryption).decode()


def p256() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def put(folder: Path, name: str, text: str, mode: int = 0o600) -> Path:
    path = folder / name
    path.write_text(text)
    path.chmod(mode)
    return path


def later(seconds: int) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(seconds=seconds), tick=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "keys"
    path.mkdir(mode=0o700)
    return path


def test_the_first_start_makes_one_key_that_nobody_else_can_read(tmp_path):
    first, again = (open_ring(tmp_path / "var" / "keys", pem="").signing_key().kid for _ in range(2))
    made = list((tmp_path / "var" / "keys").iterdir())
    assert [path.name for path in made] == [f"{first}.pem"]
    assert again == first
    assert made[0].stat().st_mode & 0o777 == 0o600
    assert made[0].parent.stat().st_mode & 0o777 == 0o700


def test_processes_that_start_at_once_end_with_the_same_one_key(tmp_path):
    command = [sys.executable, "-c", OPEN_MANY, str(tmp_path)]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(3)
    ]
    assert [process.stdout.readline() for process in started] == ["ready\n"] * 3
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0].split() for process in started]
    assert len(said[0]) == 20
    assert said[0] == said[1] == said[2]
    assert all(len(list((tmp_path / str(at)).iterdir())) == 1 for at in range(20))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o666, 0o777, 0o620, 0o610])
def test_a_key_that_others_can_reach_refuses_to_start(folder, mode):
    path = put(folder, "main.pem", pem_of(p256()), mode)
    with pytest.raises(KeyRefused, match="chmod 600"):
        open_ring(folder, pem="")
    path.chmod(0o600)
    assert open_ring(folder, pem="").signing_key().kid == "main"


@pytest.mark.parametrize("mode", [0o770, 0o722, 0o1777])
def test_a_folder_where_others_may_put_keys_refuses_to_start(folder, mode):
    put(folder, "main.pem", pem_of(p256()))
    folder.chmod(mode)
    with pytest.raises(KeyRefused, match="chmod 700"):
        open_ring(folder, pem="")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(pem_of(ec.generate_private_key(ec.SECP384R1())), id="P-384"),
        pytest.param(pem_of(ec.generate_private_key(ec.SECP256K1())), id="secp256k1"),
        pytest.param(pem_of(rsa.generate_private_key(65537, 2048)), id="RSA"),
        pytest.param(pem_of(p256(), b"passphrase"), id="passphrase"),
        pytest.param(p256().public_key().public_bytes(form.Encoding.PEM, PUBLIC).decode(), id="public"),
        pytest.param(pem_of(p256()).replace("A", "B"), id="damaged"),
        pytest.param(pem_of(p256()) + pem_of(p256()), id="two"),
        pytest.param(pem_of(p256())[:120], id="cut"),
        pytest.param("", id="empty"),
        pytest.param("secret", id="no PEM"),
    ],
)
def test_what_is_not_one_p256_key_refuses_to_start_and_is_not_quoted(folder, text):
    put(folder, "main.pem", text)
    with pytest.raises(KeyRefused) as refusal:
        open_ring(folder, pem="")
    assert "main.pem" in str(refusal.value)
    assert not any(line in str(refusal.value) for line in text.splitlines()[1:-1])


@pytest.mark.parametrize("name", ["white space.pem", ".hidden.pem", "ключ.pem", "a" * 65 + ".pem"])
def test_a_name_that_is_no_kid_refuses_to_start(folder, name):
    put(folder, name, pem_of(p256()))
    with pytest.raises(KeyRefused, match="name"):
        open_ring(folder, pem="")


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_in_place_of_a_key_refuses_to_start(folder, make):
    make(folder / "main.pem")
    with pytest.raises(KeyRefused):
        open_ring(folder, pem="")


def test_a_new_key_is_known_at_once_and_signs_after_a_minute(folder):
    ring = open_ring(folder, pem="")
    old = ring.signing_key().kid
    new = rotate(folder)
    assert new > old
    with later(31):
        assert ring.signing_key().kid == old
        assert ring.verifying_key(new)
        assert [key["kid"] for key in ring.jwks()["keys"]] == [new, old]
    with later(61):
        assert ring.signing_key().kid == new
        assert ring.verifying_key(old)


def test_an_unknown_kid_reads_the_folder_at_most_every_five_seconds(folder, monkeypatch):
    ring, readings = open_ring(folder, pem=""), []
    read = keys._read_folder
    monkeypatch.setattr(keys, "_read_folder", lambda path: readings.append(path) or read(path))
    with later(6):
        assert all(ring.verifying_key(f"guess-{at}") is None for at in range(100))
        assert len(readings) == 1
        new = rotate(folder)
        assert ring.verifying_key(new) is None
    with later(12):
        assert ring.verifying_key(new)
    assert len(readings) == 2


def test_a_key_that_was_taken_away_verifies_nothing_half_a_minute_later(folder):
    ring = open_ring(folder, pem="")
    old = ring.signing_key().kid
    rotate(folder)
    (folder / f"{old}.pem").unlink()
    assert ring.verifying_key(old)
    with later(31):
        assert ring.verifying_key(old) is None
        assert ring.signing_key().kid != old


@pytest.mark.parametrize("trouble", ["emptied", "gone", "open to all", "a bad file beside it", "a key open to all"])
def test_trouble_in_the_folder_signs_nobody_out(folder, trouble, caplog):
    ring = open_ring(folder, pem="")
    kid = ring.signing_key().kid
    path = folder / f"{kid}.pem"
    if trouble in {"emptied", "gone"}:
        path.unlink()
    if trouble == "gone":
        folder.rmdir()
    elif trouble == "open to all":
        folder.chmod(0o777)
    elif trouble == "a bad file beside it":
        put(folder, "zzz.pem", "not a key")
    elif trouble == "a key open to all":
        path.chmod(0o644)
    with later(31):
        assert ring.verifying_key(kid)
        assert ring.signing_key().kid == kid
    assert bool(caplog.records) == (trouble != "emptied")


def test_a_clock_that_was_set_back_does_not_stop_the_reading(folder):
    ring = open_ring(folder, pem="")
    new = rotate(folder)
    with later(-3600):
        assert ring.verifying_key(new)


def test_a_key_that_would_never_sign_is_not_made(folder):
    put(folder, "main.pem", pem_of(p256()))
    with pytest.raises(KeyRefused, match="main"):
        rotate(folder)
    assert [path.name for path in folder.iterdir()] == ["main.pem"]


def test_keys_of_the_environment_leave_the_folder_alone(tmp_path, monkeypatch):
    new, old = p256(), p256()
    monkeypatch.setenv("LEARNBRIDGE_SIGNING_KEY", (pem_of(new) + pem_of(old)).replace("\n", "\\n"))
    ring = open_ring(tmp_path / "keys")
    assert not (tmp_path / "keys").exists()
    published = ring.jwks()["keys"]
    assert published[0]["kid"] == ring.signing_key().kid
    assert ring.signing_key().private.private_numbers() == new.private_numbers()
    assert all(ring.verifying_key(key["kid"]) for key in published)
    assert len(published) == 2
    assert open_ring(tmp_path, pem=pem_of(new)).signing_key().kid == ring.signing_key().kid


@pytest.mark.parametrize("text", ["changeme", pem_of(ec.generate_private_key(ec.SECP384R1()))], ids=["word", "P-384"])
def test_a_weak_secret_in_the_environment_refuses_to_start(tmp_path, text):
    with pytest.raises(KeyRefused, match="LEARNBRIDGE_SIGNING_KEY"):
        open_ring(tmp_path, pem=text)


def test_the_kid_of_the_environment_is_the_thumbprint_of_rfc_7638():
    key = ec.derive_private_key(7, ec.SECP256R1())
    kid = open_ring(Path("unused"), pem=pem_of(key)).signing_key().kid
    assert kid == "ccgscWSOWNe7zfELCIRHTdb7JkVy_Eo2vg371C5rplY"


def test_the_published_keys_are_public_and_verify(folder):
    ring: KeyRing = open_ring(folder, pem="")
    published = ring.jwks()["keys"][0]
    assert published.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert (published["kty"], published["crv"], published["use"], published["alg"]) == ("EC", "P-256", "sig", "ES256")
    message = jws.sign({"a": 1}, pem_of(ring.signing_key().private), algorithm="ES256")
    assert jws.verify(message, jwk.construct(published), algorithms=["ES256"])


def test_a_printed_ring_shows_no_key(folder):
    assert "PrivateKey" not in repr(open_ring(folder, pem="").signing_key())
