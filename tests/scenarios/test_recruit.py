"""Volunteers from a campaign to a certificate: played against a real server, on both engines."""

from tests.scenarios.playing import play


def test_the_way_to_a_certificate_goes_as_the_example_tells_it(address: str, mail_dir: str) -> None:
    played = play("recruit.py", address, LEARNBRIDGE_MAIL_DIR=mail_dir)
    assert played.returncode == 0, played.stdout + played.stderr
    assert "their codes came by e-mail" in played.stdout
    assert played.stdout.splitlines()[-1] == "Everything was as expected."
