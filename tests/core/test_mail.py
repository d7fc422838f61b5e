"""E-mail: real bytes to a server on the loopback or into a folder, never a header that somebody else has written."""

import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.core import mail
from app.core.letters import Letter, written
from app.core.mail import AddressRefused, Envelope, MailFailed, deliverable, open_post
from app.core.settings import Settings
from tests.smtp import mail_server

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
LETTER = written("thanks", "ar", {"organisation": "الهلال", "home": "https://a.example"})


def envelope(to: str = "ana@example.org", sender: str = "Црвени крст", id: str = "one") -> Envelope:
    return Envelope(to, sender, id, AT)


def post(url: str) -> mail.Post:
    found = open_post(Settings(smtp_url=url, mail_from="learn@example.org"))
    assert found is not None
    return found


def read(message: bytes) -> EmailMessage:
    found = message_from_bytes(message, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def test_a_letter_arrives_whole_in_its_script_in_two_forms() -> None:
    with mail_server() as server:
        post(f"smtp-plain://ana:s%40crt@127.0.0.1:{server.port}").send(LETTER, envelope())
    assert server.addresses == ["ana@example.org"] and any(line.startswith("AUTH PLAIN") for line in server.heard)
    message = read(server.messages[0])
    assert message["from"].addresses[0].display_name == "Црвени крст"
    assert message["from"].addresses[0].addr_spec == "learn@example.org"
    assert (message["subject"], message["content-language"]) == (LETTER.subject, "ar")
    assert (message["message-id"], message["auto-submitted"]) == ("<one@example.org>", "auto-generated")
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None and html is not None
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert 'dir="rtl"' in html.get_content()
    assert all(len(line) <= 998 for line in server.messages[0].splitlines())
    assert server.messages[0].isascii()


@pytest.mark.parametrize(
    "to",
    [
        "ana@example.org\r\nBcc: all@example.org", "ana@example.org, bob@example.org", "Ana <ana@example.org>", "ana",
        "",
        "ana@example.org\n.\n", "<ana@example.org>", "ana@[127.0.0.1]", "a na@example.org", "ana@example.org\0",
    ],
)  # fmt: skip
def test_what_is_not_one_address_reaches_no_server(to: str) -> None:
    with mail_server() as server:
        with pytest.raises(AddressRefused):
            post(f"smtp-plain://127.0.0.1:{server.port}").send(LETTER, envelope(to))
        assert server.messages == server.heard == []


def test_a_name_that_would_be_a_header_is_a_name() -> None:
    letter = Letter("Hello", "x\n", "<p>x</p>", "en", "ltr")
    evil = 'NGO"\r\nBcc: all@example.org\r\n\r\n<h1>' + "\u2028\u202e"
    message = read(bytes(mail.composed(letter, envelope(sender=evil), "learn@example.org")))
    assert message["bcc"] is None and len(message["from"].addresses) == 1
    assert message["from"].addresses[0].display_name == 'NGO"Bcc: all@example.org<h1>'
    with pytest.raises(ValueError):
        mail.composed(letter._replace(subject="a\r\nBcc: all@example.org"), envelope(), "learn@example.org")
    assert deliverable("ana@čačak.example") == "ana@xn--aak-eqab.example"


def test_refusals_are_told_apart_and_nothing_is_said_without_encryption() -> None:
    with mail_server() as server:
        for refusal, error in (("550 nobody", AddressRefused), ("450 later", MailFailed)):
            server.refusal = refusal
            with pytest.raises(error):
                post(f"smtp-plain://127.0.0.1:{server.port}").send(LETTER, envelope())
        # A server that offers no encryption does not get so far as to hear a password or an address.
        server.heard.clear()
        with pytest.raises(MailFailed):
            post(f"smtp://ana:secret@127.0.0.1:{server.port}").send(LETTER, envelope())
        assert {line.partition(" ")[0].upper() for line in server.heard} <= {"EHLO", "STARTTLS", "QUIT"}
    with pytest.raises(MailFailed):
        post(f"smtp-plain://127.0.0.1:{server.port}").send(LETTER, envelope())
    assert server.messages == []


def test_a_server_is_believed_by_its_certificate_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = certified(tmp_path / "server.pem")
    with mail_server(context) as server:
        out = post(f"smtp://ana:secret@127.0.0.1:{server.port}")
        with pytest.raises(MailFailed):
            out.send(LETTER, envelope())
        assert server.messages == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "server.pem"))
        out.send(LETTER, envelope())
        assert len(server.messages) == 1 and server.heard.count("STARTTLS") == 2


def test_settings_that_cannot_be_meant_refuse_to_start(tmp_path: Path) -> None:
    wrong: list[dict[str, Any]] = [
        {"smtp_url": "http://mail.example", "mail_from": "a@example.org"},
        {"smtp_url": "smtp-plain://mail.example", "mail_from": "a@example.org"},
        {"smtp_url": "smtps://", "mail_from": "a@example.org"},
        {"smtp_url": "smtps://mail.example:99999", "mail_from": "a@example.org"},
        {"smtp_url": "smtps://mail.example"},
    ]
    for settings in wrong:
        with pytest.raises(ValueError):
            open_post(Settings(**settings))
    assert open_post(Settings()) is None


def test_in_a_folder_a_letter_that_is_sent_twice_lies_once(tmp_path: Path) -> None:
    out = open_post(Settings(mail_dir=str(tmp_path / "mail")))
    assert out is not None
    for _ in range(2):
        out.send(LETTER, envelope())
    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "one.eml" and read(file.read_bytes())["to"] == "ana@example.org"


def certified(file: Path) -> ssl.SSLContext:
    """A server's side of TLS with a certificate for the loopback, written to the file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "here")])
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(datetime.now(UTC) - timedelta(days=1))
    builder = builder.not_valid_after(datetime.now(UTC) + timedelta(days=1)).add_extension(here, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    kind = serialization.PrivateFormat.PKCS8
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, plain) + certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
