"""Homework with its rounds, checks, handover and the teacher's answer."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0006_homework"
down_revision = "0005_session_reports"
branch_labels = None
depends_on = None

TABLES = (
    "homework",
    "homework_check",
    "homework_handover",
    "homework_response",
    "homework_submission",
)


def upgrade() -> None:
    op.create_table(
        "homework",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "host_language",
                "home_language",
                "foreign_language",
                "mathematics",
                "world_around_us",
                "science",
                "history",
                "geography",
                "computing",
                "art",
                "music",
                "physical_education",
                "civics_or_religion",
                "other",
                name="schoolsubject",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("instructions", sa.String(), nullable=False),
        sa.Column(
            "set_by",
            sa.Enum(
                "teacher",
                "leader",
                "guardian",
                "unknown",
                name="homeworksetter",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("due_on", columns.Day(), nullable=True),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("teacher_id", columns.Id(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "assigned",
                "submitted",
                "in_check",
                "needs_revision",
                "checked",
                "handed_over",
                "acknowledged",
                "not_done",
                "withdrawn",
                name="homeworkstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "waits_for",
            sa.Enum(
                "child",
                "check",
                "handover",
                "teacher",
                "nobody",
                name="waitsfor",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", columns.Instant(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("checker_id", columns.Id(), nullable=True),
        sa.Column(
            "not_done_reason",
            sa.Enum(
                "not_understood",
                "too_much",
                "forgotten",
                "no_materials",
                "no_device",
                "no_connectivity",
                "ill",
                "family_obligation",
                "did_not_want",
                "unknown",
                name="notdonereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "checker_id"],
            ["user.organisation_id", "user.id"],
            name="fk_homework_checker_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_homework_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_homework_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_homework_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "teacher_id"],
            ["teacher.organisation_id", "teacher.id"],
            name="fk_homework_teacher_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_homework_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_homework")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("homework", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_homework_organisation_id_child_id_id"), ["organisation_id", "child_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_homework_organisation_id_group_id_id"), ["organisation_id", "group_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_homework_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_homework_organisation_id_since_id"), ["organisation_id", "since", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_homework_organisation_id_waits_for_since_id"),
            ["organisation_id", "waits_for", "since", "id"],
            unique=False,
        )

    op.create_table(
        "homework_handover",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("homework_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("waited_minutes", sa.Integer(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("teacher_id", columns.Id(), nullable=True),
        sa.Column("teacher_name", sa.String(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "at_school",
                "school_platform",
                "here",
                "e_mail",
                "viber",
                "whatsapp",
                "messenger",
                "other",
                name="handoverchannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "handed_over_by",
            sa.Enum(
                "child",
                "guardian",
                "leader",
                "assistant",
                name="handedoverby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_homework_handover_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_homework_handover_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "homework_id"],
            ["homework.organisation_id", "homework.id"],
            name="fk_homework_handover_homework_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_homework_handover_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "teacher_id"],
            ["teacher.organisation_id", "teacher.id"],
            name="fk_homework_handover_teacher_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_homework_handover_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_homework_handover")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("homework_handover", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_homework_handover_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_homework_handover_organisation_id_homework_id"),
            ["organisation_id", "homework_id"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_homework_handover_organisation_id_programme_id_at_id"),
            ["organisation_id", "programme_id", "at", "id"],
            unique=False,
        )

    op.create_table(
        "homework_response",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("homework_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("waited_minutes", sa.Integer(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "accepted",
                "correction_asked",
                "graded",
                "none",
                name="teacherresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_homework_response_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_homework_response_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "homework_id"],
            ["homework.organisation_id", "homework.id"],
            name="fk_homework_response_homework_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_homework_response_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_homework_response_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_homework_response")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("homework_response", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_homework_response_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_homework_response_organisation_id_homework_id"),
            ["organisation_id", "homework_id"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_homework_response_organisation_id_programme_id_at_id"),
            ["organisation_id", "programme_id", "at", "id"],
            unique=False,
        )

    op.create_table(
        "homework_submission",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "submitted_by",
            sa.Enum(
                "child",
                "guardian",
                "assistant",
                name="submittedby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("homework_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("attachment_ids", columns.Document(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("submitted_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_homework_submission_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "homework_id"],
            ["homework.organisation_id", "homework.id"],
            name="fk_homework_submission_homework_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_homework_submission_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_homework_submission_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_homework_submission")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("homework_submission", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_homework_submission_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_homework_submission_organisation_id_homework_id_round"),
            ["organisation_id", "homework_id", "round"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_homework_submission_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )

    op.create_table(
        "homework_check",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("homework_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("waited_minutes", sa.Integer(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("child_present", sa.Boolean(), nullable=False),
        sa.Column(
            "not_present_reason",
            sa.Enum(
                "not_reached",
                "no_device",
                "no_connectivity",
                "ill",
                "family_obligation",
                "due_before_session",
                "photo_not_readable",
                "agreed_with_child",
                "other",
                name="notpresentreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "ready",
                "needs_revision",
                "not_readable",
                name="checkoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("observations", sa.String(), nullable=False),
        sa.Column("submission_id", columns.Id(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_homework_check_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_homework_check_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "homework_id"],
            ["homework.organisation_id", "homework.id"],
            name="fk_homework_check_homework_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_homework_check_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "submission_id"],
            ["homework_submission.organisation_id", "homework_submission.id"],
            name="fk_homework_check_submission_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_homework_check_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_homework_check")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("homework_check", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_homework_check_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_homework_check_organisation_id_homework_id_round"),
            ["organisation_id", "homework_id", "round"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_homework_check_organisation_id_programme_id_at_id"),
            ["organisation_id", "programme_id", "at", "id"],
            unique=False,
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("homework_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_homework_check_organisation_id_programme_id_at_id"))
        batch_op.drop_index(batch_op.f("ix_homework_check_organisation_id_homework_id_round"))
        batch_op.drop_index(batch_op.f("ix_homework_check_organisation_id_child_id_id"))

    op.drop_table("homework_check")
    with op.batch_alter_table("homework_submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_homework_submission_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_homework_submission_organisation_id_homework_id_round"))
        batch_op.drop_index(batch_op.f("ix_homework_submission_organisation_id_child_id_id"))

    op.drop_table("homework_submission")
    with op.batch_alter_table("homework_response", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_homework_response_organisation_id_programme_id_at_id"))
        batch_op.drop_index(batch_op.f("ix_homework_response_organisation_id_homework_id"))
        batch_op.drop_index(batch_op.f("ix_homework_response_organisation_id_child_id_id"))

    op.drop_table("homework_response")
    with op.batch_alter_table("homework_handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_homework_handover_organisation_id_programme_id_at_id"))
        batch_op.drop_index(batch_op.f("ix_homework_handover_organisation_id_homework_id"))
        batch_op.drop_index(batch_op.f("ix_homework_handover_organisation_id_child_id_id"))

    op.drop_table("homework_handover")
    with op.batch_alter_table("homework", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_homework_organisation_id_waits_for_since_id"))
        batch_op.drop_index(batch_op.f("ix_homework_organisation_id_since_id"))
        batch_op.drop_index(batch_op.f("ix_homework_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_homework_organisation_id_group_id_id"))
        batch_op.drop_index(batch_op.f("ix_homework_organisation_id_child_id_id"))

    op.drop_table("homework")
