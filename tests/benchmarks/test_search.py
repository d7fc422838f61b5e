"""The benchmark of the search, small: what it fills is found by the product, as written and mistyped."""

from pathlib import Path
from random import Random
from types import SimpleNamespace

from benchmarks.search import invented, questions, run, slipped


def test_a_small_library_is_filled_and_searched_within_its_limits(tmp_path: Path) -> None:
    given = SimpleNamespace(seed=7, materials=120, questions=12)
    assert run({"sqlite": f"sqlite:///{tmp_path}/search.db"}, tmp_path, given)


def test_questions_are_in_all_letters_and_slips_change_a_word() -> None:
    chance = Random(7)
    titles = [language.text(chance, 5) for language in invented(chance, 50).values()]
    asked = questions(chance, titles, 30)
    assert {ascii(typed) == repr(typed) for typed in asked["words"]} == {True, False}
    assert all(slipped(chance, "roditelj") != "roditelj" for _ in range(30))
