"""Notices that are sent to people, whether a person wants them by e-mail, and the quiet hours of an organisation."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0020_notices"
down_revision = "0019_engagements"
branch_labels = None
depends_on = None

TABLES = ("notice",)


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "one_time_code",
                "sign_in_invitation",
                "engagement_invitation",
                "new_message",
                "material_delivered",
                "requirement_expiring",
                "application_status",
                "hours_verified",
                "thanks",
                "story_review",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("user_id", columns.Id(), nullable=True),
        sa.Column("guardian_id", columns.Id(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
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
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sent",
                "failed",
                "suppressed",
                name="noticestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "hindrance",
            sa.Enum(
                "no_address",
                "not_contactable",
                "not_wanted",
                "too_many",
                "too_late",
                "not_configured",
                "address_refused",
                "server_failed",
                name="noticehindrance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("due_at", columns.Instant(), nullable=False),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("content", columns.SealedDocument(), nullable=False),
        sa.CheckConstraint("content = '' OR substr(content, 1, 3) = 's1.'", name=op.f("ck_notice_content_sealed")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "guardian_id"],
            ["guardian.organisation_id", "guardian.id"],
            name="fk_notice_guardian_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_notice_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_notice_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_notice_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_notice")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_organisation_id_ended_at"), ["organisation_id", "ended_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_notice_organisation_id_guardian_id_id"),
            ["organisation_id", "guardian_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_notice_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_notice_organisation_id_recipient_created_at"),
            ["organisation_id", "recipient", "created_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_notice_organisation_id_state_due_at_id"),
            ["organisation_id", "state", "due_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_notice_organisation_id_user_id_id"), ["organisation_id", "user_id", "id"], unique=False
        )

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet_from", sa.String(), server_default="20:00", nullable=False))
        batch_op.add_column(sa.Column("quiet_until", sa.String(), server_default="08:00", nullable=False))

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email_notices", sa.Boolean(), server_default=sa.true(), nullable=False))
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("email_notices")

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("quiet_until")
        batch_op.drop_column("quiet_from")

    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_notice_organisation_id_state_due_at_id"))
        batch_op.drop_index(batch_op.f("ix_notice_organisation_id_recipient_created_at"))
        batch_op.drop_index(batch_op.f("ix_notice_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_notice_organisation_id_guardian_id_id"))
        batch_op.drop_index(batch_op.f("ix_notice_organisation_id_ended_at"))

    op.drop_table("notice")
