"""The first commands of an installation: what they make signs in, and what they refuse they refuse in sentences."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from app import cli
from app.core.ids import uuid7
from tests.world import World

Run = Callable[..., Any]


@pytest.fixture
def run(world: World, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command on the database of the world."""
    monkeypatch.setattr(cli, "database", lambda: world.database)
    return lambda *words, **more: CliRunner().invoke(cli.cli, list(map(str, words)), **more)


def test_an_organisation_and_its_first_user_are_made_and_sign_in(world: World, run: Run) -> None:
    made = run("create-organisation", "Läxhjälpen", "--country", "SE", "--languages", "sv,en")
    organisation = UUID(made.output.strip())
    told = run("create-user", organisation, "First@example.org", "administrator")
    assert told.exit_code == 0
    form = {"grant_type": "password", "username": "first@example.org", "password": told.output.strip()}
    form |= {"organisation": str(organisation)}
    kind = {"content-type": "application/x-www-form-urlencoded"}
    content = "&".join(f"{name}={value}" for name, value in form.items())
    answer = world.indigo.coordinator.client.post("/v1/auth/token", headers=kind, content=content)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("Ours", "--country", "Serbia"), "country"),
        (("Ours", "--time-zone", "Mars/Base"), "time_zone"),
        (("Ours", "--languages", "en,"), "languages.1"),
        ((" ",), "name"),
    ],
)
def test_an_organisation_of_wrong_values_is_refused_by_naming_them(
    run: Run, words: tuple[str, ...], named: str
) -> None:
    refused = run("create-organisation", *words)
    assert refused.exit_code == 1
    assert refused.output.startswith(f"{named}: ")
    assert len(refused.output.splitlines()) == 1


def test_a_user_of_wrong_values_is_refused_in_a_sentence(world: World, run: Run, tmp_path: Path) -> None:
    weak, at = tmp_path / "weak", world.indigo.id
    weak.write_text("password1234")
    for words, sentence in (
        ((at, "not an address", "administrator"), "email: "),
        ((uuid7(), "new@example.org", "administrator"), "There is no organisation "),
        ((at, world.indigo.mediator.email, "administrator"), "Another row already holds these values"),
        ((at, "new@example.org", "administrator", "--password-file", weak), "This password is too short"),
    ):
        refused = run("create-user", *words)
        assert refused.exit_code == 1
        assert refused.output.startswith(sentence), refused.output
