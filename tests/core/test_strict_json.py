"""What the parsers of bodies accept and refuse."""

import gc
import json
from time import perf_counter
from typing import Annotated

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, Field, ValidationError

from app.core.problems import InvalidJson
from app.core.strict_json import InvalidForm, clean_text, parse, parse_form, refusal

ACCEPTED = [
    b"null",
    b'"text"',
    b"[]",
    b' {"a": 1, "b": {"a": 1}} ',
    b'{"a": {"x": 1}, "b": {"x": 1}}',
    b'{"at": "2026-03-01T16:00:00Z", "zone:name": "a:b"}',
    b'{"smile": ":)", "quoted": "\\":", "escaped": "\\u003a"}',
    b'{"text": "a backslash and letters: \\\\u0000"}',
    '{"име": "Ђорђе"}'.encode(),
    b'"\\ud83d\\ude00"',
    b"9223372036854775807",
    b"-9223372036854775808",
    b"1e19",
    b"-0.5E-3",
    b"[" * 32 + b"]" * 32,
    orjson.dumps({str(n): n for n in range(1000)}),
]

REFUSED = {
    "nothing": b"",
    "white space": b" \n",
    "two documents": b"{} {}",
    "trailing comma": b"[1,]",
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "UTF-16 without mark": '{"a": 1}'.encode("utf-16-le"),
    "UTF-32": '{"a": 1}'.encode("utf-32-be"),
    "Latin-1": '"é"'.encode("latin-1"),
    "overlong UTF-8": b'"\xc0\x80"',
    "surrogate in UTF-8": b'"\xed\xa0\x80"',
    "high surrogate alone": b'"\\ud800"',
    "low surrogate alone": b'["\\udc00"]',
    "surrogates reversed": b'"\\ude00\\ud83d"',
    "surrogate in a key": b'{"\\ud800": 1}',
    "NUL raw": b'"a\x00b"',
    "NUL escaped": b'"a\\u0000b"',
    "NUL in a key": b'{"a\\u0000": 1}',
    "NUL after a backslash": b'"\\\\\\u0000"',
    "NaN": b"NaN",
    "Infinity": b"[-Infinity]",
    "1e999": b'{"a": 1e999}',
    "2^63": b"9223372036854775808",
    "-2^63-1": b'{"a": -9223372036854775809}',
    "2^70": b"[1180591620717411303424]",
    "5,000 digits": b"1" * 5000,
    "depth 33": b"[" * 33 + b"]" * 33,
    "depth 33 of objects": b'{"a":' * 33 + b"1" + b"}" * 33,
    "depth 1,000,000": b"[" * 1_000_000,
    "1,001 keys": orjson.dumps({str(n): n for n in range(1001)}),
    "same key twice": b'{"a": 1, "a": 2}',
    "same key and value twice": b'{"a":1,"a":1}',
    "same key, one escaped": b'{"a": 1, "\\u0061": 2}',
    "same key deep inside": b'[{"x": {"b": [], "c": 1, "b": []}}]',
    "same key, a colon hidden": b'{"a": 1, "a": "\\u003a"}',
    "same key, a colon hidden, capital": b'{"a": 1, "a": "\\u003A"}',
    "same key with a colon": b'{"a:b": 1, "a:b": 2}',
    "same key, the first value full of colons": b'{"a": "::::", "a": ""}',
}


@pytest.mark.parametrize("body", ACCEPTED)
def test_an_unambiguous_document_is_read_as_it_stands(body: bytes) -> None:
    assert parse(body) == json.loads(body)


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_what_parsers_read_differently_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidJson):
        parse(body)


def test_orjson_alone_would_accept_some_of_it() -> None:
    lax = [name for name, body in REFUSED.items() if _reads(body)]

    assert {"NUL escaped", "2^70", "depth 33", "1,001 keys", "same key twice", "same key, a colon hidden"} <= set(lax)


text = st.text(alphabet=st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=8)
colons = st.text(alphabet=':"\\u03aA', max_size=6)
documents = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(-1e308, 1e308) | text | colons,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text | colons, inner, max_size=4),
    max_leaves=12,
)


