"""The world below HTTP: its people and things on a database of the test's own."""

import pickle

import pytest

from app.core.database import Database
from tests.conftest import Template
from tests.world import World


@pytest.fixture
def below(template: Template, database: Database) -> World:
    built: World = pickle.loads(template.world)
    built.database = database
    return built
