"""Concerns about a child's safety, and who is designated to deal with them."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0013_safeguarding"
down_revision = "0012_sealing"
branch_labels = None
depends_on = None

TABLES = (
    "concern_entry",
    "designated_lead",
    "safeguarding_concern",
)


def upgrade() -> None:
    op.create_table(
        "designated_lead",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=True),
        sa.Column("valid_from", columns.Instant(), nullable=True),
        sa.Column("valid_to", columns.Instant(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "active",
                "ended",
                name="designatedleadstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "proposed_as",
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
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_designated_lead_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_designated_lead_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_designated_lead_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_designated_lead")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("designated_lead", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_designated_lead_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_designated_lead_organisation_id_user_id_state"),
            ["organisation_id", "user_id", "state"],
            unique=False,
        )

    op.create_table(
        "safeguarding_concern",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("facts", columns.Sealed(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "physical_harm",
                "emotional_harm",
                "sexual_harm",
                "neglect",
                "violence_at_home",
                "exploitation",
                "early_marriage",
                "online_harm",
                "bullying",
                "self_harm",
                "missing_child",
                "conduct_of_staff",
                "other",
                name="concerncategory",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("immediate_danger", sa.Boolean(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=True),
        sa.Column("family_id", columns.Id(), nullable=True),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column("about_user_id", columns.Id(), nullable=True),
        sa.Column("context", columns.SealedDocument(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "raised",
                "acknowledged",
                "under_review",
                "action_taken",
                "referred",
                "closed",
                name="concernstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("raised_at", columns.Instant(), nullable=False),
        sa.Column("raised_as_id", columns.Id(), nullable=False),
        sa.Column(
            "raised_as",
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
        sa.Column("sent_id", columns.Id(), nullable=True),
        sa.Column("assigned_to_id", columns.Id(), nullable=True),
        sa.Column("acknowledge_due_at", columns.Instant(), nullable=False),
        sa.Column("escalates_at", columns.Instant(), nullable=False),
        sa.Column("acknowledged_at", columns.Instant(), nullable=True),
        sa.Column("acknowledged_by_id", columns.Id(), nullable=True),
        sa.CheckConstraint(
            "context = '' OR substr(context, 1, 3) = 's1.'", name=op.f("ck_safeguarding_concern_context_sealed")
        ),
        sa.CheckConstraint(
            "facts = '' OR substr(facts, 1, 3) = 's1.'", name=op.f("ck_safeguarding_concern_facts_sealed")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "acknowledged_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_safeguarding_concern_acknowledged_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "assigned_to_id"],
            ["user.organisation_id", "user.id"],
            name="fk_safeguarding_concern_assigned_to_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_safeguarding_concern_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "raised_as_id"],
            ["membership.organisation_id", "membership.id"],
            name="fk_safeguarding_concern_raised_as_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_safeguarding_concern_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_safeguarding_concern")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("safeguarding_concern", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_safeguarding_concern_organisation_id_acknowledge_due_at_id"),
            ["organisation_id", "acknowledge_due_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_safeguarding_concern_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_safeguarding_concern_organisation_id_state_escalates_at_id"),
            ["organisation_id", "state", "escalates_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_raised_as_id_sent_id",
            ["organisation_id", "raised_as_id", "sent_id"],
            unique=True,
            sqlite_where=sa.text("sent_id IS NOT NULL"),
            postgresql_where=sa.text("sent_id IS NOT NULL"),
        )

    op.create_table(
        "concern_entry",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("text", columns.Sealed(), nullable=False),
        sa.Column("concern_id", columns.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "note",
                "contact",
                "assignment",
                "escalation",
                "acknowledgement",
                "review",
                "action",
                "referral",
                "closure",
                name="concernentrykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("to_user_id", columns.Id(), nullable=True),
        sa.CheckConstraint("text = '' OR substr(text, 1, 3) = 's1.'", name=op.f("ck_concern_entry_text_sealed")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "concern_id"],
            ["safeguarding_concern.organisation_id", "safeguarding_concern.id"],
            name="fk_concern_entry_concern_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "to_user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_concern_entry_to_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_concern_entry_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_concern_entry")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("concern_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_concern_entry_organisation_id_concern_id_id"),
            ["organisation_id", "concern_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_concern_entry_organisation_id_to_user_id_concern_id"),
            ["organisation_id", "to_user_id", "concern_id"],
            unique=False,
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("concern_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concern_entry_organisation_id_to_user_id_concern_id"))
        batch_op.drop_index(batch_op.f("ix_concern_entry_organisation_id_concern_id_id"))

    op.drop_table("concern_entry")
    with op.batch_alter_table("safeguarding_concern", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_raised_as_id_sent_id",
            sqlite_where=sa.text("sent_id IS NOT NULL"),
            postgresql_where=sa.text("sent_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_safeguarding_concern_organisation_id_state_escalates_at_id"))
        batch_op.drop_index(batch_op.f("ix_safeguarding_concern_organisation_id_child_id_id"))
        batch_op.drop_index(batch_op.f("ix_safeguarding_concern_organisation_id_acknowledge_due_at_id"))

    op.drop_table("safeguarding_concern")
    with op.batch_alter_table("designated_lead", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_designated_lead_organisation_id_user_id_state"))
        batch_op.drop_index(batch_op.f("ix_designated_lead_organisation_id_programme_id_id"))

    op.drop_table("designated_lead")