@given(documents, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_every_document_survives_whoever_wrote_it(document: object, escaped: bool, indent: int | str | None) -> None:
    assert parse(json.dumps(document, ensure_ascii=escaped, indent=indent).encode()) == document


@given(colons | text, documents, documents, st.booleans())
def test_a_key_given_twice_is_refused_wherever_colons_stand(
    key: str, first: object, second: object, escaped: bool
) -> None:
    name, one, other = (json.dumps(part, ensure_ascii=escaped) for part in (key, first, second))
    with pytest.raises(InvalidJson):
        parse(f'[{{{name}: {one}, "other": 0, {name}: {other}}}]'.encode())


@pytest.mark.parametrize(
    "piece", [b'"\\u003a":1,', b'":":[],', b'"a":1,', b'"\\\\\\\\\\\\":"\\u0000",', b'"k":18446744073709551616,']
)
def test_the_time_grows_no_faster_than_the_body(piece: bytes) -> None:
    small, large = (_seconds(b"{" + piece * (size // len(piece)) + b'"z":1}') for size in (50_000, 800_000))

    # Sixteen times the body: linear is about 20 here, with the caches; quadratic would be 256.
    assert large < small * 128


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"", {}),
        (b"grant_type=password&username=ana%40example.org&password=a+b%2B", None),
        ("username=Ђорђе".encode(), {"username": "Ђорђе"}),
        (b"username=%D0%82", {"username": "Ђ"}),
        (b"scope=&grant_type=refresh_token", {"grant_type": "refresh_token"}),
    ],
)
def test_a_form_is_read(body: bytes, fields: dict[str, str] | None) -> None:
    expected = {"grant_type": "password", "username": "ana@example.org", "password": "a b+"}
    assert parse_form(body) == (expected if fields is None else fields)


@pytest.mark.parametrize(
    "body",
    [
        b"a=1&a=2",
        b"a=1&a=",
        b"a=%ff",
        b"a=\xff",
        b"a=%zz",
        b"a=%4",
        b"a",
        b"a=1&",
        b"a=%00",
        b"%00=1",
        b"&".join(b"f%d=1" % number for number in range(21)),
        b"a=%ed%a0%80",
    ],
)
def test_an_ambiguous_form_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidForm):
        parse_form(body)


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("  Ana \n", "Ana"),
        ("Čiric\u0301", "Čirić"),
        ("first\n\tsecond", "first\n\tsecond"),
        ("\u200fשלום\u200e", "\u200fשלום\u200e"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🏫", "👩\u200d🏫"),
        ("\u00a0", ""),
    ],
)
def test_text_is_composed_and_trimmed(given_text: str, kept: str) -> None:
    assert clean_text(given_text) == kept


@pytest.mark.parametrize(
    "character", ["\0", "\x01", "\x1b", "\r", "\x1f", "\x7f", "\x85", "\ud800", "\u202a", "\u202e", "\u2066", "\u2069"]
)
def test_text_that_hides_something_is_refused(character: str) -> None:
    for text_with_it in (f"a{character}b", character, f"{character}a"):
        with pytest.raises(ValueError, match="not allowed"):
            clean_text(text_with_it)


def test_clean_text_runs_before_the_bounds_that_follow_it() -> None:
    class Named(BaseModel):
        name: Annotated[str, AfterValidator(clean_text), Field(min_length=1, max_length=3)]

    assert Named(name="  Ana  ").name == "Ana"
    with pytest.raises(ValidationError):
        Named(name="   ")


def test_a_refusal_keeps_its_code_and_sentence_in_a_validation_error() -> None:
    def even(value: int) -> int:
        if value % 2:
            raise refusal("odd", "This must be even.")
        return value

    class Pair(BaseModel):
        count: Annotated[int, AfterValidator(even)]

    with pytest.raises(ValidationError) as caught:
        Pair(count=3)

    assert [(error["type"], error["msg"]) for error in caught.value.errors()] == [("own.odd", "This must be even.")]


def _reads(body: bytes) -> bool:
    try:
        orjson.loads(body)
    except ValueError:
        return False
    return True


def _seconds(body: bytes) -> float:
    best = 10.0
    gc.disable()  # it would visit everything that is alive, this test's neighbours included
    for _ in range(3):
        started = perf_counter()
        with pytest.raises(InvalidJson):
            parse(body)
        best = min(best, perf_counter() - started)
    gc.enable()
    return best
