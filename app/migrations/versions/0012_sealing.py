"""The data keys, and the first sealed column."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import add_sealed, protect

revision = "0012_sealing"
down_revision = "0011_open_desks"
branch_labels = None
depends_on = None

TABLES = ("data_key",)


def upgrade() -> None:
    op.create_table(
        "data_key",
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wrapped", sa.String(), nullable=False),
        sa.Column("master", sa.String(), nullable=False),
        sa.Column("made_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_data_key_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "number", name=op.f("pk_data_key")),
        sqlite_with_rowid=False,
    )
    protect(*TABLES)
    add_sealed("guardian", "safety_note")


def downgrade() -> None:
    op.drop_column("guardian", "safety_note")
    op.drop_table("data_key")
