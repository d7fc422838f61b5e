"""Requirements: one write that succeeds for each operation."""

from typing import Any

from app.core import clock
from app.models import RequirementFulfilment
from app.models.requirement import RequirementCode
from app.models.requirement_fulfilment import FulfilmentState
from tests.scenarios.stage import Stage, case

ASKED = {"roles": ["volunteer", "assistant"], "validity_days": 365, "blocking": False}


def requirement(at: Stage) -> str:
    return at.id_of("requirements", at.place.coordinator, code="safeguarding_training", **ASKED)


def fulfilment(at: Stage, state: FulfilmentState = FulfilmentState.SUBMITTED) -> str:
    """Something that the volunteer has handed in."""
    row = RequirementFulfilment(
        requirement_id=at.place.code_of_conduct, code=RequirementCode.CODE_OF_CONDUCT, state=state,
        user_id=at.place.volunteer.user_id, created_by=at.place.volunteer.user_id, issued_on=clock.today(),
    )  # fmt: skip
    return f"requirement-fulfilments/{at.arrange(row)}"


@case
def create_requirement(at: Stage) -> Any:
    return at.post("requirements", code="confidentiality", **ASKED)


@case
def update_requirement(at: Stage) -> Any:
    return at.patch(f"requirements/{requirement(at)}", validity_days=730)


@case
def end_requirement(at: Stage) -> Any:
    return at.post(f"requirements/{requirement(at)}/end", reason="asked by nobody any more")


@case
def create_requirement_fulfilment(at: Stage) -> Any:
    return at.post("requirement-fulfilments", requirement_id=str(at.place.code_of_conduct))


@case
def approve_requirement_fulfilment(at: Stage) -> Any:
    return at.post(f"{fulfilment(at)}/approve")


@case
def reject_requirement_fulfilment(at: Stage) -> Any:
    return at.post(f"{fulfilment(at)}/reject", reason="the page is not signed")


@case
def revoke_requirement_fulfilment(at: Stage) -> Any:
    return at.post(f"{fulfilment(at, FulfilmentState.APPROVED)}/revoke", reason="signed by somebody else")


@case
def create_requirement_exemption(at: Stage) -> Any:
    of = {"user_id": str(at.place.volunteer2.user_id), "until": clock.today().isoformat()}
    return at.post(f"requirements/{at.place.code_of_conduct}/exemptions", **of, reason="signs it on paper tomorrow")
