"""Attachments: files sent for a purpose."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0004_attachments"
down_revision = "0003_school_field"
branch_labels = None
depends_on = None

TABLES = ("attachment",)


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "homework_photo",
                "consent_evidence",
                "meeting_evidence",
                "material",
                "other",
                name="attachmentpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("child_id", columns.Id(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "receiving",
                "processing",
                "ready",
                "refused",
                "erased",
                name="attachmentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("checksum", sa.String(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("parts", columns.Document(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column(
            "refusal",
            sa.Enum(
                "unknown_content",
                "not_for_this_purpose",
                "damaged",
                "too_many_pixels",
                "active_content",
                "too_heavy",
                name="attachmentrefusal",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("sizes", columns.Document(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("kept_bytes", sa.Integer(), nullable=False),
        sa.Column("used_in", sa.String(), nullable=True),
        sa.Column("used_by", columns.Id(), nullable=True),
        sa.Column("erase_after", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_attachment_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_attachment_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_attachment_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_attachment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachment_organisation_id_child_id_id"), ["organisation_id", "child_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_attachment_organisation_id_created_by_created_at"),
            ["organisation_id", "created_by", "created_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_attachment_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_attachment_organisation_id_state_id"), ["organisation_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_attachment_organisation_id_used_by"), ["organisation_id", "used_by"], unique=False
        )
        batch_op.create_index(
            "ix_erase_after_id",
            ["organisation_id", "erase_after", "id"],
            unique=False,
            sqlite_where=sa.text("erase_after IS NOT NULL"),
            postgresql_where=sa.text("erase_after IS NOT NULL"),
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_erase_after_id",
            sqlite_where=sa.text("erase_after IS NOT NULL"),
            postgresql_where=sa.text("erase_after IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attachment_organisation_id_used_by"))
        batch_op.drop_index(batch_op.f("ix_attachment_organisation_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_organisation_id_created_by_created_at"))
        batch_op.drop_index(batch_op.f("ix_attachment_organisation_id_child_id_id"))

    op.drop_table("attachment")
