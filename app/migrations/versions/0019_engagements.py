"""Engagements with guardians, their parts in them, and what follows."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0019_engagements"
down_revision = "0018_hours"
branch_labels = None
depends_on = None

TABLES = (
    "consultation_question",
    "engagement",
    "engagement_follow_up",
    "engagement_organiser",
    "participation",
    "participation_child",
)


def upgrade() -> None:
    op.create_table(
        "engagement",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("planned_at", columns.Instant(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("site_id", columns.Id(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "in_person",
                "phone",
                "viber",
                "messenger",
                "skype",
                "whatsapp",
                "zoom",
                "teams",
                "other",
                name="sessionchannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("interpreter_wanted", sa.Boolean(), nullable=False),
        sa.Column("topics", columns.Document(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("visit_goals", columns.Sealed(), nullable=False),
        sa.Column("visit_package", sa.String(), nullable=False),
        sa.Column("visit_day", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "home_visit",
                "call",
                "message",
                "school_meeting",
                "workshop",
                "information_session",
                "design_consultation",
                "co_learning",
                "school_event",
                name="engagementkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("school_id", columns.Id(), nullable=True),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column(
            "initiated_by",
            sa.Enum(
                "programme",
                "school",
                "guardian",
                name="engagementinitiator",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "held",
                "cancelled",
                name="engagementstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "cancel_reason",
            sa.Enum(
                "organiser_prevented",
                "family_prevented",
                "school_prevented",
                "too_few_answers",
                "no_room",
                "no_interpreter",
                "other",
                name="engagementcancelreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("held_at", columns.Instant(), nullable=True),
        sa.Column("held_minutes", sa.Integer(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "visit_goals = '' OR substr(visit_goals, 1, 3) = 's1.'", name=op.f("ck_engagement_visit_goals_sealed")
        ),
        sa.CheckConstraint(
            "taken >= 0 AND waiting >= 0 AND (places IS NULL OR taken <= places)",
            name=op.f("ck_engagement_places_taken"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_engagement_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_engagement_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_id"],
            ["school.organisation_id", "school.id"],
            name="fk_engagement_school_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "site_id"],
            ["site.organisation_id", "site.id"],
            name="fk_engagement_site_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_engagement_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_engagement")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_engagement_organisation_id_group_id_planned_at_id"),
            ["organisation_id", "group_id", "planned_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_engagement_organisation_id_planned_at_id"),
            ["organisation_id", "planned_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_engagement_organisation_id_programme_id_planned_at_id"),
            ["organisation_id", "programme_id", "planned_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_engagement_organisation_id_school_id_planned_at_id"),
            ["organisation_id", "school_id", "planned_at", "id"],
            unique=False,
        )

    op.create_table(
        "consultation_question",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("heard", sa.String(), nullable=False),
        sa.Column("changed", sa.String(), nullable=False),
        sa.Column("told_on", columns.Day(), nullable=True),
        sa.Column("engagement_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "engagement_id"],
            ["engagement.organisation_id", "engagement.id"],
            name="fk_consultation_question_engagement_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_consultation_question_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_consultation_question_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_consultation_question")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("consultation_question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultation_question_organisation_id_engagement_id_id"),
            ["organisation_id", "engagement_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_consultation_question_organisation_id_programme_id_told_on_id"),
            ["organisation_id", "programme_id", "told_on", "id"],
            unique=False,
        )

    op.create_table(
        "engagement_follow_up",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("what", columns.Sealed(), nullable=False),
        sa.Column("due_on", columns.Day(), nullable=False),
        sa.Column("engagement_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "done", "dropped", name="actionstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("closed_at", columns.Instant(), nullable=True),
        sa.CheckConstraint("what = '' OR substr(what, 1, 3) = 's1.'", name=op.f("ck_engagement_follow_up_what_sealed")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "engagement_id"],
            ["engagement.organisation_id", "engagement.id"],
            name="fk_engagement_follow_up_engagement_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_engagement_follow_up_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_engagement_follow_up_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_engagement_follow_up")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("engagement_follow_up", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_engagement_follow_up_organisation_id_due_on_id"),
            ["organisation_id", "due_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_engagement_follow_up_organisation_id_engagement_id_id"),
            ["organisation_id", "engagement_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_engagement_follow_up_organisation_id_programme_id_due_on_id"),
            ["organisation_id", "programme_id", "due_on", "id"],
            unique=False,
        )

    op.create_table(
        "engagement_organiser",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("engagement_id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "engagement_id"],
            ["engagement.organisation_id", "engagement.id"],
            name="fk_engagement_organiser_engagement_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_engagement_organiser_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_engagement_organiser_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_engagement_organiser")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("engagement_organiser", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_engagement_organiser_organisation_id_engagement_id_user_id"),
            ["organisation_id", "engagement_id", "user_id"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_engagement_organiser_organisation_id_user_id_engagement_id"),
            ["organisation_id", "user_id", "engagement_id"],
            unique=False,
        )

    op.create_table(
        "participation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("guardian_id", columns.Id(), nullable=False),
        sa.Column(
            "invited_through",
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
            nullable=True,
        ),
        sa.Column("invited_language", sa.String(), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "coming",
                "not_coming",
                "maybe",
                name="invitationanswer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "took_part",
                "did_not_come",
                "declined",
                "not_reached",
                "not_invited",
                name="participationoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "barrier",
            sa.Enum(
                "working_hours",
                "language",
                "childcare",
                "distance",
                "cost",
                "distrust",
                "not_informed",
                "only_other_parent_invited",
                "health",
                "other",
                name="participationbarrier",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("feedback", columns.Sealed(), nullable=False),
        sa.Column("engagement_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("family_id", columns.Id(), nullable=False),
        sa.Column("invited_at", columns.Instant(), nullable=True),
        sa.Column("answered_at", columns.Instant(), nullable=True),
        sa.Column("reached_at", columns.Instant(), nullable=True),
        sa.Column(
            "place",
            sa.Enum(
                "none", "taken", "waiting", name="eventplace", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.CheckConstraint(
            "feedback = '' OR substr(feedback, 1, 3) = 's1.'", name=op.f("ck_participation_feedback_sealed")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "engagement_id"],
            ["engagement.organisation_id", "engagement.id"],
            name="fk_participation_engagement_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "family_id"],
            ["family.organisation_id", "family.id"],
            name="fk_participation_family_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "guardian_id"],
            ["guardian.organisation_id", "guardian.id"],
            name="fk_participation_guardian_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_participation_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_participation_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_participation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_participation_organisation_id_engagement_id_guardian_id"),
            ["organisation_id", "engagement_id", "guardian_id"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_participation_organisation_id_family_id_engagement_id"),
            ["organisation_id", "family_id", "engagement_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_participation_organisation_id_guardian_id_reached_at"),
            ["organisation_id", "guardian_id", "reached_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_participation_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )

    op.create_table(
        "participation_child",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("participation_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_participation_child_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "participation_id"],
            ["participation.organisation_id", "participation.id"],
            name="fk_participation_child_participation_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_participation_child_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_participation_child")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("participation_child", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_participation_child_organisation_id_child_id_participation_id"),
            ["organisation_id", "child_id", "participation_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_participation_child_organisation_id_participation_id_child_id"),
            ["organisation_id", "participation_id", "child_id"],
            unique=True,
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("participation_child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_child_organisation_id_participation_id_child_id"))
        batch_op.drop_index(batch_op.f("ix_participation_child_organisation_id_child_id_participation_id"))

    op.drop_table("participation_child")
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_participation_organisation_id_guardian_id_reached_at"))
        batch_op.drop_index(batch_op.f("ix_participation_organisation_id_family_id_engagement_id"))
        batch_op.drop_index(batch_op.f("ix_participation_organisation_id_engagement_id_guardian_id"))

    op.drop_table("participation")
    with op.batch_alter_table("engagement_organiser", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_engagement_organiser_organisation_id_user_id_engagement_id"))
        batch_op.drop_index(batch_op.f("ix_engagement_organiser_organisation_id_engagement_id_user_id"))

    op.drop_table("engagement_organiser")
    with op.batch_alter_table("engagement_follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_engagement_follow_up_organisation_id_programme_id_due_on_id"))
        batch_op.drop_index(batch_op.f("ix_engagement_follow_up_organisation_id_engagement_id_id"))
        batch_op.drop_index(batch_op.f("ix_engagement_follow_up_organisation_id_due_on_id"))

    op.drop_table("engagement_follow_up")
    with op.batch_alter_table("consultation_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_question_organisation_id_programme_id_told_on_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_question_organisation_id_engagement_id_id"))

    op.drop_table("consultation_question")
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_engagement_organisation_id_school_id_planned_at_id"))
        batch_op.drop_index(batch_op.f("ix_engagement_organisation_id_programme_id_planned_at_id"))
        batch_op.drop_index(batch_op.f("ix_engagement_organisation_id_planned_at_id"))
        batch_op.drop_index(batch_op.f("ix_engagement_organisation_id_group_id_planned_at_id"))

    op.drop_table("engagement")
