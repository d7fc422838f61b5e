"""Those who sign in: an account with the demonstration password, a user, a membership and what the role covers."""

from typing import NamedTuple
from uuid import UUID

from app.models import Account, Membership, RoleAssignment, Seat, SupervisorAssignment, User
from app.models.membership import Role
from app.services.demonstration.stage import Stage

WHOLE_ORGANISATION = {Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.COORDINATOR}


class Person(NamedTuple):
    """Who signs in as `sign_in`@domain. `surname` and `languages` as the organisation knows them."""

    sign_in: str
    role: Role
    given_name: str
    surname: str
    languages: str


class Part(NamedTuple):
    """The part of an organisation that a role covers; nothing named: the whole of it."""

    programme_id: UUID | None = None
    school_id: UUID | None = None


def admit(stage: Stage, people: list[Person], part: Part) -> None:
    """Lets people sign in. Some roles cover the whole organisation whatever part is named."""
    dice = stage.dice
    accounts = [Account.of(f"{person.sign_in}@{stage.domain}") for person in people]
    for account in accounts:
        account.id, account.password_hash, account.demonstration = dice.id(), stage.password_hash, True
    stage.put(accounts)
    users = [new_user(stage, person, account) for person, account in zip(people, accounts, strict=True)]
    stage.put(users)
    members = [
        Membership(id=dice.id(), user_id=user.id, role=person.role, account_id=user.account_id)
        for person, user in zip(people, users, strict=True)
    ]
    sit(stage, members, part)
    stage.people.update({person.sign_in: user.id for person, user in zip(people, users, strict=True)})


def new_user(stage: Stage, person: Person, account: Account) -> User:
    return User(
        id=stage.dice.id(),
        given_name=person.given_name,
        surname=person.surname,
        email=account.email,
        account_id=account.id,
        languages=person.languages.split(),
    )


def sit(stage: Stage, members: list[Membership], part: Part) -> None:
    """Writes memberships with what they cover and their seats at sign-in."""
    stage.put(members)
    covered = {member.id: Part() if member.role in WHOLE_ORGANISATION else part for member in members}
    stage.put(
        [
            RoleAssignment(id=stage.dice.id(), membership_id=member_id, **of._asdict())
            for member_id, of in covered.items()
        ]
    )
    organisation_id = stage.db.organisation_id
    stage.put(
        [
            Seat(account_id=member.account_id, membership_id=member.id, organisation_id=organisation_id)
            for member in members
        ]
    )


def supervise(stage: Stage) -> None:
    """Puts all volunteers under the supervisor."""
    volunteers = [user_id for name, user_id in stage.people.items() if name.startswith("volunteer")]
    supervisor_id = stage.people["supervisor"]
    stage.put(
        [
            SupervisorAssignment(id=stage.dice.id(), supervisor_id=supervisor_id, volunteer_id=volunteer_id)
            for volunteer_id in volunteers
        ]
    )
