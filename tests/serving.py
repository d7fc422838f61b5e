"""The application on a worker's database of an engine, kept over its tests as the database is.

One for each test would cost more than most of them: its connections, their first look into cold catalogs, the plan of
every statement. What it remembers is forgotten before each test; one that a test has broken, or that has been used
long enough, is replaced.
"""

from typing import Any

from starlette.testclient import TestClient

from app.auth.read_audit import new_lane
from app.core import journal
from app.core.files import open_store
from app.services.sign_in import afterwards
from tests.checked_pages import CheckedPages

# Its connections remember the plans of all statements that they have met.
MOST_TESTS = 300


class Serving:
    """A running application; `client` for each test."""

    def __init__(self, app: Any) -> None:
        self.app, self.tests = app, 0
        self.first = new_client(app)
        self.first.__enter__()
        self.process, self.database = app.state.process, app.state.process.database
        self.begun = [(part, dict(vars(part))) for part in (self.process, self.database)]

    def client(self, files: str) -> TestClient:
        """A new client of an application that remembers nothing and keeps files in a folder of their own."""
        self.tests += 1
        for part, known in self.begun:
            vars(part).update(known)
        self.process.pages = CheckedPages()
        for memory in (self.process.tokens, self.database.anchors, self.database.data_keys, self.database.bell):
            memory.clear()
        self.process.audit.lane, self.process.audit.heads = new_lane(), {}
        self.database.files = open_store(files)
        journal.configure(self.app.state.settings.log_level)
        self.app.middleware_stack = self.app.build_middleware_stack()
        client = new_client(self.app)
        client.portal = self.first.portal
        return client

    @property
    def fit(self) -> bool:
        """Whether another test may use it: nothing was closed or replaced, and no transaction has been left open."""
        of_audit = 1 if self.process.audit.kept is not None else 0
        return (
            self.tests < MOST_TESTS
            and self.app.state.process is self.process
            and self.process.audit.healthy
            and not self.database.writer.closed
            and self.database.reader is not None
            and self.database.engine.pool.checkedout() == of_audit
        )

    def settle(self) -> None:
        """Waits for what goes on behind an answer."""
        assert self.first.portal is not None
        self.first.portal.call(afterwards.all_done)

    def stop(self) -> None:
        """As a process ends."""
        self.first.__exit__()


def new_client(app: Any) -> TestClient:
    """A client that shows what callers see: refusals and redirects as they are."""
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)
