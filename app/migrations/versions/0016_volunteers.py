"""Volunteers: what is known of a person who gives time."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0016_volunteers"
down_revision = "0015_child_plans"
branch_labels = None
depends_on = None

TABLES = ("volunteer",)


def upgrade() -> None:
    op.create_table(
        "volunteer",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("field_of_study", sa.String(), nullable=False),
        sa.Column("university", sa.String(), nullable=False),
        sa.Column("study_year", sa.Integer(), nullable=True),
        sa.Column("availability", columns.Document(), nullable=False),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("subjects", columns.Document(), nullable=False),
        sa.Column("max_children", sa.Integer(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("places", columns.Document(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("source_campaign_id", columns.Id(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "onboarding",
                "active",
                "paused",
                "ended",
                name="volunteerstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.Column(
            "end_reason",
            sa.Enum(
                "time",
                "study_ended",
                "internship_ended",
                "moved",
                "conduct",
                "other",
                name="volunteerendreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "ended_by",
            sa.Enum(
                "volunteer",
                "organisation",
                name="volunteerendedby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_volunteer_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_volunteer_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_volunteer")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_volunteer_organisation_id_state_id"), ["organisation_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_volunteer_organisation_id_user_id"), ["organisation_id", "user_id"], unique=True
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_organisation_id_user_id"))
        batch_op.drop_index(batch_op.f("ix_volunteer_organisation_id_state_id"))

    op.drop_table("volunteer")
