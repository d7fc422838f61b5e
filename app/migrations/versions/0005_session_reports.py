"""Session reports, what they say of each child, and when one is owed."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0005_session_reports"
down_revision = "0004_attachments"
branch_labels = None
depends_on = None

TABLES = (
    "reported_child",
    "session_report",
)


def upgrade() -> None:
    op.create_table(
        "session_report",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("activities", columns.Document(), nullable=False),
        sa.Column("next_steps", sa.String(), nullable=False),
        sa.Column("session_id", columns.Id(), nullable=False),
        sa.Column("author_id", columns.Id(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column("child_id", columns.Id(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "acknowledged",
                "returned",
                name="reportstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("submitted_at", columns.Instant(), nullable=True),
        sa.Column("locks_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "author_id"],
            ["user.organisation_id", "user.id"],
            name="fk_session_report_author_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_session_report_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_session_report_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_session_report_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "session_id"],
            ["session.organisation_id", "session.id"],
            name="fk_session_report_session_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_session_report_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_session_report")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("session_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_report_organisation_id_author_id_id"),
            ["organisation_id", "author_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_session_report_organisation_id_group_id_starts_at_id"),
            ["organisation_id", "group_id", "starts_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_session_report_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_session_report_organisation_id_session_id_author_id"),
            ["organisation_id", "session_id", "author_id"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_session_report_organisation_id_starts_at_id"),
            ["organisation_id", "starts_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_session_report_organisation_id_state_id"), ["organisation_id", "state", "id"], unique=False
        )

    op.create_table(
        "reported_child",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("engagement", sa.Integer(), nullable=True),
        sa.Column(
            "emotional_state",
            sa.Enum(
                "calm",
                "happy",
                "tired",
                "sad",
                "anxious",
                "angry",
                "withdrawn",
                "mixed",
                "not_observed",
                name="emotionalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("emotional_note", columns.Sealed(), nullable=False),
        sa.Column("learning_note", sa.String(), nullable=False),
        sa.Column("needs_support", sa.Boolean(), nullable=False),
        sa.Column("report_id", columns.Id(), nullable=False),
        sa.Column("session_id", columns.Id(), nullable=False),
        sa.Column("author_id", columns.Id(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("reported_at", columns.Instant(), nullable=True),
        sa.Column(
            "release_state",
            sa.Enum("withheld", "released", name="releasestate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "author_id"],
            ["user.organisation_id", "user.id"],
            name="fk_reported_child_author_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_reported_child_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_reported_child_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_reported_child_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "report_id"],
            ["session_report.organisation_id", "session_report.id"],
            name="fk_reported_child_report_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "session_id"],
            ["session.organisation_id", "session.id"],
            name="fk_reported_child_session_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_reported_child_organisation"),
        sa.CheckConstraint(
            "emotional_note = '' OR substr(emotional_note, 1, 3) = 's1.'",
            name=op.f("ck_reported_child_emotional_note_sealed"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_reported_child")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("reported_child", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reported_child_organisation_id_at_id"), ["organisation_id", "at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_reported_child_organisation_id_child_id_at_id"),
            ["organisation_id", "child_id", "at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_reported_child_organisation_id_group_id_at_id"),
            ["organisation_id", "group_id", "at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_reported_child_organisation_id_programme_id_at_id"),
            ["organisation_id", "programme_id", "at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_reported_child_organisation_id_report_id_child_id"),
            ["organisation_id", "report_id", "child_id"],
            unique=True,
        )

    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reports", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("report_due_at", columns.Instant(), nullable=True))
        batch_op.create_index(
            "ix_report_due_at_id",
            ["organisation_id", "report_due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'held' AND reports = 0 AND report_due_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'held' AND reports = 0 AND report_due_at IS NOT NULL"),
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_report_due_at_id",
            sqlite_where=sa.text("state = 'held' AND reports = 0 AND report_due_at IS NOT NULL"),
            postgresql_where=sa.text("state = 'held' AND reports = 0 AND report_due_at IS NOT NULL"),
        )
        batch_op.drop_column("report_due_at")
        batch_op.drop_column("reports")

    with op.batch_alter_table("reported_child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reported_child_organisation_id_report_id_child_id"))
        batch_op.drop_index(batch_op.f("ix_reported_child_organisation_id_programme_id_at_id"))
        batch_op.drop_index(batch_op.f("ix_reported_child_organisation_id_group_id_at_id"))
        batch_op.drop_index(batch_op.f("ix_reported_child_organisation_id_child_id_at_id"))
        batch_op.drop_index(batch_op.f("ix_reported_child_organisation_id_at_id"))

    op.drop_table("reported_child")
    with op.batch_alter_table("session_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_report_organisation_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_session_report_organisation_id_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_session_report_organisation_id_session_id_author_id"))
        batch_op.drop_index(batch_op.f("ix_session_report_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_session_report_organisation_id_group_id_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_session_report_organisation_id_author_id_id"))

    op.drop_table("session_report")
