"""Which recurrence texts are accepted, how they are spelled afterwards, and that hostile ones are refused at once."""

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.recurrence_rule import parse_rule


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("FREQ=WEEKLY", "FREQ=WEEKLY"),
        ("freq=weekly;byday=fr,mo,we,mo", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("WKST=MO;COUNT=007;INTERVAL=01;FREQ=DAILY", "FREQ=DAILY;COUNT=7"),
        ("FREQ=WEEKLY;INTERVAL=52;COUNT=400;WKST=SU", "FREQ=WEEKLY;INTERVAL=52;COUNT=400;WKST=SU"),
        ("FREQ=DAILY;UNTIL=20280229", "FREQ=DAILY;UNTIL=20280229"),
        ("FREQ=DAILY;UNTIL=20270611T120000Z", "FREQ=DAILY;UNTIL=20270611T120000Z"),
    ],
)
def test_a_rule_has_one_spelling(text: str, canonical: str) -> None:
    assert parse_rule(text) == canonical
    assert parse_rule(canonical) == canonical


HOSTILE = [
    "",
    "FREQ",
    "FREQ=",
    "INTERVAL=2",
    "FREQ=SECONDLY",
    "FREQ=MONTHLY",
    "FREQ=YEARLY;BYMONTH=2",
    "FREQ=DAILY;BYHOUR=1,2",
    "FREQ=DAILY;BYSECOND=1",
    "FREQ=DAILY;BYSETPOS=1",
    "FREQ=DAILY;RSCALE=HEBREW",
    "FREQ=DAILY;FREQ=WEEKLY",
    "FREQ=DAILY;",
    ";FREQ=DAILY",
    "FREQ=DAILY;;COUNT=1",
    "FREQ=WEEKLY;INTERVAL=0",
    "FREQ=WEEKLY;INTERVAL=53",
    "FREQ=WEEKLY;INTERVAL=-1",
    "FREQ=WEEKLY;INTERVAL=1.5",
    "FREQ=WEEKLY;COUNT=0",
    "FREQ=WEEKLY;COUNT=401",
    "FREQ=WEEKLY;COUNT=" + "9" * 150,
    "FREQ=WEEKLY;COUNT=2;UNTIL=20270101",
    "FREQ=WEEKLY;BYDAY=",
    "FREQ=WEEKLY;BYDAY=1MO",
    "FREQ=WEEKLY;BYDAY=-1SU",
    "FREQ=WEEKLY;BYDAY=MO,",
    "FREQ=WEEKLY;BYDAY=MO TU",
    "FREQ=WEEKLY;WKST=MO,TU",
    "FREQ=WEEKLY;UNTIL=20270229",
    "FREQ=WEEKLY;UNTIL=20270101T120000",
    "FREQ=WEEKLY;UNTIL=20270101T250000Z",
    "FREQ=WEEKLY;UNTIL=99991231",
    "FREQ=WEEKLY;UNTIL=00000101",
    "FREQ=WEEKLY;UNTIL=2027-01-01",
    "RRULE:FREQ=WEEKLY",
    "FREQ=WEEKLY\n",
    "FREQ=WEEKLY\nEXRULE:FREQ=DAILY",
    "DTSTART:20260101T000000Z\r\nRRULE:FREQ=DAILY",
    " FREQ=WEEKLY",
    "FREQ=WEEKLY;COUNT=\u0663",
    "FREQ=DA\u0131LY",
    "FREQ=WEEKLY;" * 20,
    "FREQ=WEEKLY;BYDAY=MO" + ",MO" * 61,
    "A" * 5_000_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:40] for text in HOSTILE])
def test_any_other_rule_is_refused_at_once_in_a_sentence_of_ours(text: str) -> None:
    began = perf_counter()
    with pytest.raises(ValueError) as refusal:
        parse_rule(text)
    assert perf_counter() - began < 0.1
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) < 120
    assert len(text) < 8 or text not in str(refusal.value)


@settings(max_examples=300, database=None, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="FREQWKLYDAICOUNTBMOS=;,0123456789", max_size=60))
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    try:
        canonical = parse_rule(text)
    except ValueError as refusal:
        assert str(refusal).endswith(".")
    else:
        assert parse_rule(canonical) == canonical
