"""What is required of people who come near children, what they have shown for it, and until when they are cleared."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0030_requirements"
down_revision = "0029_practices"
branch_labels = None
depends_on = None

TABLES = (
    "requirement",
    "requirement_fulfilment",
)


def upgrade() -> None:
    op.create_table(
        "requirement",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("roles", columns.Document(), nullable=False),
        sa.Column("programme_kinds", columns.Document(), nullable=False),
        sa.Column(
            "evidence",
            sa.Enum(
                "none",
                "document",
                "note",
                "training_record",
                name="evidencekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("validity_days", sa.Integer(), nullable=True),
        sa.Column("blocking", sa.Boolean(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "clearance",
                "code_of_conduct",
                "safeguarding_training",
                "role_training",
                "reference",
                "confidentiality",
                name="requirementcode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("may_exempt", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("active", "ended", name="requirementstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_requirement_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_requirement")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("requirement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_requirement_organisation_id_status_id"), ["organisation_id", "status", "id"], unique=False
        )

    op.create_table(
        "requirement_fulfilment",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("requirement_id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("issued_on", columns.Day(), nullable=False),
        sa.Column("note", columns.Sealed(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "clearance",
                "code_of_conduct",
                "safeguarding_training",
                "role_training",
                "reference",
                "confidentiality",
                name="requirementcode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "missing",
                "submitted",
                "approved",
                "rejected",
                "expired",
                "exempted",
                name="fulfilmentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", columns.Id(), nullable=True),
        sa.Column("decided_at", columns.Instant(), nullable=True),
        sa.Column("decision_note", columns.Sealed(), nullable=False),
        sa.Column("inspected_on", columns.Day(), nullable=True),
        sa.Column("clear", sa.Boolean(), nullable=True),
        sa.Column("valid_until", columns.Day(), nullable=True),
        sa.Column("warned", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "decision_note = '' OR substr(decision_note, 1, 3) = 's1.'",
            name=op.f("ck_requirement_fulfilment_decision_note_sealed"),
        ),
        sa.CheckConstraint(
            "note = '' OR substr(note, 1, 3) = 's1.'", name=op.f("ck_requirement_fulfilment_note_sealed")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "decided_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_requirement_fulfilment_decided_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "requirement_id"],
            ["requirement.organisation_id", "requirement.id"],
            name="fk_requirement_fulfilment_requirement_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_requirement_fulfilment_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_requirement_fulfilment_organisation"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_requirement_fulfilment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("requirement_fulfilment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_requirement_fulfilment_organisation_id_requirement_id_state_id"),
            ["organisation_id", "requirement_id", "state", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_requirement_fulfilment_organisation_id_state_id"),
            ["organisation_id", "state", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_requirement_fulfilment_organisation_id_user_id_requirement_id_id"),
            ["organisation_id", "user_id", "requirement_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_valid_until_id",
            ["organisation_id", "valid_until", "id"],
            unique=False,
            sqlite_where=sa.text("valid_until IS NOT NULL"),
            postgresql_where=sa.text("valid_until IS NOT NULL"),
        )

    op.add_column(
        "membership",
        sa.Column("cleared_until", columns.Instant(), server_default="2200-01-01T00:00:00+00:00", nullable=False),
    )
    protect(*TABLES)


def downgrade() -> None:
    op.drop_column("membership", "cleared_until")

    with op.batch_alter_table("requirement_fulfilment", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_valid_until_id",
            sqlite_where=sa.text("valid_until IS NOT NULL"),
            postgresql_where=sa.text("valid_until IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_requirement_fulfilment_organisation_id_user_id_requirement_id_id"))
        batch_op.drop_index(batch_op.f("ix_requirement_fulfilment_organisation_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_requirement_fulfilment_organisation_id_requirement_id_state_id"))

    op.drop_table("requirement_fulfilment")
    with op.batch_alter_table("requirement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requirement_organisation_id_status_id"))

    op.drop_table("requirement")
