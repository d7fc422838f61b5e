"""Proposals of volunteers for groups and children."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0032_leader_proposals"
down_revision = "0031_applications"
branch_labels = None
depends_on = None

TABLES = ("leader_proposal",)


def upgrade() -> None:
    op.create_table(
        "leader_proposal",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("volunteer_id", columns.Id(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column("child_id", columns.Id(), nullable=True),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("leader_id", columns.Id(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "active",
                "declined",
                "ended",
                name="proposalstate",
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
                "not_suited",
                "moved",
                "goal_reached",
                "leading_ended",
                "other",
                name="pairendreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "ended_by",
            sa.Enum(
                "child_side",
                "volunteer",
                "staff",
                "system",
                name="pairendedby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_leader_proposal_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_leader_proposal_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "leader_id"],
            ["group_leader.organisation_id", "group_leader.id"],
            name="fk_leader_proposal_leader_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_leader_proposal_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_leader_proposal_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "volunteer_id"],
            ["volunteer.organisation_id", "volunteer.id"],
            name="fk_leader_proposal_volunteer_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_leader_proposal_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_leader_proposal")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("leader_proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_leader_proposal_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_leader_proposal_organisation_id_group_id_id"),
            ["organisation_id", "group_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_leader_proposal_organisation_id_leader_id_id"),
            ["organisation_id", "leader_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_leader_proposal_organisation_id_programme_id_state_id"),
            ["organisation_id", "programme_id", "state", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_leader_proposal_organisation_id_user_id_id"),
            ["organisation_id", "user_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_leader_proposal_organisation_id_volunteer_id_id"),
            ["organisation_id", "volunteer_id", "id"],
            unique=False,
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("leader_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leader_proposal_organisation_id_volunteer_id_id"))
        batch_op.drop_index(batch_op.f("ix_leader_proposal_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_leader_proposal_organisation_id_programme_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_leader_proposal_organisation_id_leader_id_id"))
        batch_op.drop_index(batch_op.f("ix_leader_proposal_organisation_id_group_id_id"))
        batch_op.drop_index(batch_op.f("ix_leader_proposal_organisation_id_child_id_id"))

    op.drop_table("leader_proposal")
