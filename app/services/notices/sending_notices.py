"""Sending notices: a job for each, which asks everything anew, since hours may lie between the queue and the post.

A letter may go twice when the process dies right after it has gone; it then bears the same Message-ID.
"""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.letters import Letter, written
from app.core.mail import AddressRefused, Envelope, MailFailed, Post
from app.models import Guardian, Notice, Organisation, User
from app.models.notice import USUAL, NoticeHindrance, NoticeState
from app.services import records
from app.services.jobs.job_runs import JobFailed, JobRun
from app.services.notices import letter_values, notifying, unsent
from app.services.notices.addresses import guardians_address, users_address
from app.services.reminders import matters

MOST_AT_ONCE = 200
# These were tried, or came too late to be; other hindrances are somebody's wish.
FAILURES = {NoticeHindrance.ADDRESS_REFUSED, NoticeHindrance.SERVER_FAILED, NoticeHindrance.TOO_LATE}


class Ready(NamedTuple):
    """A letter that can go now."""

    post: Post
    letter: Letter
    envelope: Envelope


def send(run: JobRun) -> dict[str, Any] | None:
    """The job of one notice."""
    with run.transaction() as db:
        notice = db.find(Notice, UUID(run.args["notice_id"]))
        if notice.state is not NoticeState.QUEUED:
            return None
        found = ready(db, notice, run.database.post, run.at or db.at)
    if isinstance(found, Ready):
        return ended(run, gone(run, found))
    return ended(run, found)


def ready(db: OwnedSession, notice: Notice, post: Post | None, at: datetime) -> Ready | NoticeHindrance | datetime:
    """The letter, or what hinders it, or until when it waits."""
    if at > notice.due_at + notice.manner.useful:
        return NoticeHindrance.TOO_LATE
    if (due_at := notifying.not_quiet(db, notice, at)) > at:
        return due_at
    if not matters.still_stands(db, notice.reminder_id, at):
        return NoticeHindrance.OVER
    address = address_of(db, notice)
    if isinstance(address, NoticeHindrance):
        return address
    if post is None:
        return NoticeHindrance.NOT_CONFIGURED
    own = db.find(Organisation, db.organisation_id)
    values = letter_values.shown(notice.language, notice.content["values"], ZoneInfo(own.time_zone), post.public_url)
    values |= {"organisation": own.name, "home": post.public_url}
    letter = written(notice.kind, notice.language, values, owed=notice.manner.owed)
    return Ready(post, letter, Envelope(address, own.name, str(notice.id), at))


def address_of(db: OwnedSession, notice: Notice) -> str | NoticeHindrance:
    """Where the person is reached today, if they may and want to be."""
    if notice.guardian_id is not None:
        return guardians_address(db, db.find(Guardian, notice.guardian_id), notice.manner)
    if notice.user_id is None:
        address: str = notice.content["address"]
        return address
    return users_address(db.find(User, notice.user_id), notice.manner)


def gone(run: JobRun, found: Ready) -> NoticeHindrance | None:
    """Hands the letter over, outside any transaction; what came in between, None: it has gone."""
    try:
        found.post.send(found.letter, found.envelope)
    except AddressRefused:
        return NoticeHindrance.ADDRESS_REFUSED
    except MailFailed as error:
        if run.claim.attempt >= run.claim.max_attempts:
            return NoticeHindrance.SERVER_FAILED
        raise JobFailed("the mail server did not take it") from error
    return None


def ended(run: JobRun, outcome: NoticeHindrance | datetime | None) -> dict[str, Any] | None:
    """Puts down what became of the notice, in the transaction in which the job is done."""
    with run.finishing() as db:
        notice = db.find(Notice, UUID(run.args["notice_id"]), lock=True)
        if isinstance(outcome, datetime):
            notice.due_at = outcome
            db.enqueue("send_notice", run.args, run_at=outcome)
        elif notice.state is NoticeState.QUEUED:
            end(db, notice, outcome, run.at or db.at)
        run.result = {"state": notice.state.value}
    return None


def end(db: OwnedSession, notice: Notice, hindrance: NoticeHindrance | None, at: datetime) -> None:
    """The notice's end; what it said goes with it."""
    if hindrance is not None:
        unsent.hear(db, notice.kind, notice.content.get("about"))
    notice.hindrance, notice.ended_at, notice.content = hindrance, at, {}
    records.move(db, notice, "send" if hindrance is None else "fail" if hindrance in FAILURES else "suppress")


def end_forgotten(run: JobRun) -> dict[str, Any]:
    """The periodic job: ends notices whose own jobs were lost, long after anybody could use them."""
    forgotten, found = 0, MOST_AT_ONCE
    while found == MOST_AT_ONCE:
        with run.transaction() as db:
            at = run.at or db.at
            late = [col(Notice.state) == NoticeState.QUEUED, col(Notice.due_at) < at - 2 * USUAL.useful]
            some = sa.select(Notice).where(*late).order_by(col(Notice.id)).limit(MOST_AT_ONCE).with_for_update()
            rows = db.execute(some).scalars().all()
            for notice in rows:
                end(db, notice, NoticeHindrance.TOO_LATE, at)
            found = len(rows)
        forgotten += found
    return {"forgotten": forgotten}
