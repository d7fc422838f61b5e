"""School channels, school participation by week, and help with devices."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0003_school_field"
down_revision = "0002_calendar_addresses"
branch_labels = None
depends_on = None

TABLES = (
    "device_help",
    "school_channel",
    "school_participation",
)


def upgrade() -> None:
    op.create_table(
        "device_help",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "issue",
            sa.Enum(
                "device",
                "app",
                "account",
                "connectivity",
                "sound_video",
                "other",
                name="deviceissue",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=False),
        sa.Column("helped_at", columns.Instant(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=True),
        sa.Column("family_id", columns.Id(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("helper_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.CheckConstraint("(child_id IS NULL) <> (family_id IS NULL)", name=op.f("ck_device_help_of_one")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_device_help_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "family_id"],
            ["family.organisation_id", "family.id"],
            name="fk_device_help_family_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "helper_id"],
            ["user.organisation_id", "user.id"],
            name="fk_device_help_helper_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_device_help_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_device_help_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_device_help")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("device_help", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_device_help_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_device_help_organisation_id_family_id_id"),
            ["organisation_id", "family_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_device_help_organisation_id_helped_at_id"),
            ["organisation_id", "helped_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_device_help_organisation_id_helper_id_id"),
            ["organisation_id", "helper_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_device_help_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )

    op.create_table(
        "school_channel",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("school_class_id", columns.Id(), nullable=False),
        sa.Column(
            "platform",
            sa.Enum(
                "viber",
                "whatsapp",
                "messenger",
                "telegram",
                "google_classroom",
                "teams",
                "zoom",
                "skype",
                "moodle",
                "class_register",
                "other",
                name="schoolplatform",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("added_on", columns.Day(), nullable=False),
        sa.Column("removed_on", columns.Day(), nullable=True),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_class_id"],
            ["school_class.organisation_id", "school_class.id"],
            name="fk_school_channel_school_class_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_school_channel_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_school_channel_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_school_channel")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("school_channel", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_channel_organisation_id_school_class_id_id"),
            ["organisation_id", "school_class_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_school_channel_organisation_id_user_id_id"),
            ["organisation_id", "user_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_school_class_id_user_id_platform_name",
            ["organisation_id", "school_class_id", "user_id", "platform", "name"],
            unique=True,
            sqlite_where=sa.text("removed_on IS NULL"),
            postgresql_where=sa.text("removed_on IS NULL"),
        )

    op.create_table(
        "school_participation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "regular",
                "partly",
                "not_at_all",
                "unknown",
                name="participationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("teacher_id", columns.Id(), nullable=True),
        sa.Column("channel_id", columns.Id(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("week", columns.Day(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("enrolment_id", columns.Id(), nullable=False),
        sa.Column("school_id", columns.Id(), nullable=False),
        sa.Column("class_id", columns.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "channel_id"],
            ["school_channel.organisation_id", "school_channel.id"],
            name="fk_school_participation_channel_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_school_participation_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "class_id"],
            ["school_class.organisation_id", "school_class.id"],
            name="fk_school_participation_class_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "enrolment_id"],
            ["school_enrolment.organisation_id", "school_enrolment.id"],
            name="fk_school_participation_enrolment_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_id"],
            ["school.organisation_id", "school.id"],
            name="fk_school_participation_school_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "teacher_id"],
            ["teacher.organisation_id", "teacher.id"],
            name="fk_school_participation_teacher_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_school_participation_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_school_participation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("school_participation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_participation_organisation_id_child_id_week"),
            ["organisation_id", "child_id", "week"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_school_participation_organisation_id_class_id_week_id"),
            ["organisation_id", "class_id", "week", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_school_participation_organisation_id_week_id"),
            ["organisation_id", "week", "id"],
            unique=False,
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("school_participation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_participation_organisation_id_week_id"))
        batch_op.drop_index(batch_op.f("ix_school_participation_organisation_id_class_id_week_id"))
        batch_op.drop_index(batch_op.f("ix_school_participation_organisation_id_child_id_week"))

    op.drop_table("school_participation")
    with op.batch_alter_table("school_channel", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_school_class_id_user_id_platform_name",
            sqlite_where=sa.text("removed_on IS NULL"),
            postgresql_where=sa.text("removed_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_school_channel_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_school_channel_organisation_id_school_class_id_id"))

    op.drop_table("school_channel")
    with op.batch_alter_table("device_help", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_device_help_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_device_help_organisation_id_helper_id_id"))
        batch_op.drop_index(batch_op.f("ix_device_help_organisation_id_helped_at_id"))
        batch_op.drop_index(batch_op.f("ix_device_help_organisation_id_family_id_id"))
        batch_op.drop_index(batch_op.f("ix_device_help_organisation_id_child_id_id"))

    op.drop_table("device_help")
