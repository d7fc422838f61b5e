"""Thanks, milestones, reminders; a requirement may ask for a course, and a training record fulfils it."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect, recode

revision = "0036_encouragement"
down_revision = "0035_news_of_engagements"
branch_labels = None
depends_on = None

TABLES = (
    "milestone",
    "reminder",
    "thanks",
)
KINDS = (
    "one_time_code sign_in_invitation engagement_invitation new_message material_delivered requirement_expiring"
    " application_status hours_verified thanks story_review engagement_moved engagement_cancelled engagement_place"
)
NEW_KINDS = (
    f"{KINDS} milestone interview_ahead interview_to_hold training_asked training_due hours_to_verify hours_to_correct"
)
HINDRANCES = "no_address not_contactable not_wanted too_many too_late not_configured address_refused server_failed"


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *NEW_KINDS.split(),
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about_id", columns.Id(), nullable=False),
        sa.Column("whom_id", columns.Id(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_reminder_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_reminder")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reminder_organisation_id_about_id_whom_id_kind_step"),
            ["organisation_id", "about_id", "whom_id", "kind", "step"],
            unique=True,
        )

    op.create_table(
        "milestone",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "first_session",
                "hours_10",
                "hours_25",
                "hours_50",
                "hours_100",
                "hours_250",
                "hours_500",
                "hours_1000",
                "a_term",
                "a_year",
                "two_years",
                "five_years",
                name="milestonecode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reached_on", columns.Day(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_milestone_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_milestone_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_milestone")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_milestone_organisation_id_reached_on_id"),
            ["organisation_id", "reached_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_milestone_organisation_id_user_id_code"), ["organisation_id", "user_id", "code"], unique=True
        )

    op.create_table(
        "thanks",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("volunteer_id", columns.Id(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_thanks_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "volunteer_id"],
            ["volunteer.organisation_id", "volunteer.id"],
            name="fk_thanks_volunteer_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_thanks_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_thanks")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("thanks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_thanks_organisation_id_created_by_id"), ["organisation_id", "created_by", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_thanks_organisation_id_user_id_id"), ["organisation_id", "user_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_thanks_organisation_id_volunteer_id_id"),
            ["organisation_id", "volunteer_id", "id"],
            unique=False,
        )

    op.add_column("notice", sa.Column("reminder_id", columns.Id(), nullable=True))
    op.add_column("requirement", sa.Column("course_id", columns.Id(), nullable=True))
    op.add_column("requirement_fulfilment", sa.Column("training_record_id", columns.Id(), nullable=True))
    op.create_index(
        "ix_training_record_id_id",
        "requirement_fulfilment",
        ["organisation_id", "training_record_id", "id"],
        sqlite_where=sa.text("training_record_id IS NOT NULL"),
        postgresql_where=sa.text("training_record_id IS NOT NULL"),
    )
    recode("notice", "kind", "noticekind", old=KINDS, new=NEW_KINDS)
    recode("notice", "hindrance", "noticehindrance", old=HINDRANCES, new=f"{HINDRANCES} over")
    protect(*TABLES)


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE hindrance = 'over' OR reminder_id IS NOT NULL OR kind = 'milestone'")
    recode("notice", "hindrance", "noticehindrance", old=f"{HINDRANCES} over", new=HINDRANCES)
    recode("notice", "kind", "noticekind", old=NEW_KINDS, new=KINDS)
    op.drop_index("ix_training_record_id_id", "requirement_fulfilment")
    op.drop_column("requirement_fulfilment", "training_record_id")
    op.drop_column("requirement", "course_id")
    op.drop_column("notice", "reminder_id")
    with op.batch_alter_table("thanks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thanks_organisation_id_volunteer_id_id"))
        batch_op.drop_index(batch_op.f("ix_thanks_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_thanks_organisation_id_created_by_id"))

    op.drop_table("thanks")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_organisation_id_user_id_code"))
        batch_op.drop_index(batch_op.f("ix_milestone_organisation_id_reached_on_id"))

    op.drop_table("milestone")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_organisation_id_about_id_whom_id_kind_step"))

    op.drop_table("reminder")
