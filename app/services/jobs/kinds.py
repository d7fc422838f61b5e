"""Every kind of job: what is done, how long a worker may hold it, how often it is tried, how often it comes by itself.

A kind's name stands in the database; once used it stays, until no job of that name is left.
"""

from datetime import timedelta

from app.services.families import ending_consent
from app.services.files import processing_files
from app.services.jobs import tidying
from app.services.jobs.job_runs import Kind
from app.services.notices import sending_notices
from app.services.recruitment import erasing_applications
from app.services.reminders import reminding
from app.services.safeguarding import escalating_concerns
from app.services.sessions import scheduling
from app.services.volunteers import warning_of_expiry

A_DAY = timedelta(days=1)

KINDS: dict[str, Kind] = {
    "concern_clock": Kind(work=escalating_concerns.keep_clock, every=timedelta(minutes=15)),
    "erase_applications": Kind(
        work=erasing_applications.erase_due, every=timedelta(hours=1), lease=timedelta(minutes=5)
    ),
    "erase_files": Kind(work=processing_files.erase_due, every=timedelta(hours=1), lease=timedelta(minutes=5)),
    "process_attachment": Kind(work=processing_files.process, lease=timedelta(minutes=3)),
    "extend_schedules": Kind(work=scheduling.extend_all, every=A_DAY, lease=timedelta(minutes=5)),
    "lapse_consents": Kind(work=ending_consent.lapse_all, every=timedelta(hours=6), lease=timedelta(minutes=5)),
    "remind": Kind(work=reminding.remind_all, every=timedelta(hours=6), lease=timedelta(minutes=5)),
    # Twenty attempts are half a day without a mail server.
    "send_notice": Kind(work=sending_notices.send, max_attempts=20, lease=timedelta(minutes=3)),
    "end_notices": Kind(work=sending_notices.end_forgotten, every=A_DAY, lease=timedelta(minutes=5)),
    "tidy": Kind(work=tidying.tidy, every=A_DAY, lease=timedelta(minutes=5)),
    "warn_of_expiry": Kind(work=warning_of_expiry.warn_all, every=A_DAY, lease=timedelta(minutes=5)),
}
