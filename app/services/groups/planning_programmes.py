"""Planning a programme: its rules begin with a preset, and the groups' limits follow them."""

from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import Programme
from app.models.programme import (
    PRESETS,
    Policy,
    PolicyChange,
    ProgrammeCreate,
    ProgrammeStatus,
    ProgrammeUpdate,
)
from app.services import records
from app.services.dating import require_order
from app.services.groups.forming_groups import follow_policy


def plan_programme(db: OwnedSession, new: ProgrammeCreate) -> Programme:
    """A programme with the preset's rules and the body's on top; planned when it begins later than today."""
    rules = combined(PRESETS[new.preset] if new.preset else Policy(), new.policy)
    whole = new.model_copy(update={"policy": rules})
    if (known := records.already(db, Programme, whole)) is not None:
        return known
    require_order(new.starts_on, new.ends_on, "ends_on")
    later = new.starts_on > db.at.date()
    status = ProgrammeStatus.PLANNED if later else ProgrammeStatus.RUNNING
    return db.put(records.made(db, Programme, whole, status=status))


def change_programme(db: OwnedSession, programme: Programme, changes: ProgrammeUpdate) -> Programme:
    """Applies a merge patch, whose policy names only the rules that change; the groups follow.

    A group that has more children than the new rules allow keeps them, stands among the groups outside policy, and
    takes nobody new until there is room.
    """
    records.change(db, programme, changes, leave_out=("policy",))
    require_order(programme.starts_on, programme.ends_on, "ends_on")
    if "policy" in changes.model_fields_set:
        rules = combined(programme.rules(), changes.policy)
        programme.policy = rules.model_dump(mode="json")
        db.flush()
        follow_policy(db, programme)
    return programme


def combined(rules: Policy, change: PolicyChange) -> Policy:
    """The rules with those of the change in their place."""
    named = {name: getattr(change, name) for name in change.model_fields_set}
    result = rules.model_copy(update=named)
    if result.min_group_size > result.max_group_size:
        name = "min_group_size" if "min_group_size" in named else "max_group_size"
        detail = "The smallest size of a group is above the largest."
        raise InvalidRequest(errors=[{"pointer": f"/policy/{name}", "code": "out_of_range", "detail": detail}])
    return result
