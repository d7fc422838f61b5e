"""Planning a programme: its rules begin with a preset, and the groups' limits follow them."""

from sqlmodel import col

from app.auth.session import OwnedSession
from app.core.problems import InvalidRequest
from app.models import MentorGroup, Programme
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
from app.services.forming_groups import follow_policy, limits_of
from app.services.open_groups import locked
from app.services.placing import CapacityExceeded


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
    """Applies a merge patch, whose policy names only the rules that change; the groups follow, all or none.

    Raises CapacityExceeded when a group has more children than the new rules allow.
    """
    records.change(db, programme, changes, leave_out=("policy",))
    require_order(programme.starts_on, programme.ends_on, "ends_on")
    if "policy" in changes.model_fields_set:
        rules = combined(programme.rules(), changes.policy)
        programme.policy = rules.model_dump(mode="json")
        db.flush()
        refuse_too_small(db, programme)
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


def refuse_too_small(db: OwnedSession, programme: Programme) -> None:
    """Raises CapacityExceeded with the number of `groups` that have more children than the policy allows.

    The groups are locked, so that no child is placed in between.
    """
    rules = programme.rules()
    with db.beyond_reach("groups follow the policy of their programme") as wide:
        groups = locked(wide, MentorGroup, col(MentorGroup.programme_id) == programme.id)
        over = [group for group in groups if group.active_members > limits_of(rules, group.kind).max_members]
        if over:
            present = max(group.active_members for group in over)
            raise CapacityExceeded(limit=rules.max_group_size, present=present, groups=len(over))
