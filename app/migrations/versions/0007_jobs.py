"""Jobs, and the tickets by which workers find them."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0007_jobs"
down_revision = "0006_homework"
branch_labels = None
depends_on = None

TABLES = (
    "job",
    "job_ticket",
)


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("args", columns.Document(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("slot", columns.Instant(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "done",
                "dead",
                "cancelled",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("run_at", columns.Instant(), nullable=False),
        sa.Column("lease_until", columns.Instant(), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("progress", columns.Document(), nullable=True),
        sa.Column("result", columns.Document(), nullable=True),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_job_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_job")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ended_at_id",
            ["organisation_id", "ended_at", "id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_job_organisation_id_created_by_id"), ["organisation_id", "created_by", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_job_organisation_id_state_id"), ["organisation_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            "uq_kind_key",
            ["organisation_id", "kind", "key"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting' AND key IS NOT NULL"),
            postgresql_where=sa.text("state = 'waiting' AND key IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_kind_slot",
            ["organisation_id", "kind", "slot"],
            unique=True,
            sqlite_where=sa.text("slot IS NOT NULL"),
            postgresql_where=sa.text("slot IS NOT NULL"),
        )

    op.create_table(
        "job_ticket",
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("job_id", columns.Id(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_job_ticket_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "job_id", name=op.f("pk_job_ticket")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("job_ticket", schema=None) as batch_op:
        batch_op.create_index("ix_job_ticket_at", ["at"], unique=False)
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("job_ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_job_ticket_at")

    op.drop_table("job_ticket")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_kind_slot", sqlite_where=sa.text("slot IS NOT NULL"), postgresql_where=sa.text("slot IS NOT NULL")
        )
        batch_op.drop_index(
            "uq_kind_key",
            sqlite_where=sa.text("state = 'waiting' AND key IS NOT NULL"),
            postgresql_where=sa.text("state = 'waiting' AND key IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_job_organisation_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_job_organisation_id_created_by_id"))
        batch_op.drop_index(
            "ix_ended_at_id",
            sqlite_where=sa.text("ended_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NOT NULL"),
        )

    op.drop_table("job")
