"""Supervision notes, meetings with agreed actions, and one supervisor at a time."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0010_supervision"
down_revision = "0009_homework_attachments"
branch_labels = None
depends_on = None

TABLES = (
    "agreed_action",
    "meeting_child",
    "meeting_participant",
    "supervision_answer",
    "supervision_meeting",
    "supervision_note",
)


def upgrade() -> None:
    op.create_table(
        "supervision_meeting",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "in_person",
                "phone",
                "viber",
                "messenger",
                "skype",
                "whatsapp",
                "zoom",
                "teams",
                "other",
                name="sessionchannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("supervisor_id", columns.Id(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "held",
                "cancelled",
                name="meetingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("notes", columns.Sealed(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_supervision_meeting_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "supervisor_id"],
            ["user.organisation_id", "user.id"],
            name="fk_supervision_meeting_supervisor_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_supervision_meeting_organisation"),
        sa.CheckConstraint(
            "notes = '' OR substr(notes, 1, 3) = 's1.'",
            name=op.f("ck_supervision_meeting_notes_sealed"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_supervision_meeting")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("supervision_meeting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supervision_meeting_organisation_id_programme_id_starts_at_id"),
            ["organisation_id", "programme_id", "starts_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_meeting_organisation_id_starts_at_id"),
            ["organisation_id", "starts_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_meeting_organisation_id_supervisor_id_starts_at_id"),
            ["organisation_id", "supervisor_id", "starts_at", "id"],
            unique=False,
        )

    op.create_table(
        "agreed_action",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("what", columns.Sealed(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("due_on", columns.Day(), nullable=False),
        sa.Column("meeting_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("supervisor_id", columns.Id(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "done", "dropped", name="actionstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("closed_at", columns.Instant(), nullable=True),
        sa.Column("closed_by_id", columns.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "closed_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_agreed_action_closed_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "meeting_id"],
            ["supervision_meeting.organisation_id", "supervision_meeting.id"],
            name="fk_agreed_action_meeting_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_agreed_action_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "supervisor_id"],
            ["user.organisation_id", "user.id"],
            name="fk_agreed_action_supervisor_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_agreed_action_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_agreed_action_organisation"),
        sa.CheckConstraint(
            "what = '' OR substr(what, 1, 3) = 's1.'",
            name=op.f("ck_agreed_action_what_sealed"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_agreed_action")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("agreed_action", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreed_action_organisation_id_due_on_id"), ["organisation_id", "due_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agreed_action_organisation_id_meeting_id_id"),
            ["organisation_id", "meeting_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_agreed_action_organisation_id_programme_id_due_on_id"),
            ["organisation_id", "programme_id", "due_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_agreed_action_organisation_id_supervisor_id_due_on_id"),
            ["organisation_id", "supervisor_id", "due_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_agreed_action_organisation_id_user_id_due_on_id"),
            ["organisation_id", "user_id", "due_on", "id"],
            unique=False,
        )

    op.create_table(
        "meeting_participant",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("meeting_id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "meeting_id"],
            ["supervision_meeting.organisation_id", "supervision_meeting.id"],
            name="fk_meeting_participant_meeting_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_meeting_participant_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_meeting_participant_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_meeting_participant")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("meeting_participant", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_participant_organisation_id_meeting_id_user_id"),
            ["organisation_id", "meeting_id", "user_id"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_meeting_participant_organisation_id_user_id_meeting_id"),
            ["organisation_id", "user_id", "meeting_id"],
            unique=False,
        )

    op.create_table(
        "meeting_child",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("meeting_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_meeting_child_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "meeting_id"],
            ["supervision_meeting.organisation_id", "supervision_meeting.id"],
            name="fk_meeting_child_meeting_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_meeting_child_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_meeting_child")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("meeting_child", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_child_organisation_id_child_id_meeting_id"),
            ["organisation_id", "child_id", "meeting_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_meeting_child_organisation_id_meeting_id_child_id"),
            ["organisation_id", "meeting_id", "child_id"],
            unique=True,
        )

    op.create_table(
        "supervision_note",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("follow_up_due_on", columns.Day(), nullable=True),
        sa.Column("follow_up_by_id", columns.Id(), nullable=True),
        sa.Column("text", columns.Sealed(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "advice",
                "question",
                "appreciation",
                "concern",
                "decision",
                name="supervisionnotekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum(
                "author_and_subject",
                "supervisors",
                name="supervisionvisibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("volunteer_id", columns.Id(), nullable=True),
        sa.Column("child_id", columns.Id(), nullable=True),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column("report_id", columns.Id(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=True),
        sa.Column(
            "follow_up",
            sa.Enum(
                "none",
                "open",
                "done",
                "dropped",
                name="followupstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("followed_up_by_id", columns.Id(), nullable=True),
        sa.Column("followed_up_at", columns.Instant(), nullable=True),
        sa.Column("answered_at", columns.Instant(), nullable=True),
        sa.CheckConstraint(
            "follow_up <> 'open' OR (follow_up_due_on IS NOT NULL AND follow_up_by_id IS NOT NULL)",
            name=op.f("ck_supervision_note_follow_up"),
        ),
        sa.CheckConstraint(
            "CASE WHEN volunteer_id IS NULL THEN 0 ELSE 1 END + CASE WHEN child_id IS NULL THEN 0 ELSE 1 END + CASE WHEN group_id IS NULL THEN 0 ELSE 1 END + CASE WHEN report_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_supervision_note_about_one"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_supervision_note_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "follow_up_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_supervision_note_follow_up_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "followed_up_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_supervision_note_followed_up_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_supervision_note_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_supervision_note_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "report_id"],
            ["session_report.organisation_id", "session_report.id"],
            name="fk_supervision_note_report_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "volunteer_id"],
            ["user.organisation_id", "user.id"],
            name="fk_supervision_note_volunteer_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_supervision_note_organisation"),
        sa.CheckConstraint(
            "text = '' OR substr(text, 1, 3) = 's1.'",
            name=op.f("ck_supervision_note_text_sealed"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_supervision_note")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("supervision_note", schema=None) as batch_op:
        batch_op.create_index(
            "ix_follow_up_by_id_follow_up_due_on_id",
            ["organisation_id", "follow_up_by_id", "follow_up_due_on", "id"],
            unique=False,
            sqlite_where=sa.text("follow_up = 'open'"),
            postgresql_where=sa.text("follow_up = 'open'"),
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_note_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_note_organisation_id_created_by_id"),
            ["organisation_id", "created_by", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_note_organisation_id_group_id_id"),
            ["organisation_id", "group_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_note_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_note_organisation_id_report_id_id"),
            ["organisation_id", "report_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_supervision_note_organisation_id_volunteer_id_id"),
            ["organisation_id", "volunteer_id", "id"],
            unique=False,
        )

    op.create_table(
        "supervision_answer",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("text", columns.Sealed(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("note_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "note_id"],
            ["supervision_note.organisation_id", "supervision_note.id"],
            name="fk_supervision_answer_note_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_supervision_answer_organisation"),
        sa.CheckConstraint(
            "text = '' OR substr(text, 1, 3) = 's1.'",
            name=op.f("ck_supervision_answer_text_sealed"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_supervision_answer")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("supervision_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supervision_answer_organisation_id_note_id_id"),
            ["organisation_id", "note_id", "id"],
            unique=False,
        )

    with op.batch_alter_table("supervisor_assignment", schema=None) as batch_op:
        batch_op.create_index(
            "uq_volunteer_id",
            ["organisation_id", "volunteer_id"],
            unique=True,
            sqlite_where=sa.text("valid_to IS NULL"),
            postgresql_where=sa.text("valid_to IS NULL"),
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("supervisor_assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_volunteer_id", sqlite_where=sa.text("valid_to IS NULL"), postgresql_where=sa.text("valid_to IS NULL")
        )

    with op.batch_alter_table("supervision_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_answer_organisation_id_note_id_id"))

    op.drop_table("supervision_answer")
    with op.batch_alter_table("supervision_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_note_organisation_id_volunteer_id_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_note_organisation_id_report_id_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_note_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_note_organisation_id_group_id_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_note_organisation_id_created_by_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_note_organisation_id_child_id_id"))
        batch_op.drop_index(
            "ix_follow_up_by_id_follow_up_due_on_id",
            sqlite_where=sa.text("follow_up = 'open'"),
            postgresql_where=sa.text("follow_up = 'open'"),
        )

    op.drop_table("supervision_note")
    with op.batch_alter_table("meeting_child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_child_organisation_id_meeting_id_child_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_child_organisation_id_child_id_meeting_id"))

    op.drop_table("meeting_child")
    with op.batch_alter_table("meeting_participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_participant_organisation_id_user_id_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_participant_organisation_id_meeting_id_user_id"))

    op.drop_table("meeting_participant")
    with op.batch_alter_table("agreed_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreed_action_organisation_id_user_id_due_on_id"))
        batch_op.drop_index(batch_op.f("ix_agreed_action_organisation_id_supervisor_id_due_on_id"))
        batch_op.drop_index(batch_op.f("ix_agreed_action_organisation_id_programme_id_due_on_id"))
        batch_op.drop_index(batch_op.f("ix_agreed_action_organisation_id_meeting_id_id"))
        batch_op.drop_index(batch_op.f("ix_agreed_action_organisation_id_due_on_id"))

    op.drop_table("agreed_action")
    with op.batch_alter_table("supervision_meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_meeting_organisation_id_supervisor_id_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_meeting_organisation_id_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_supervision_meeting_organisation_id_programme_id_starts_at_id"))

    op.drop_table("supervision_meeting")
