"""Child plans: their words, who agreed, actions, and the versions that stay."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0015_child_plans"
down_revision = "0014_attachment_content"
branch_labels = None
depends_on = None

TABLES = (
    "child_plan",
    "plan_action",
    "plan_agreement",
    "plan_version",
)


def upgrade() -> None:
    op.create_table(
        "child_plan",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("focus", sa.String(), nullable=False),
        sa.Column("goals", columns.Document(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "agreed",
                "active",
                "reviewed",
                "closed",
                name="planstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("review_due_on", columns.Day(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_child_plan_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_child_plan_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_child_plan_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_child_plan")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("child_plan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_child_plan_organisation_id_child_id_id"), ["organisation_id", "child_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_child_plan_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_child_plan_organisation_id_review_due_on_id"),
            ["organisation_id", "review_due_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_child_plan_organisation_id_state_review_due_on_id"),
            ["organisation_id", "state", "review_due_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_child_id",
            ["organisation_id", "child_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        )

    op.create_table(
        "plan_action",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column(
            "done_by",
            sa.Enum(
                "user",
                "guardian",
                "school",
                "child",
                name="doneby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", columns.Id(), nullable=True),
        sa.Column("goal_id", columns.Id(), nullable=True),
        sa.Column("due_on", columns.Day(), nullable=True),
        sa.Column("audience", columns.Document(), nullable=False),
        sa.Column("plan_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "done", name="planactionstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("done_at", columns.Instant(), nullable=True),
        sa.CheckConstraint("(done_by = 'user') = (user_id IS NOT NULL)", name=op.f("ck_plan_action_by_someone")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_plan_action_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "plan_id"],
            ["child_plan.organisation_id", "child_plan.id"],
            name="fk_plan_action_plan_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_plan_action_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_plan_action_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_plan_action_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_plan_action")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("plan_action", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plan_action_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_plan_action_organisation_id_plan_id_id"), ["organisation_id", "plan_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_plan_action_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_plan_action_organisation_id_user_id_state_id"),
            ["organisation_id", "user_id", "state", "id"],
            unique=False,
        )

    op.create_table(
        "plan_agreement",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("plan_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("oversight", "leader", name="planside", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_plan_agreement_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "plan_id"],
            ["child_plan.organisation_id", "child_plan.id"],
            name="fk_plan_agreement_plan_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_plan_agreement_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_plan_agreement_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_plan_agreement")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("plan_agreement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plan_agreement_organisation_id_plan_id_revision_side"),
            ["organisation_id", "plan_id", "revision", "side"],
            unique=True,
        )

    op.create_table(
        "plan_version",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("plan_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("published", "reviewed", name="versionkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("whole", columns.Document(), nullable=False),
        sa.Column("for_guardian", columns.Document(), nullable=False),
        sa.Column("for_school", columns.Document(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_plan_version_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "plan_id"],
            ["child_plan.organisation_id", "child_plan.id"],
            name="fk_plan_version_plan_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_plan_version_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_plan_version_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_plan_version")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plan_version_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_plan_version_organisation_id_number_id"), ["organisation_id", "number", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_plan_version_organisation_id_plan_id_number"),
            ["organisation_id", "plan_id", "number"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_plan_version_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("plan_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_version_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_plan_version_organisation_id_plan_id_number"))
        batch_op.drop_index(batch_op.f("ix_plan_version_organisation_id_number_id"))
        batch_op.drop_index(batch_op.f("ix_plan_version_organisation_id_child_id_id"))

    op.drop_table("plan_version")
    with op.batch_alter_table("plan_agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_agreement_organisation_id_plan_id_revision_side"))

    op.drop_table("plan_agreement")
    with op.batch_alter_table("plan_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_action_organisation_id_user_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_plan_action_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_plan_action_organisation_id_plan_id_id"))
        batch_op.drop_index(batch_op.f("ix_plan_action_organisation_id_child_id_id"))

    op.drop_table("plan_action")
    with op.batch_alter_table("child_plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_child_id", sqlite_where=sa.text("state <> 'closed'"), postgresql_where=sa.text("state <> 'closed'")
        )
        batch_op.drop_index(batch_op.f("ix_child_plan_organisation_id_state_review_due_on_id"))
        batch_op.drop_index(batch_op.f("ix_child_plan_organisation_id_review_due_on_id"))
        batch_op.drop_index(batch_op.f("ix_child_plan_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_child_plan_organisation_id_child_id_id"))

    op.drop_table("child_plan")
