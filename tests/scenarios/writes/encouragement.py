"""Thanks: one write that succeeds for each operation."""

from typing import Any

from app.models import Thanks
from tests.scenarios.stage import Stage, case


@case
def create_thanks(at: Stage) -> Any:
    return at.post("thanks", volunteer_id=str(at.place.volunteer_profile), text="You stayed longer when it mattered.")


@case
def delete_thanks(at: Stage) -> Any:
    of = {"volunteer_id": at.place.volunteer_profile, "user_id": at.place.volunteer.user_id}
    return at.delete(f"thanks/{at.arrange(Thanks(**of, text='Well done!', created_by=at.me.user_id))}")
