"""What families consented to: their statements, and what holds now."""

from app.models import Child, Consent, ConsentEffect
from app.models.consent import ConsentMethod, ConsentState
from app.models.consent_purpose import ConsentPurpose
from app.services.demonstration.households import Home
from app.services.demonstration.stage import Stage

METHODS = {ConsentMethod.PAPER: 6, ConsentMethod.WITNESSED_VERBAL: 3, ConsentMethod.DIGITAL: 1}


class Consents:
    """Statements in the order in which they were made, and what the latest of each child and purpose says."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.statements: list[Consent] = []

    def say(self, of: Home, child: Child, purpose: ConsentPurpose, state: ConsentState) -> None:
        """The family's speaker gives, refuses or withdraws something; whoever withdraws has given it before."""
        before = self.say_once(of, child, purpose, ConsentState.GIVEN) if state is ConsentState.WITHDRAWN else None
        self.say_once(of, child, purpose, state, before)

    def say_once(
        self, of: Home, child: Child, purpose: ConsentPurpose, state: ConsentState, before: Consent | None = None
    ) -> Consent:
        dice = self.stage.dice
        method = dice.weighted(METHODS)
        said = Consent(
            id=dice.id(),
            child_id=child.id,
            purpose=purpose,
            state=state,
            follows_id=before.id if before else None,
            given_by_id=of.speaker.id,
            created_by=of.family.mediator_id,
            method=method,
            witness="" if method is not ConsentMethod.WITNESSED_VERBAL else dice.pick(of.community.women),
            language=of.community.home_languages[0],
            text_version="2",
        )
        self.statements.append(said)
        return said

    def write(self) -> None:
        """First the statements that follow none, then those that do, then the effects."""
        self.stage.put([said for said in self.statements if said.follows_id is None])
        self.stage.put([said for said in self.statements if said.follows_id is not None])
        latest = {(said.child_id, said.purpose): said for said in self.statements}
        self.stage.put(
            [
                ConsentEffect(
                    id=self.stage.dice.id(), child_id=child_id, purpose=purpose, state=said.state, consent_id=said.id
                )
                for (child_id, purpose), said in latest.items()
            ]
        )
