"""Hours that people give, by kind."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0018_hours"
down_revision = "0017_secret_links"
branch_labels = None
depends_on = None

TABLES = ("hours_entry",)


def upgrade() -> None:
    op.create_table(
        "hours_entry",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("done_on", columns.Day(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "session",
                "preparation",
                "training",
                "supervision",
                "interpretation",
                "admin",
                "travel",
                name="hourskind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("month", columns.Day(), nullable=False),
        sa.Column("session_id", columns.Id(), nullable=True),
        sa.Column("replaces_id", columns.Id(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "logged",
                "verified",
                "disputed",
                "corrected",
                "withdrawn",
                "annulled",
                name="hoursstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("(kind = 'session') = (session_id IS NOT NULL)", name=op.f("ck_hours_entry_of_a_session")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_hours_entry_within_a_day")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_hours_entry_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "replaces_id"],
            ["hours_entry.organisation_id", "hours_entry.id"],
            name="fk_hours_entry_replaces_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "session_id"],
            ["session.organisation_id", "session.id"],
            name="fk_hours_entry_session_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_hours_entry_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_hours_entry_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_hours_entry")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_hours_entry_organisation_id_done_on_id"), ["organisation_id", "done_on", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_hours_entry_organisation_id_programme_id_done_on_id"),
            ["organisation_id", "programme_id", "done_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_hours_entry_organisation_id_replaces_id"), ["organisation_id", "replaces_id"], unique=True
        )
        batch_op.create_index(
            batch_op.f("ix_hours_entry_organisation_id_user_id_done_on_id"),
            ["organisation_id", "user_id", "done_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_session_id_user_id",
            ["organisation_id", "session_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("session_id IS NOT NULL AND state NOT IN ('corrected', 'annulled')"),
            postgresql_where=sa.text("session_id IS NOT NULL AND state NOT IN ('corrected', 'annulled')"),
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_session_id_user_id",
            sqlite_where=sa.text("session_id IS NOT NULL AND state NOT IN ('corrected', 'annulled')"),
            postgresql_where=sa.text("session_id IS NOT NULL AND state NOT IN ('corrected', 'annulled')"),
        )
        batch_op.drop_index(batch_op.f("ix_hours_entry_organisation_id_user_id_done_on_id"))
        batch_op.drop_index(batch_op.f("ix_hours_entry_organisation_id_replaces_id"))
        batch_op.drop_index(batch_op.f("ix_hours_entry_organisation_id_programme_id_done_on_id"))
        batch_op.drop_index(batch_op.f("ix_hours_entry_organisation_id_done_on_id"))

    op.drop_table("hours_entry")
