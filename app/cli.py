"""The command line: serve, worker, migrate, demonstration data, first organisation and users, contract, audit, sums."""

import secrets
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

import orjson
import typer
from pydantic import ValidationError

from app.auth.keys import rotate
from app.auth.resealing import reseal, rewrap
from app.auth.resealing import rotate as rotate_data_key
from app.auth.rights_page import rights_page
from app.auth.trail import verify_chain
from app.core import journal
from app.core.database import Database
from app.core.problems import DomainError
from app.core.settings import settings
from app.main import create_app
from app.migrations.upgrade import differences, revise, upgrade
from app.models.membership import Role
from app.models.organisation import OrganisationFields, OrganisationKind
from app.services import demonstration
from app.services.jobs.kinds import KINDS
from app.services.jobs.workers import Workers
from app.services.people import founding
from app.services.sessions import summing_attendance
from app.serving import database, require_ready, require_schema, serve

CONTRACT, RIGHTS = Path("openapi/openapi.json"), Path("openapi/rights.md")

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
audit = typer.Typer(no_args_is_help=True, help="The audit trail.")
keys = typer.Typer(no_args_is_help=True, help="The keys that sign access tokens, and those that seal sensitive texts.")
cli.add_typer(audit, name="audit")
cli.add_typer(keys, name="keys")


def fail(sentence: str) -> None:
    raise SystemExit(sentence)


def migrated() -> Database:
    """The database of the settings; ends the process where `learnbridge migrate` comes first."""
    require_schema(opened := database())
    return opened


@contextmanager
def in_sentences() -> Iterator[None]:
    """What is refused ends the process with a sentence for each wrong value."""
    try:
        yield
    except ValidationError as error:
        fail("\n".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()))
    except DomainError as error:
        fail("\n".join([error.detail, *(each["detail"] for each in error.members.get("errors", ()))]))


cli.command()(serve)


@cli.command()
def worker(
    threads: Annotated[int, typer.Option(min=1, max=32, help="Jobs at once")] = 2,
    patience: Annotated[float, typer.Option(help="Seconds to wait for running jobs when told to end")] = 25.0,
) -> None:
    """Work on jobs, beside web processes that have LEARNBRIDGE_JOBS=off or not enough time; needs PostgreSQL."""
    opened = database(threads + 2)
    if opened.kind == "sqlite":
        fail("On SQLite jobs are worked on inside the web process: SQLite has one writer.")
    require_ready(opened)
    journal.configure(settings().log_level)
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    workers = Workers(opened, KINDS, threads)
    workers.start()
    told.wait()
    workers.drain(patience)


@cli.command()
def migrate(
    check: Annotated[bool, typer.Option("--check", help="Only compare migrations and models, on a new file")] = False,
    revision: Annotated[str, typer.Option(help="Write the migration that is missing, under this message")] = "",
) -> None:
    """Bring the database to the newest schema."""
    if revision:
        revise(database(), revision)
    elif check:
        check_migrations()
    else:
        upgrade(database())


def check_migrations() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Database(f"sqlite:///{folder}/check.db")
        upgrade(fresh)
        if found := differences(fresh):
            fail("\n".join(["Migrations and models differ:", *map(str, found)]))


@cli.command()
def demo(
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing where there is data already")] = False,
) -> None:
    """Load the demonstration data."""
    opened = migrated()
    if founding.is_empty(opened):
        demonstration.load(opened)
    elif not if_empty:
        fail("There is data already; demonstration data goes into an empty database only.")


@cli.command("create-organisation")
def create_organisation(
    name: str,
    kind: OrganisationKind = OrganisationKind.NGO,
    country: str = "RS",
    time_zone: str = "Europe/Belgrade",
    languages: Annotated[str, typer.Option(help="BCP 47 tags, separated by commas")] = "en",
) -> None:
    """Make an organisation; prints its id."""
    given = {"name": name, "kind": kind, "country": country, "time_zone": time_zone, "languages": languages.split(",")}
    with in_sentences():
        typer.echo(str(founding.found(migrated(), OrganisationFields.model_validate(given))))


@cli.command("create-user")
def create_user(
    organisation: UUID,
    email: str,
    role: Role,
    given_name: str = "",
    password_file: Annotated[str, typer.Option(help="File holding the password; - reads it; none: one is made")] = "",
) -> None:
    """Make a user with a role that covers the whole organisation; prints the password if it was made here."""
    opened, password = migrated(), read_password(password_file)
    if organisation not in founding.organisations(opened):
        fail(f"There is no organisation {organisation}.")
    with in_sentences():
        new = founding.NewUser(email=email, role=role, given_name=given_name or email.split("@")[0], password=password)
        founding.add_user(opened, organisation, new)
    if not password_file:
        typer.echo(password)


def read_password(source: str) -> str:
    if source == "-":
        return sys.stdin.readline().rstrip("\n")
    return Path(source).read_text().rstrip("\n") if source else secrets.token_urlsafe(18)


@cli.command()
def openapi(
    check: Annotated[bool, typer.Option("--check", help="Only compare with the committed contract")] = False,
) -> None:
    """Write the contract and the tables of rights to openapi/."""
    contract = orjson.dumps(create_app().openapi(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    for path, content in ((CONTRACT, contract), (RIGHTS, rights_page().encode())):
        if not check:
            path.write_bytes(content)
        elif not path.exists() or path.read_bytes() != content:
            fail(f"{path} differs from the code: run `learnbridge openapi`, read the difference, commit it.")


@cli.command()
def recompute() -> None:
    """Count the attendance sums of every organisation anew, compare, and mend what differs."""
    opened = migrated()
    for organisation in founding.organisations(opened):
        mended = summing_attendance.recompute(opened, organisation)
        typer.echo(f"{organisation}: {len(mended)} sums mended" if mended else f"{organisation}: all sums agree")


@audit.command()
def verify() -> None:
    """Walk every chain of every organisation; a break is printed and the exit status is 1."""
    opened = migrated()
    broken = 0
    for organisation in founding.organisations(opened):
        report = verify_chain(opened, organisation)
        typer.echo(f"{organisation}: {report.rows} rows in {report.lanes} lanes, head {report.head[:16] or 'none'}")
        for line in report.breaks:
            typer.echo(f"  {line}")
        broken += len(report.breaks)
    if broken:
        raise typer.Exit(1)


@keys.command("rotate")
def rotate_keys() -> None:
    """Add a signing key; it signs a minute later, and the one before goes on verifying."""
    typer.echo(rotate(settings().keys_dir))


@keys.command("rotate-data")
def rotate_data(
    finish: Annotated[bool, typer.Option("--finish", help="No new key: only go on with what was left")] = False,
) -> None:
    """Make a new data key for every organisation and seal the old texts anew, in batches, while the server runs."""
    opened = migrated()
    for organisation in founding.organisations(opened):
        number = None if finish else rotate_data_key(opened, organisation)
        sealed = reseal(opened, organisation)
        typer.echo(f"{organisation}: {f'key {number}, ' if number else ''}{sealed} texts sealed anew")


@keys.command("rotate-master")
def rotate_master() -> None:
    """Add a master key and wrap every data key with it; from the environment, the first key there wraps."""
    opened = migrated()
    if not settings().master_key:
        typer.echo(opened.masters.add())
    for organisation in founding.organisations(opened):
        typer.echo(f"{organisation}: {rewrap(opened, organisation)} data keys wrapped anew")
