"""The people of a generated organisation: those who coordinate and the volunteers, each with a living sign-in."""

from datetime import UTC, datetime
from uuid import UUID

from app.core.folding import fold
from app.models import Account, Membership, Organisation, RoleAssignment, Seat, SignIn, SupervisorAssignment, User
from app.models.membership import Role
from app.models.organisation import OrganisationKind
from benchmarks.cast import Person
from benchmarks.society import BEGUN, Society

FIRST = "Ana Bojan Dragana Emir Fatima Goran Hana Ivan Jelena Katja Luka Mila Nada Omar Petra Rade Sara Toma Vera Zoran"
LAST = "Petrović Jović Ilić Nikolić Kovač Marić Savić Hadžić Stanković Đorđević Lazić Tomić Babić Vuković Zorić"
FIRST_NAMES, LAST_NAMES = FIRST.split(), LAST.split()
STAFF = {Role.COORDINATOR: 2, Role.SUPERVISOR: 1, Role.EDUCATOR: 1, Role.MEDIATOR: 1}
FAR = datetime(2100, 1, 1, tzinfo=UTC)


def found(society: Society) -> None:
    """The organisation itself and its people."""
    society.id = society.ids()
    name = "INDIGO" if society.number == 0 else f"Society {society.number + 1}"
    about = {"kind": OrganisationKind.NGO, "country": "RS", "languages": ["sr-Cyrl"], "time_zone": "Europe/Belgrade"}
    society.put(society.pattern(Organisation, "id name", **about), [(society.id, name)])
    for role, number in {**STAFF, Role.VOLUNTEER: society.size.volunteers}.items():
        society.people[role.value] = employ(society, role, number)
    oversee(society)


def employ(society: Society, role: Role, number: int) -> list[Person]:
    """So many people in one role."""
    accounts = [society.ids() for _ in range(number)]
    people = [Person(society.id, society.ids(), society.ids(), society.ids(), role.value) for _ in accounts]
    emails = [f"{role.value}{i}@{society.number}.example" for i in range(number)]
    society.put(society.pattern(Account, "id email"), zip(accounts, emails, strict=True))
    society.put(
        society.pattern(User, "id given_name surname email account_id search_key"),
        [
            (person.user, first, last, email, account, fold(f"{first} {last} {email}"))
            for i, (person, account, email) in enumerate(zip(people, accounts, emails, strict=True))
            for first, last in [(FIRST_NAMES[i % len(FIRST_NAMES)], LAST_NAMES[i % len(LAST_NAMES)])]
        ],
    )
    pairs = list(zip(people, accounts, strict=True))
    society.put(
        society.pattern(Membership, "id user_id account_id", role=role), ((p.membership, p.user, a) for p, a in pairs)
    )
    society.put(society.pattern(Seat, "account_id membership_id"), ((a, p.membership) for p, a in pairs))
    lasting = {"expires_at": FAR, "absolute_end_at": FAR, "last_used_at": BEGUN, "role": role}
    society.put(
        society.pattern(SignIn, "id membership_id user_id account_id", **lasting),
        ((p.sign_in, p.membership, p.user, a) for p, a in pairs),
    )
    return people


def oversee(society: Society) -> None:
    """Coordinators and educators cover the whole organisation; the supervisor has every volunteer."""
    covering = society.people[Role.COORDINATOR] + society.people[Role.EDUCATOR]
    society.put(society.pattern(RoleAssignment, "id membership_id"), ((society.ids(), p.membership) for p in covering))
    supervisor = UUID(society.people[Role.SUPERVISOR][0].user)
    society.put(
        society.pattern(SupervisorAssignment, "id volunteer_id", supervisor_id=supervisor),
        ((society.ids(), volunteer.user) for volunteer in society.people[Role.VOLUNTEER]),
    )
