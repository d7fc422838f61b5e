"""The library: materials, their words and files. Drafts are for those who write; readers find what is published."""

from sqlmodel import SQLModel, col

from app.auth.relations import ids
from app.auth.rights.grammar import ALL, EVERY_ROLE, PEOPLE, Facet, Reach, reaches
from app.models import LibraryPosting, LibrarySpelling, LibraryWord, Material, MaterialFile, MaterialTranslation
from app.models.material import Openness
from app.models.membership import Role

WRITERS = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.SUPERVISOR, Role.MEDIATOR)
READERS = tuple(role for role in Role if role not in WRITERS)

# What every search asks; words are shown to nobody, and count only where a posting in reach has them.
INDEX: dict[type, str] = {LibraryWord: "read", LibrarySpelling: "read", LibraryPosting: "read"}
WRITING: dict[type, str] = {
    Material: "read create update withdraw restore",
    MaterialTranslation: "read create update check send_back publish catch_up delete",
    MaterialFile: "read create delete see_content",
    **INDEX,
}
READING: dict[type, str] = {Material: "read", MaterialTranslation: "read", MaterialFile: "read see_content", **INDEX}

MAY: dict[Role, dict[type, str]] = {
    **{role: dict(READING) for role in READERS},
    **{role: dict(WRITING) for role in WRITERS},
}


def open_to(role: Role, openness: int) -> Reach:
    """What a role reads of the library's rows by how open each of them is."""
    if role in WRITERS:
        return ALL
    return Reach(col(openness) >= (Openness.FAMILIES if role is Role.GUARDIAN else Openness.STAFF).value)


def postings_open_to(role: Role) -> Reach:
    """The index as far as it is open; a partner reads materials, and of stories not even that they are there."""
    if role in PEOPLE:
        return open_to(role, LibraryPosting.openness)
    return Reach(col(LibraryPosting.item_id).in_(ids(Material, open_to(role, Material.openness).read)))


ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    **{
        model: {role: open_to(role, model.openness) for role in Role}
        for model in (Material, MaterialTranslation, MaterialFile)
    },
    LibraryPosting: {role: postings_open_to(role) for role in Role},
    LibraryWord: reaches(EVERY_ROLE, ALL),
    LibrarySpelling: reaches(EVERY_ROLE, ALL),
}

FACETS: dict[type, dict[str, Facet]] = {
    MaterialTranslation: {"people": Facet("administrator coordinator supervisor mediator", "")},
}
