"""Calendar addresses, and the index that totals of attendance are read from."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0002_calendar_addresses"
down_revision = "0001_foundation"
branch_labels = None
depends_on = None

TOTALS = [
    "organisation_id", "month", "grade", "programme_id", "group_id",
    "present", "late", "left_early", "absent", "minutes",
]  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "calendar_address",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("membership_id", columns.Id(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["membership.organisation_id", "membership.id"],
            name="fk_calendar_address_membership_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_calendar_address_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_calendar_address_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_calendar_address")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("calendar_address", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calendar_address_organisation_id_digest"), ["organisation_id", "digest"], unique=True
        )
        batch_op.create_index(
            batch_op.f("ix_calendar_address_organisation_id_membership_id"),
            ["organisation_id", "membership_id"],
            unique=True,
        )
    protect("calendar_address")
    with op.batch_alter_table("attendance_summary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_summary_organisation_id_month_id"))
        batch_op.create_index("ix_attendance_summary_totals", TOTALS)


def downgrade() -> None:
    with op.batch_alter_table("attendance_summary", schema=None) as batch_op:
        batch_op.drop_index("ix_attendance_summary_totals")
        batch_op.create_index(
            batch_op.f("ix_attendance_summary_organisation_id_month_id"), ["organisation_id", "month", "id"]
        )
    with op.batch_alter_table("calendar_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_address_organisation_id_membership_id"))
        batch_op.drop_index(batch_op.f("ix_calendar_address_organisation_id_digest"))
    op.drop_table("calendar_address")
