"""Tokens that are not ours or not whole, each with its name: one table for every test that reads tokens."""

import base64
import hashlib
import hmac
import json
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.auth.keys import KeyRing, SigningKey
from app.auth.tokens import AccessClaims
from app.core import clock
from app.core.ids import uuid7

NOW = clock.now().replace(microsecond=0)
SECONDS = int(NOW.timestamp())
PRIVATE = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
RING = KeyRing([SigningKey("known", PRIVATE, PRIVATE.public_key(), NOW)])
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
WHO = AccessClaims(uuid7(), uuid7(), uuid7(), uuid7(), "coordinator")
HEADER = {"alg": "ES256", "typ": "at+jwt", "kid": "known"}
CLAIMS: dict[str, object] = {
    "iss": "learnbridge",
    "aud": "learnbridge",
    "sub": str(WHO.user_id),
    "org": str(WHO.organisation_id),
    "membership": str(WHO.membership_id),
    "sid": str(WHO.sign_in_id),
    "role": WHO.role,
    "iat": SECONDS,
    "exp": SECONDS + 900,
    "jti": str(uuid7()),
}
REMOVED = object()


def base64url(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def segment(content: object) -> str:
    return base64url(content if isinstance(content, bytes) else json.dumps(content).encode())


def signed(header: object = HEADER, claims: object = CLAIMS, key: ec.EllipticCurvePrivateKey = PRIVATE) -> str:
    signing_input = f"{segment(header)}.{segment(claims)}"
    r, s = decode_dss_signature(key.sign(signing_input.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signing_input}.{base64url(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def with_header(**changed: object) -> str:
    return signed(header=changed_in(HEADER, changed))


def with_claims(**changed: object) -> str:
    return signed(claims=changed_in(CLAIMS, changed))


def changed_in(members: dict[str, object], changed: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in {**members, **changed}.items() if value is not REMOVED}


def with_claim_text(name: str, text: str) -> str:
    """A claim in JSON that json.dumps would not write."""
    return signed(claims=json.dumps({**CLAIMS, name: "here"}).replace('"here"', text).encode())


def hmac_signed(secret: bytes) -> str:
    signing_input = f"{segment({**HEADER, 'alg': 'HS256'})}.{segment(CLAIMS)}"
    return f"{signing_input}.{base64url(hmac.digest(secret, signing_input.encode(), hashlib.sha256))}"


def respelt(token: str, part: int) -> str:
    """The same octets with other spare bits in the last character of a segment that has some."""
    parts = token.split(".")
    last = parts[part][-1]
    parts[part] = parts[part][:-1] + ALPHABET[ALPHABET.index(last) ^ 1]
    return ".".join(parts)


def flipped(token: str, part: int) -> str:
    parts = token.split(".")
    parts[part] = ("A" if parts[part][0] != "A" else "B") + parts[part][1:]
    return ".".join(parts)


GOOD = signed()
HEAD, BODY, SIGN = GOOD.split(".")
PUBLIC = PRIVATE.public_key()
PEM = PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
DER = PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
POINT = PUBLIC.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
# Lengths of JSON are chosen so that the last character has spare bits: 3n+1 or 3n+2 octets.
SPARE_HEADER = signed(header=json.dumps(HEADER).encode() + b" " * (len(json.dumps(HEADER)) % 3 == 0))
SPARE_CLAIMS = signed(claims=json.dumps(CLAIMS).encode() + b" " * (len(json.dumps(CLAIMS)) % 3 == 0))
NO_ORDER = (0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551).to_bytes(32, "big")

SHAPES: dict[str, object] = {
    "empty": "", "dot": ".", "two dots": "..", "words": "a.b.c", "no dots": HEAD, "two segments": f"{HEAD}.{BODY}",
    "no signature": f"{HEAD}.{BODY}.", "no claims": f"{HEAD}..{SIGN}", "no header": f".{BODY}.{SIGN}",
    "four segments": f"{GOOD}.{SIGN}", "five segments": f"{HEAD}.{BODY}.{SIGN}.{SIGN}.{SIGN}",
    "two tokens": GOOD + GOOD, "space before": " " + GOOD, "space after": GOOD + " ", "newline after": GOOD + "\n",
    "space inside": f"{HEAD}. {BODY}.{SIGN}", "newline inside": f"{HEAD}.{BODY}\n.{SIGN}",
    "tab inside": f"{HEAD}.\t{BODY}.{SIGN}", "bearer": f"Bearer {GOOD}", "quoted": f'"{GOOD}"', "NUL": GOOD + "\0",
    "surrogate": GOOD + "\ud800", "letter outside ASCII": f"{HEAD}.{BODY}é.{SIGN}",
    "full-width dot": GOOD.replace(".", "．"), "octets": b"\xff" * 40, "octets of UTF-16": GOOD.encode("utf-16"),
    "none": None, "number": 7, "list": [GOOD], "JSON serialisation": json.dumps({"payload": BODY, "signature": SIGN}),
    "padded header": f"{HEAD}=.{BODY}.{SIGN}", "padded claims": f"{HEAD}.{BODY}==.{SIGN}",
    "padded signature": GOOD + "==", "plain base64": f"{HEAD}.{BODY}.{SIGN[:-2]}+/",
    "over 2 KiB": with_claims(more="x" * 1500), "1 MB": GOOD + "A" * 1_000_000,
    "header respelt": respelt(SPARE_HEADER, 0), "claims respelt": respelt(SPARE_CLAIMS, 1),
    "signature respelt": respelt(GOOD, 2),
}  # fmt: skip

SIGNATURES: dict[str, object] = {
    "header flipped": flipped(GOOD, 0), "claims flipped": flipped(GOOD, 1), "signature flipped": flipped(GOOD, 2),
    "segments swapped": f"{BODY}.{HEAD}.{SIGN}", "cut signature": GOOD[:-1], "long signature": GOOD + "A",
    "zero signature": f"{HEAD}.{BODY}.{base64url(bytes(64))}",
    "ones signature": f"{HEAD}.{BODY}.{base64url(bytes([255] * 64))}",
    "order as signature": f"{HEAD}.{BODY}.{base64url(NO_ORDER * 2)}",
    "signature of another": f"{HEAD}.{BODY}.{signed(claims={}).split('.')[2]}",
    "DER signature": f"{HEAD}.{BODY}.{base64url(PRIVATE.sign(f'{HEAD}.{BODY}'.encode(), ec.ECDSA(hashes.SHA256())))}",
    "other claims, old signature": f"{HEAD}.{segment({**CLAIMS, 'role': 'administrator'})}.{SIGN}",
    "stranger's key": signed(key=OTHER), "HS256 of PEM": hmac_signed(PEM), "HS256 of DER": hmac_signed(DER),
    "HS256 of the point": hmac_signed(POINT), "HS256 of the coordinates": hmac_signed(POINT[1:]),
    "HS256 of kid": hmac_signed(b"known"), "HS256 of nothing": hmac_signed(b""),
    "stranger's key in jwk": signed({**HEADER, "jwk": {"kty": "EC"}}, CLAIMS, OTHER),
}  # fmt: skip

WRONG_HEADERS: dict[str, list[object]] = {
    "alg": [
        REMOVED, None, "", "none", "None", "nOnE", "es256", "ES256 ", "ES384", "ES512", "HS256", "RS256", "PS256",
        "EdDSA", "dir", 256, True, ["ES256"], {"alg": "ES256"},
    ],
    "typ": [REMOVED, None, "", "JWT", "jwt", "AT+JWT", "application/at+jwt", "refresh+jwt", 1, ["at+jwt"]],
    "kid": [
        REMOVED, None, "", "unknown", "KNOWN", "known ", "known\0", "../known", "known.pem", 0, True, ["known"],
        {"a": 1}, "k" * 120,
    ],
    "crit": [[], ["exp"], ["b64"], ["b64", "b64"], "exp"], "b64": [False, True],
    "zip": ["DEF"], "cty": ["JWT"], "enc": ["A256GCM"], "x5t": ["a"], "x5c": [["MII"]], "jwk": [{"kty": "EC"}],
    "jku": ["https://example.org/keys"], "x5u": ["https://example.org/c"],
}  # fmt: skip

HEADER_TEXTS = {
    "a list": b'["ES256"]', "a string": b'"ES256"', "null": b"null", "number": b"1", "nothing": b"{}",
    "not JSON": b"alg=ES256", "cut": json.dumps(HEADER).encode()[:-1], "a tail": json.dumps(HEADER).encode() + b"{}",
    "duplicate alg": b'{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"known"}',
    "duplicate kid": b'{"alg":"ES256","typ":"at+jwt","kid":"other","kid":"known"}',
    "escaped duplicate": b'{"alg":"ES256","typ":"at+jwt","kid":"other","\\u006bid":"known"}',
    "UTF-16": json.dumps(HEADER).encode("utf-16"), "BOM": b"\xef\xbb\xbf" + json.dumps(HEADER).encode(),
    "broken UTF-8": json.dumps(HEADER).encode()[:-2] + b'\xff"}', "NaN": b'{"alg":"ES256","typ":"at+jwt","kid":NaN}',
    "over 256": json.dumps(HEADER).encode() + b" " * 200, "nested 80": b"[" * 80 + b"]" * 80,
    "nested 700": b"[" * 700 + b"]" * 700, "nested open": b"[" * 1400,
    "nested objects": b'{"a":' * 250 + b"1" + b"}" * 250,
}  # fmt: skip

NOT_INSTANTS = [
    REMOVED, None, True, False, "", str(SECONDS + 600), "9999999999", SECONDS + 600.0, 1e300, -1, 0, -(10**18),
    10**18, 2**53, 2**63, 2**64, 10**400, [SECONDS + 600], {"at": SECONDS}, "2030-01-01T00:00:00Z",
]  # fmt: skip
NOT_UUIDS = [
    REMOVED, None, 1, True, "", "admin", str(uuid4()).upper(), str(uuid4()).replace("-", ""), f"{{{uuid4()}}}",
    uuid4().urn, f" {uuid4()}", f"{uuid4()}\n", f"{uuid4()}0", "٠" * 8 + str(uuid4())[8:], [str(uuid4())],
    {"id": str(uuid4())},
]  # fmt: skip
WRONG_CLAIMS: dict[str, list[object]] = {
    "exp": [*NOT_INSTANTS, 1, SECONDS - 1, SECONDS, SECONDS + 901, SECONDS + 3600, 9999999999],
    "iat": [
        *NOT_INSTANTS, str(SECONDS), float(SECONDS), 1, SECONDS - 1, SECONDS + 31, SECONDS + 900, SECONDS + 901,
    ],
    "nbf": [*NOT_INSTANTS[1:], str(SECONDS), float(SECONDS), SECONDS + 31],
    "iss": [
        REMOVED, None, "", "Learnbridge", "learnbridge ", "https://learnbridge", 1, True, ["learnbridge"],
        {"iss": "learnbridge"},
    ],
    "aud": [
        REMOVED, None, "", "other", "LEARNBRIDGE", "learnbridge\0", 1, [], ["learnbridge"], ["other", "learnbridge"],
        {"learnbridge": 1},
    ],
    "role": [
        REMOVED, None, "", "Coordinator", "co ordinator", "a" * 41, "coordinator\n", "улога", 1, True,
        ["coordinator"], {"role": 1},
    ],
    **dict.fromkeys(("sub", "org", "membership", "sid", "jti"), NOT_UUIDS),
    "more": [[], {}, [[]], ["x"], {"a": {"b": 1}}], "cnf": [{"jkt": "x"}],
}  # fmt: skip

CLAIM_TEXTS: dict[str, object] = {
    "a list": signed(claims=[CLAIMS]), "a string": signed(claims=json.dumps(CLAIMS)), "null": signed(claims=None),
    "empty octets": f"{HEAD}..{SIGN}", "not JSON": signed(claims=b"sub=1"),
    "UTF-16": signed(claims=json.dumps(CLAIMS).encode("utf-16")), "exp 1e400": with_claim_text("exp", "1e400"),
    "exp NaN": with_claim_text("exp", "NaN"), "exp Infinity": with_claim_text("exp", "Infinity"),
    "exp 1e9": with_claim_text("exp", f"{SECONDS + 600}e0"), "exp 1000 digits": with_claim_text("exp", "9" * 1000),
    "iat -Infinity": with_claim_text("iat", "-Infinity"), "more NaN": with_claim_text("more", "NaN"),
    "duplicate exp": signed(claims=json.dumps(CLAIMS).encode()[:-1] + f',"exp":{SECONDS + 800}}}'.encode()),
    "duplicate role": signed(claims=b'{"role":"administrator",' + json.dumps(CLAIMS).encode()[1:]),
    "nested 600": with_claim_text("more", "[" * 500 + "]" * 500),
    "nested alone": signed(claims=b"[" * 600 + b"]" * 600), "a token in a token": signed(claims=GOOD.encode()),
    "a token as string": signed(claims=GOOD), "end before begin": with_claims(iat=SECONDS + 20, exp=SECONDS + 10),
    "no life": with_claims(iat=SECONDS + 20, exp=SECONDS + 20),
}  # fmt: skip


def forgeries() -> dict[str, object]:
    found: dict[str, object] = {f"shape: {name}": token for name, token in SHAPES.items()}
    found |= {f"signature: {name}": token for name, token in SIGNATURES.items()}
    for name, values in WRONG_HEADERS.items():
        found |= {f"header {name} {at}": with_header(**{name: value}) for at, value in enumerate(values)}
    found |= {f"header is {name}": signed(header=text) for name, text in HEADER_TEXTS.items()}
    for name, values in WRONG_CLAIMS.items():
        found |= {f"claim {name} {at}": with_claims(**{name: value}) for at, value in enumerate(values)}
    return found | {f"claims are {name}": token for name, token in CLAIM_TEXTS.items()}


FORGERIES = forgeries()
