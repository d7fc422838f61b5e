"""Attachments: what is served, its media type, and the key that seals it."""

import sqlalchemy as sa
from alembic import op

from app.migrations.protection import add_sealed

revision = "0014_attachment_content"
down_revision = "0013_safeguarding"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("content_type", sa.String(), nullable=True))
    add_sealed("attachment", "file_key")


def downgrade() -> None:
    op.drop_column("attachment", "file_key")
    op.drop_column("attachment", "content_type")
