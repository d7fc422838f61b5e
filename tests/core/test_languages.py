"""The choice of languages and the tags of people's languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.languages import LANGUAGES, negotiate, valid_tag

HEADERS = st.text() | st.text(alphabet="srenCylLat-_;q=., *0123456789", max_size=700)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, ("en",)),
        ("", ("en",)),
        ("*", ("en",)),
        ("de-AT, fr;q=0.5", ("en",)),
        ("fi-FI", ("fi", "en")),
        ("en-GB, fi;q=0.5", ("en", "fi")),
        ("bg;q=0.2, uk;q=0.9, it", ("it", "uk", "bg", "en")),
        ("AR-eg", ("ar", "en")),
        ("arz", ("ar", "en")),
        ("swe", ("sv", "en")),
    ],
)
def test_ranges_are_looked_up_in_order_of_quality_and_english_ends_the_list(
    header: str | None, expected: tuple[str, ...]
) -> None:
    assert negotiate(header) == expected


@pytest.mark.parametrize("header", ["sr", "sr-RS", "sr_RS", "srp", "sr-Cyrl-RS", "sr-cyrl"])
def test_serbian_without_a_script_is_cyrillic_first(header: str) -> None:
    assert negotiate(header) == ("sr-Cyrl", "sr-Latn", "en")


@pytest.mark.parametrize("header", ["sr-Latn", "sr-latn-RS, sr;q=0.8", "sr-ME", "sh", "cnr"])
def test_serbian_in_latin_comes_before_cyrillic_where_latin_is_meant(header: str) -> None:
    assert negotiate(header) == ("sr-Latn", "sr-Cyrl", "en")


def test_neighbouring_languages_get_serbian_only_after_what_was_asked_for() -> None:
    assert negotiate("hr") == ("sr-Latn", "en")
    assert negotiate("bs-BA, it;q=0.1") == ("it", "sr-Latn", "en")
    assert negotiate("hr-HR, en;q=0.1") == ("en", "sr-Latn")
    assert negotiate("bs-Cyrl")[0] == "sr-Cyrl"


@pytest.mark.parametrize("header", ["rom", "rom-RS", "rom-x-arli", "rmn", "rmy-Latn"])
def test_romani_dialects_are_romani(header: str) -> None:
    assert negotiate(header) == ("rom", "en")


def test_a_refused_language_is_not_given_unless_it_is_english() -> None:
    assert negotiate("sr, sr-Latn;q=0") == ("sr-Cyrl", "en")
    assert negotiate("sr-Cyrl, sr;q=0") == ("sr-Cyrl", "en")
    assert negotiate("fi;q=0, sv") == ("sv", "en")
    assert negotiate("en;q=0") == ("en",)


def test_malformed_ranges_are_passed_over() -> None:
    assert negotiate("fi;q=2, sv;q=x, ;;, bg;level=1, \x00, ف, uk ; q = 0.4, a, it") == ("it", "uk", "en")


def test_only_the_first_twenty_ranges_count() -> None:
    assert negotiate(", ".join(["de"] * 19 + ["fi"])) == ("fi", "en")
    assert negotiate(", ".join(["de"] * 20 + ["fi"])) == ("en",)


def test_a_range_that_reaches_beyond_500_characters_does_not_count() -> None:
    start = "x" * 489 + ","
    assert negotiate(start + "fi-FI;q=1.") == ("fi", "en")
    assert negotiate(start + "fi-FI;q=1.0") == ("en",)
    assert negotiate("fi," + "x" * 10_000) == ("fi", "en")


@given(HEADERS)
def test_any_header_gives_known_tags_without_repetition_and_english_among_them(header: str) -> None:
    tags = negotiate(header)
    assert set(tags) <= LANGUAGES.keys()
    assert len(set(tags)) == len(tags)
    assert "en" in tags


def test_ten_languages_are_spoken_and_arabic_alone_runs_from_right_to_left() -> None:
    assert set(LANGUAGES) == {"en", "sr-Latn", "sr-Cyrl", "rom", "ar", "bg", "fi", "sv", "it", "uk"}
    assert [tag for tag, language in LANGUAGES.items() if language.direction == "rtl"] == ["ar"]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("SR-cyrl-rs", "sr-Cyrl-RS"),
        ("iw", "he"),
        ("rmn", "rmn"),
        ("zh-hant", "zh-Hant"),
        ("fa-AF", "fa-AF"),
        ("rom-x-arli", "rom-x-arli"),
    ],
)
def test_a_tag_of_any_language_is_brought_to_its_normal_form(text: str, tag: str) -> None:
    assert valid_tag(text) == tag


GROWS_TOO_LONG = "sh-x" + "-abcdefgh" * 3 + "-abc"  # sh becomes sr-Latn


@pytest.mark.parametrize(
    "text",
    ["", "a", "a b", "sr_RS", "romani", "en-", "-en", "šs", "*", "en-x" + "-a" * 16, GROWS_TOO_LONG, "sr-cmn-419"],
)
def test_what_is_not_a_tag_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=r"^not a BCP 47 language tag$"):
        valid_tag(text)


@given(st.text() | st.from_regex(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,4}", fullmatch=True))
def test_the_normal_form_is_short_and_its_own_normal_form(text: str) -> None:
    try:
        tag = valid_tag(text)
    except ValueError:
        return
    assert len(tag) <= 35
    assert valid_tag(tag) == tag
