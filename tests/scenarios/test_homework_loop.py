"""A homework goes the whole way, with photos over a network that breaks: played against a real server, both engines."""

from tests.scenarios.playing import play


def test_the_homework_goes_as_the_example_tells_it(address: str) -> None:
    played = play("homework_loop.py", address)
    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.splitlines()[-1] == "Everything was as expected."
