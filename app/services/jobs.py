"""Every kind of job: what is done, how long a worker may hold it, how often it is tried, how often it comes by itself.

A kind's name stands in the database; once used it stays, until no job of that name is left.
"""

from datetime import timedelta

from app.services import (
    ending_consent,
    erasing_applications,
    escalating_concerns,
    processing_files,
    scheduling,
    sending_notices,
    tidying,
    warning_of_expiry,
)
from app.services.job_runs import Kind

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
    # Twenty attempts are half a day without a mail server.
    "send_notice": Kind(work=sending_notices.send, max_attempts=20, lease=timedelta(minutes=3)),
    "end_notices": Kind(work=sending_notices.end_forgotten, every=A_DAY, lease=timedelta(minutes=5)),
    "tidy": Kind(work=tidying.tidy, every=A_DAY, lease=timedelta(minutes=5)),
    "warn_of_expiry": Kind(work=warning_of_expiry.warn_all, every=A_DAY, lease=timedelta(minutes=5)),
}
