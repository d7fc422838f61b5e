"""Conversations, their messages and translations; interpreters and the requests for them."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect, recode

revision = "0023_conversations"
down_revision = "0022_library"
branch_labels = None
depends_on = None

TABLES = (
    "conversation",
    "conversation_participant",
    "interpretation_request",
    "interpreter",
    "interpreter_relative",
    "message",
    "message_translation",
)

PURPOSES = "homework_photo consent_evidence meeting_evidence material other"
WITH_MESSAGES = "homework_photo consent_evidence meeting_evidence material message other"


def upgrade() -> None:
    op.create_table(
        "interpreter",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("adult", sa.Boolean(), nullable=False),
        sa.Column("confidentiality_signed_on", columns.Day(), nullable=True),
        sa.Column("modes", columns.Document(), nullable=False),
        sa.Column("availability", columns.Document(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("active", "paused", name="interpreterstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_interpreter_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_interpreter_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_interpreter")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("interpreter", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interpreter_organisation_id_state_id"), ["organisation_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_interpreter_organisation_id_user_id"), ["organisation_id", "user_id"], unique=True
        )

    op.create_table(
        "interpreter_relative",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("interpreter_id", columns.Id(), nullable=False),
        sa.Column("family_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "family_id"],
            ["family.organisation_id", "family.id"],
            name="fk_interpreter_relative_family_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "interpreter_id"],
            ["interpreter.organisation_id", "interpreter.id"],
            name="fk_interpreter_relative_interpreter_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_interpreter_relative_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_interpreter_relative")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("interpreter_relative", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interpreter_relative_organisation_id_family_id"),
            ["organisation_id", "family_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_interpreter_relative_organisation_id_interpreter_id_family_id"),
            ["organisation_id", "interpreter_id", "family_id"],
            unique=True,
        )

    op.create_table(
        "conversation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "closed", name="conversationstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("active_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_conversation_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_conversation_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_conversation_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_conversation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conversation_organisation_id_active_at_id"),
            ["organisation_id", "active_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_conversation_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_conversation_organisation_id_programme_id_active_at_id"),
            ["organisation_id", "programme_id", "active_at", "id"],
            unique=False,
        )

    op.create_table(
        "conversation_participant",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("quiet_from", sa.String(), nullable=False),
        sa.Column("quiet_to", sa.String(), nullable=False),
        sa.Column("conversation_id", columns.Id(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "data_protection_officer",
                "coordinator",
                "supervisor",
                "educator",
                "mediator",
                "volunteer",
                "assistant",
                "teacher",
                "guardian",
                "partner",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", columns.Id(), nullable=True),
        sa.Column("guardian_id", columns.Id(), nullable=True),
        sa.Column("sees_after", sa.Integer(), nullable=False),
        sa.Column("read_number", sa.Integer(), nullable=False),
        sa.Column("read_at", columns.Instant(), nullable=True),
        sa.Column("told_number", sa.Integer(), nullable=False),
        sa.Column("left_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "conversation_id"],
            ["conversation.organisation_id", "conversation.id"],
            name="fk_conversation_participant_conversation_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "guardian_id"],
            ["guardian.organisation_id", "guardian.id"],
            name="fk_conversation_participant_guardian_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_conversation_participant_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_conversation_participant_organisation"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_conversation_participant")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("conversation_participant", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conversation_participant_organisation_id_conversation_id_id"),
            ["organisation_id", "conversation_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_conversation_participant_organisation_id_guardian_id_conversation_id"),
            ["organisation_id", "guardian_id", "conversation_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_conversation_participant_organisation_id_user_id_conversation_id"),
            ["organisation_id", "user_id", "conversation_id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_conversation_id_guardian_id",
            ["organisation_id", "conversation_id", "guardian_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL AND guardian_id IS NOT NULL"),
            postgresql_where=sa.text("left_at IS NULL AND guardian_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_conversation_id_user_id_role",
            ["organisation_id", "conversation_id", "user_id", "role"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL AND user_id IS NOT NULL"),
            postgresql_where=sa.text("left_at IS NULL AND user_id IS NOT NULL"),
        )

    op.create_table(
        "message",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", columns.Sealed(), nullable=False),
        sa.Column("reply_to_id", columns.Id(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("conversation_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("participant_id", columns.Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("sent", "retracted", name="messagestate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("attachment_ids", columns.Document(), nullable=False),
        sa.Column("audio_id", columns.Id(), nullable=True),
        sa.CheckConstraint("text = '' OR substr(text, 1, 3) = 's1.'", name=op.f("ck_message_text_sealed")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "audio_id"],
            ["attachment.organisation_id", "attachment.id"],
            name="fk_message_audio_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_message_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "conversation_id"],
            ["conversation.organisation_id", "conversation.id"],
            name="fk_message_conversation_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "participant_id"],
            ["conversation_participant.organisation_id", "conversation_participant.id"],
            name="fk_message_participant_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_message_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "reply_to_id"],
            ["message.organisation_id", "message.id"],
            name="fk_message_reply_to_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_message_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_message")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_organisation_id_child_id_id"), ["organisation_id", "child_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_message_organisation_id_conversation_id_number"),
            ["organisation_id", "conversation_id", "number"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_message_organisation_id_reply_to_id"), ["organisation_id", "reply_to_id"], unique=False
        )

    op.create_table(
        "interpretation_request",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("message_id", columns.Id(), nullable=True),
        sa.Column("session_id", columns.Id(), nullable=True),
        sa.Column("engagement_id", columns.Id(), nullable=True),
        sa.Column("child_id", columns.Id(), nullable=True),
        sa.Column("from_language", sa.String(), nullable=False),
        sa.Column("to_language", sa.String(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "phone",
                "video",
                "in_person",
                "written",
                name="interpretationmode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_at", columns.Instant(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("note", columns.Sealed(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "assigned",
                "done",
                "no_show",
                "cancelled",
                name="interpretationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("interpreter_id", columns.Id(), nullable=True),
        sa.Column("done_minutes", sa.Integer(), nullable=True),
        sa.Column("done_at", columns.Instant(), nullable=True),
        sa.CheckConstraint(
            "note = '' OR substr(note, 1, 3) = 's1.'", name=op.f("ck_interpretation_request_note_sealed")
        ),
        sa.CheckConstraint(
            "CASE WHEN message_id IS NULL THEN 0 ELSE 1 END + CASE WHEN session_id IS NULL THEN 0 ELSE 1 END + CASE WHEN engagement_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_interpretation_request_of_one"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_interpretation_request_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "engagement_id"],
            ["engagement.organisation_id", "engagement.id"],
            name="fk_interpretation_request_engagement_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "interpreter_id"],
            ["user.organisation_id", "user.id"],
            name="fk_interpretation_request_interpreter_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "message_id"],
            ["message.organisation_id", "message.id"],
            name="fk_interpretation_request_message_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_interpretation_request_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "session_id"],
            ["session.organisation_id", "session.id"],
            name="fk_interpretation_request_session_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_interpretation_request_organisation"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_interpretation_request")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("interpretation_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interpretation_request_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_interpretation_request_organisation_id_engagement_id"),
            ["organisation_id", "engagement_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_interpretation_request_organisation_id_interpreter_id_state_starts_at"),
            ["organisation_id", "interpreter_id", "state", "starts_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_interpretation_request_organisation_id_message_id"),
            ["organisation_id", "message_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_interpretation_request_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_interpretation_request_organisation_id_session_id"),
            ["organisation_id", "session_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_interpretation_request_organisation_id_state_id"),
            ["organisation_id", "state", "id"],
            unique=False,
        )

    op.create_table(
        "message_translation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", columns.Sealed(), nullable=False),
        sa.Column("translator_name", sa.String(), nullable=False),
        sa.Column("message_id", columns.Id(), nullable=False),
        sa.Column("translator_id", columns.Id(), nullable=True),
        sa.CheckConstraint("text = '' OR substr(text, 1, 3) = 's1.'", name=op.f("ck_message_translation_text_sealed")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "message_id"],
            ["message.organisation_id", "message.id"],
            name="fk_message_translation_message_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "translator_id"],
            ["user.organisation_id", "user.id"],
            name="fk_message_translation_translator_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_message_translation_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_message_translation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("message_translation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_translation_organisation_id_message_id_id"),
            ["organisation_id", "message_id", "id"],
            unique=False,
        )
    protect(*TABLES)
    recode("attachment", "purpose", "attachmentpurpose", old=PURPOSES, new=WITH_MESSAGES)


def downgrade() -> None:
    recode("attachment", "purpose", "attachmentpurpose", old=WITH_MESSAGES, new=PURPOSES)
    with op.batch_alter_table("message_translation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_translation_organisation_id_message_id_id"))

    op.drop_table("message_translation")
    with op.batch_alter_table("interpretation_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interpretation_request_organisation_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_interpretation_request_organisation_id_session_id"))
        batch_op.drop_index(batch_op.f("ix_interpretation_request_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_interpretation_request_organisation_id_message_id"))
        batch_op.drop_index(batch_op.f("ix_interpretation_request_organisation_id_interpreter_id_state_starts_at"))
        batch_op.drop_index(batch_op.f("ix_interpretation_request_organisation_id_engagement_id"))
        batch_op.drop_index(batch_op.f("ix_interpretation_request_organisation_id_child_id_id"))

    op.drop_table("interpretation_request")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_organisation_id_reply_to_id"))
        batch_op.drop_index(batch_op.f("ix_message_organisation_id_conversation_id_number"))
        batch_op.drop_index(batch_op.f("ix_message_organisation_id_child_id_id"))

    op.drop_table("message")
    with op.batch_alter_table("conversation_participant", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_conversation_id_user_id_role",
            sqlite_where=sa.text("left_at IS NULL AND user_id IS NOT NULL"),
            postgresql_where=sa.text("left_at IS NULL AND user_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_conversation_id_guardian_id",
            sqlite_where=sa.text("left_at IS NULL AND guardian_id IS NOT NULL"),
            postgresql_where=sa.text("left_at IS NULL AND guardian_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_conversation_participant_organisation_id_user_id_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_conversation_participant_organisation_id_guardian_id_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_conversation_participant_organisation_id_conversation_id_id"))

    op.drop_table("conversation_participant")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_organisation_id_programme_id_active_at_id"))
        batch_op.drop_index(batch_op.f("ix_conversation_organisation_id_child_id_id"))
        batch_op.drop_index(batch_op.f("ix_conversation_organisation_id_active_at_id"))

    op.drop_table("conversation")
    with op.batch_alter_table("interpreter_relative", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interpreter_relative_organisation_id_interpreter_id_family_id"))
        batch_op.drop_index(batch_op.f("ix_interpreter_relative_organisation_id_family_id"))

    op.drop_table("interpreter_relative")
    with op.batch_alter_table("interpreter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interpreter_organisation_id_user_id"))
        batch_op.drop_index(batch_op.f("ix_interpreter_organisation_id_state_id"))

    op.drop_table("interpreter")
