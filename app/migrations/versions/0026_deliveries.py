"""Deliveries of materials to guardians, families, schools and users."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0026_deliveries"
down_revision = "0025_stories"
branch_labels = None
depends_on = None

TABLES = ("delivery",)


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "phone",
                "sms",
                "e_mail",
                "viber",
                "whatsapp",
                "messenger",
                "telegram",
                "in_person",
                "letter",
                "other",
                name="contactchannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("delivered_at", columns.Instant(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("helped_by_id", columns.Id(), nullable=True),
        sa.Column("translation_id", columns.Id(), nullable=False),
        sa.Column("guardian_id", columns.Id(), nullable=True),
        sa.Column("family_id", columns.Id(), nullable=True),
        sa.Column("school_id", columns.Id(), nullable=True),
        sa.Column("user_id", columns.Id(), nullable=True),
        sa.Column("material_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=True),
        sa.Column("recipient", columns.Id(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("fallback", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "delivered", "acknowledged", name="deliverystate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("acknowledged_at", columns.Instant(), nullable=True),
        sa.Column(
            "acknowledged_how",
            sa.Enum(
                "by_recipient", "told", name="acknowledgedhow", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("acknowledged_by_id", columns.Id(), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN family_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN school_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN user_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_delivery_to_one"),
        ),
        sa.CheckConstraint("guardian_id IS NULL OR family_id IS NOT NULL", name=op.f("ck_delivery_guardian_of_family")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "acknowledged_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_delivery_acknowledged_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "family_id"],
            ["family.organisation_id", "family.id"],
            name="fk_delivery_family_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "guardian_id"],
            ["guardian.organisation_id", "guardian.id"],
            name="fk_delivery_guardian_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "helped_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_delivery_helped_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "material_id"],
            ["material.organisation_id", "material.id"],
            name="fk_delivery_material_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_delivery_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_id"],
            ["school.organisation_id", "school.id"],
            name="fk_delivery_school_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "translation_id"],
            ["material_translation.organisation_id", "material_translation.id"],
            name="fk_delivery_translation_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_delivery_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_delivery_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_delivery")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delivery_organisation_id_delivered_at_id"),
            ["organisation_id", "delivered_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_organisation_id_family_id_id"), ["organisation_id", "family_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_organisation_id_guardian_id_id"),
            ["organisation_id", "guardian_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_organisation_id_material_id_recipient_delivered_at"),
            ["organisation_id", "material_id", "recipient", "delivered_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_organisation_id_school_id_id"), ["organisation_id", "school_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_organisation_id_state_id"), ["organisation_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_organisation_id_translation_id_id"),
            ["organisation_id", "translation_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_organisation_id_user_id_id"), ["organisation_id", "user_id", "id"], unique=False
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id_translation_id_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id_school_id_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id_material_id_recipient_delivered_at"))
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id_guardian_id_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id_family_id_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_organisation_id_delivered_at_id"))

    op.drop_table("delivery")
