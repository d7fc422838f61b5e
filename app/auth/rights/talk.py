"""Conversations about children: who may do what, which rows, which fields.

What is said is for those who take part, from the message on from which they do, and only while they reach the child: a
teacher needs the consent to share with the school, a guardian who is excluded for safety has no part in it.
"""

from functools import cache

import sqlalchemy as sa
from sqlmodel import SQLModel, col

from app.auth.principal import me
from app.auth.relations import Ids, ids, mine, my_children, my_programmes
from app.auth.rights.grammar import Clause, Facet, Reach
from app.auth.rights.interpreting import INTERPRETING, messages_i_interpret
from app.models import Conversation, ConversationParticipant, Guardian, Message, MessageTranslation
from app.models.membership import Role

TALKING = (Role.COORDINATOR, Role.EDUCATOR, Role.MEDIATOR, Role.TEACHER, Role.GUARDIAN)

ARRANGING: dict[type, str] = {
    Conversation: "read create update close reopen",
    ConversationParticipant: "read create update leave",
    Message: "read create retract",
    MessageTranslation: "read create",
}
TAKING_PART: dict[type, str] = {
    **ARRANGING,
    Conversation: "read create",
    ConversationParticipant: "read update leave",
}
INTERPRETED: dict[type, str] = {Message: "read", MessageTranslation: "read create"}

MAY: dict[Role, dict[type, str]] = {
    Role.COORDINATOR: ARRANGING,
    Role.EDUCATOR: ARRANGING,
    Role.MEDIATOR: ARRANGING,
    Role.TEACHER: TAKING_PART,
    Role.GUARDIAN: TAKING_PART,
    Role.SUPERVISOR: INTERPRETED,
    Role.VOLUNTEER: INTERPRETED,
}

excluded = ids(Guardian, col(Guardian.safety_excluded).is_(True))
not_excluded = sa.or_(
    col(ConversationParticipant.guardian_id).is_(None), col(ConversationParticipant.guardian_id).not_in(excluded)
)
my_own_entries = ids(Guardian, col(Guardian.user_id) == me.user, col(Guardian.safety_excluded).is_(False))
takes_part = col(ConversationParticipant.left_at).is_(None)
# In whatever role: for what is shown of a row that is in reach already.
it_is_me = sa.or_(
    col(ConversationParticipant.user_id) == me.user, col(ConversationParticipant.guardian_id).in_(my_own_entries)
)


@cache
def my_part(role: Role) -> Clause:
    """Where the caller takes part in this role, now."""
    if role is Role.GUARDIAN:
        return sa.and_(takes_part, col(ConversationParticipant.guardian_id).in_(my_own_entries))
    user = col(ConversationParticipant.user_id) == me.user
    return sa.and_(takes_part, user, col(ConversationParticipant.role) == role)


@cache
def conversations_of(role: Role) -> Clause:
    """Conversations in which a role takes part about a child that it reaches; a coordinator's are the programmes'."""
    if role is Role.COORDINATOR:
        return col(Conversation.programme_id).in_(my_programmes)
    joined = sa.select(col(ConversationParticipant.conversation_id)).where(mine(ConversationParticipant), my_part(role))
    return sa.and_(col(Conversation.id).in_(joined), col(Conversation.child_id).in_(my_children(role)))


def participants_of(role: Role) -> Reach:
    """Of one's conversations; of the excluded only those know who know of the exclusion. Written is one's own part."""
    there = col(ConversationParticipant.conversation_id).in_(ids(Conversation, conversations_of(role)))
    return Reach(there if role is Role.COORDINATOR else sa.and_(there, not_excluded), my_part(role))


@cache
def messages_of(role: Role) -> Clause:
    """What was said since the role takes part, about a child that it reaches; and what it is to interpret now."""
    heard = (
        sa.exists()
        .where(
            mine(ConversationParticipant),
            my_part(role),
            col(ConversationParticipant.conversation_id) == col(Message.conversation_id),
            col(ConversationParticipant.sees_after) < col(Message.number),
        )
        .correlate_except(ConversationParticipant)
    )
    said = sa.and_(col(Message.child_id).in_(my_children(role)), heard)
    asked = col(Message.id).in_(messages_i_interpret)
    if role not in TALKING:
        return asked
    return sa.or_(said, asked) if role in INTERPRETING else said


def messages_in_reach(role: Role) -> Ids:
    return ids(Message, messages_of(role))


SPEAKING = tuple(dict.fromkeys((*TALKING, *INTERPRETING)))
written_by_me = col(Message.created_by) == me.user

ROWS: dict[type[SQLModel], dict[Role, Reach]] = {
    Conversation: {role: Reach(conversations_of(role)) for role in TALKING},
    ConversationParticipant: {role: participants_of(role) for role in TALKING},
    Message: {role: Reach(messages_of(role), written_by_me) for role in SPEAKING},
    MessageTranslation: {
        role: Reach(
            col(MessageTranslation.message_id).in_(messages_in_reach(role)),
            col(MessageTranslation.created_by) == me.user,
        )
        for role in SPEAKING
    },
}

FACETS: dict[type, dict[str, Facet]] = {
    ConversationParticipant: {
        # Guardians are told roles and first names, as in the circle of care.
        "login": Facet("coordinator educator mediator teacher", "coordinator educator mediator teacher"),
    },
}
