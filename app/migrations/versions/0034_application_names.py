"""Applicants and volunteers say what they want to be called; a place is known to be free again."""

import sqlalchemy as sa
from alembic import op

from app.core import columns

revision = "0034_application_names"
down_revision = "0033_course_files"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.add_column(sa.Column("short_name", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("place_freed_at", columns.Instant(), nullable=True))

    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("short_name", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("volunteer", schema=None) as batch_op:
        batch_op.drop_column("short_name")

    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_column("place_freed_at")
        batch_op.drop_column("short_name")
