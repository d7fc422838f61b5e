"""Builds the application: settings, database, keys, operations, pages."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.routing import BaseRoute

from app.auth.kept_pages import KeptPages
from app.auth.keys import open_ring
from app.auth.read_audit import ReadAudit
from app.core import journal
from app.core.database import Database
from app.core.edge import Edge
from app.core.files import open_store
from app.core.mail import open_post
from app.core.master_keys import MasterKeys
from app.core.settings import Settings, settings
from app.routers import every_operation, parts
from app.services.jobs.kinds import KINDS
from app.services.jobs.workers import Workers
from app.services.sign_in import afterwards
from app.web.call import Process
from app.web.front import Front
from app.web.openapi import describe

# Seconds that a process which ends waits for the jobs it is doing.
DRAIN = 10.0


class Learnbridge(FastAPI):
    """FastAPI for the contract; requests go through the edge to the front, and only pages go further."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """A request goes to the edge at once: FastAPI's own way asks each time whether its telemetry is on."""
        if scope["type"] != "http" or self.middleware_stack is None:
            await super().__call__(scope, receive, send)
        else:
            scope["app"] = self
            await self.middleware_stack(scope, receive, send)

    def build_middleware_stack(self) -> Any:
        return Edge(Front(self, parts(), super().build_middleware_stack()), self.state.settings)

    @property
    def routes(self) -> list[BaseRoute]:
        return [*every_operation()]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    chosen: Settings = app.state.settings
    database = Database(chosen.database_url, chosen.pool_size, MasterKeys(chosen.keys_dir, chosen.master_key))
    database.files, database.post = open_store(chosen.files), open_post(chosen)
    await database.open()
    audit = ReadAudit(database)
    app.state.process = Process(chosen, database, open_ring(chosen.keys_dir), audit, KeptPages())
    workers = Workers(database, KINDS) if chosen.jobs == "on" else None
    if workers is not None:
        workers.start()
    yield
    if workers is not None:
        await asyncio.to_thread(workers.drain, DRAIN)
    await afterwards.all_done()
    await audit.close()
    await database.close()


def create_app(chosen: Settings | None = None) -> FastAPI:
    """The application for these settings (the environment's by default)."""
    app = Learnbridge(title="Learnbridge", lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.state.settings = chosen or settings()
    journal.configure(app.state.settings.log_level)
    describe(app)
    return app
