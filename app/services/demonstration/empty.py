"""An organisation with an administrator and nothing else: where examples play that begin with nothing."""

from app.models import Organisation
from app.models.membership import Role
from app.models.organisation import OrganisationKind
from app.services.demonstration.people import Part, Person, admit
from app.services.demonstration.stage import Stage


def found(stage: Stage) -> None:
    """The organisation and its administrator."""
    organisation = Organisation(
        id=stage.db.organisation_id,
        name="Empty example",
        kind=OrganisationKind.OTHER,
        country="RS",
        languages=["en"],
        time_zone=stage.zone,
    )
    stage.put([organisation])
    admit(stage, [Person("administrator", Role.ADMINISTRATOR, "Alex", "Example", "en")], Part())
