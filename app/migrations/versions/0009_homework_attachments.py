"""The task of a homework as it was given: photos of a page."""

import sqlalchemy as sa
from alembic import op

from app.core import columns

revision = "0009_homework_attachments"
down_revision = "0008_contacts_and_observations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("homework", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attachment_ids", columns.Document(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("homework", schema=None) as batch_op:
        batch_op.drop_column("attachment_ids")
