"""The web process: what must be ready before it starts, and the server."""

import sys

import uvicorn

from app.auth.keys import open_ring
from app.auth.resealing import masters_needed
from app.core.database import Database
from app.core.files import open_store
from app.core.mail import open_post
from app.core.settings import settings
from app.migrations.newest import at_head
from app.services.people import founding
from app.services.sign_in.demonstration_accounts import who_can_sign_in


def serve() -> None:
    """Serve the API on HOST and PORT."""
    chosen, opened = settings(), database()
    if chosen.processes > 1 and opened.kind == "sqlite":
        raise SystemExit("Several processes need PostgreSQL: SQLite has one writer.")
    require_ready(opened)
    open_ring(chosen.keys_dir)
    host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
    address = f"http://{host}:{chosen.port}"
    print(f"Learnbridge on {address} - documentation at {address}/docs", *who_can_sign_in(opened), sep="\n")
    opened.engine.dispose()
    sys.stdout.flush()
    uvicorn.run(
        "app.start:create_app",
        factory=True,
        host=chosen.host,
        port=chosen.port,
        workers=chosen.processes if chosen.processes > 1 else None,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=chosen.trusted_proxies,
        timeout_graceful_shutdown=15,
    )


def database(pool_size: int = 0) -> Database:
    """The database of the settings with its store of files and its way to send letters."""
    opened = Database(settings().database_url, max(settings().pool_size, pool_size))
    opened.files, opened.post = open_store(settings().files), open_post(settings())
    return opened


def require_ready(opened: Database) -> None:
    """Ends the process on an old schema, or without a master key that the data need."""
    require_schema(opened)
    opened.masters.open(masters_needed(opened, founding.organisations(opened)))


def require_schema(opened: Database) -> None:
    """Ends the process on an old schema, or on none."""
    if not at_head(opened):
        raise SystemExit("The database is not at the newest schema: run `learnbridge migrate` first.")
