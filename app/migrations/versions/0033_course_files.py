"""Which files a version of a course shows."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0033_course_files"
down_revision = "0032_leader_proposals"
branch_labels = None
depends_on = None

TABLES = ("course_version_file",)


def upgrade() -> None:
    op.create_table(
        "course_version_file",
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("version_id", columns.Id(), nullable=False),
        sa.Column("attachment_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "attachment_id"],
            ["attachment.organisation_id", "attachment.id"],
            name="fk_course_version_file_attachment_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "version_id"],
            ["course_version.organisation_id", "course_version.id"],
            name="fk_course_version_file_version_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_course_version_file_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "version_id", "attachment_id", name=op.f("pk_course_version_file")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("course_version_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_version_file_organisation_id_attachment_id_version_id"),
            ["organisation_id", "attachment_id", "version_id"],
            unique=False,
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("course_version_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_version_file_organisation_id_attachment_id_version_id"))

    op.drop_table("course_version_file")
