"""Secret links and one-time codes, for those who act without a sign-in."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0017_secret_links"
down_revision = "0016_volunteers"
branch_labels = None
depends_on = None

TABLES = (
    "one_time_code",
    "secret_link",
)


def upgrade() -> None:
    op.create_table(
        "one_time_code",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "accept_invitation", "sign_in", name="codepurpose", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("subject_id", columns.Id(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_one_time_code_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_one_time_code")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_one_time_code_organisation_id_expires_at_id"),
            ["organisation_id", "expires_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_one_time_code_organisation_id_subject_id_purpose"),
            ["organisation_id", "subject_id", "purpose"],
            unique=True,
        )

    op.create_table(
        "secret_link",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "accept_invitation",
                "answer_engagement",
                "follow_application",
                "check_certificate",
                "choose_notices",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", columns.Id(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_secret_link_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_secret_link")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("secret_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_secret_link_organisation_id_digest"), ["organisation_id", "digest"], unique=True
        )
        batch_op.create_index(
            batch_op.f("ix_secret_link_organisation_id_expires_at_id"),
            ["organisation_id", "expires_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_secret_link_organisation_id_subject_id_purpose"),
            ["organisation_id", "subject_id", "purpose"],
            unique=False,
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("secret_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secret_link_organisation_id_subject_id_purpose"))
        batch_op.drop_index(batch_op.f("ix_secret_link_organisation_id_expires_at_id"))
        batch_op.drop_index(batch_op.f("ix_secret_link_organisation_id_digest"))

    op.drop_table("secret_link")
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_code_organisation_id_subject_id_purpose"))
        batch_op.drop_index(batch_op.f("ix_one_time_code_organisation_id_expires_at_id"))

    op.drop_table("one_time_code")
