"""The example in examples/ is true: it plays against a real server process on both engines, twice on the same one."""

import pytest

from tests.scenarios.conftest import free_port
from tests.scenarios.playing import play


@pytest.mark.parametrize("run", ["first", "second"])
def test_the_week_goes_as_the_example_tells_it(address: str, run: str) -> None:
    played = play("indigo_week.py", address)
    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.splitlines()[-1] == "Everything was as expected."


def test_an_answer_that_is_not_as_expected_stops_the_example(address: str) -> None:
    played = play("indigo_week.py", f"{address}/elsewhere")
    assert played.returncode == 1
    assert "200 expected, got 404" in played.stderr
    assert "Everything" not in played.stdout


def test_without_a_server_the_example_says_so() -> None:
    played = play("indigo_week.py", f"http://127.0.0.1:{free_port()}")
    assert played.returncode == 1
    assert played.stderr.startswith("The server does not answer")
