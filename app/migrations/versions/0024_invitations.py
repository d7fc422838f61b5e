"""Invitations, and users who sign in without an e-mail address."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0024_invitations"
down_revision = "0023_conversations"
branch_labels = None
depends_on = None

TABLES = ("invitation",)


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("guardian_id", columns.Id(), nullable=True),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "withdrawn",
                name="invitationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("accepted_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "guardian_id"],
            ["guardian.organisation_id", "guardian.id"],
            name="fk_invitation_guardian_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_invitation_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_invitation_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_invitation_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_invitation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitation_organisation_id_guardian_id_id"),
            ["organisation_id", "guardian_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_invitation_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_invitation_organisation_id_user_id_id"), ["organisation_id", "user_id", "id"], unique=False
        )

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sign_in_name", sa.String(), server_default="", nullable=False))
        batch_op.drop_index(batch_op.f("ix_user_organisation_id_email"))
        batch_op.create_index(
            "uq_email",
            ["organisation_id", "email"],
            unique=True,
            sqlite_where=sa.text("email <> ''"),
            postgresql_where=sa.text("email <> ''"),
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index("uq_email", sqlite_where=sa.text("email <> ''"), postgresql_where=sa.text("email <> ''"))
        batch_op.create_index(batch_op.f("ix_user_organisation_id_email"), ["organisation_id", "email"], unique=True)
        batch_op.drop_column("sign_in_name")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id_guardian_id_id"))

    op.drop_table("invitation")
