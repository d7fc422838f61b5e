"""Parents and teachers for a week, in three languages: played against a real server, on both engines."""

from tests.scenarios.playing import play


def test_the_week_with_parents_goes_as_the_example_tells_it(address: str) -> None:
    played = play("parents_week.py", address)
    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.splitlines()[-1] == "Everything was as expected."
