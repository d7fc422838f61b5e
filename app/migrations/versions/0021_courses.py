"""Courses of modules, what people take of them, and their training records."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0021_courses"
down_revision = "0020_notices"
branch_labels = None
depends_on = None

TABLES = (
    "course",
    "course_enrolment",
    "course_module",
    "course_version",
    "held_training",
    "module_done",
    "quiz_attempt",
    "training_record",
)


def upgrade() -> None:
    op.create_table(
        "course",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("most_tries", sa.Integer(), nullable=False),
        sa.Column("validity_days", sa.Integer(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "safeguarding_training",
                "role_training",
                "code_of_conduct",
                "confidentiality",
                "engaging_parents",
                "home_visiting",
                "inclusive_teaching",
                "digital_safety",
                "other",
                name="trainingpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("translations", columns.Document(), nullable=False),
        sa.Column("audience", columns.Document(), nullable=False),
        sa.Column("audience_codes", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "in_revision",
                "retired",
                name="coursestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("current_id", columns.Id(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_course_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_course")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_organisation_id_state_id"), ["organisation_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_course_organisation_id_title_id"), ["organisation_id", "title", "id"], unique=False
        )

    op.create_table(
        "course_module",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "guide",
                "day",
                "slides",
                "handout",
                "quiz",
                "practice",
                name="modulekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("translations", columns.Document(), nullable=False),
        sa.Column("attachment_ids", columns.Document(), nullable=False),
        sa.Column("material_ids", columns.Document(), nullable=False),
        sa.Column("questions", columns.Document(), nullable=False),
        sa.Column("course_id", columns.Id(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "course_id"],
            ["course.organisation_id", "course.id"],
            name="fk_course_module_course_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_course_module_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_course_module")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("course_module", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_module_organisation_id_course_id_place_id"),
            ["organisation_id", "course_id", "place", "id"],
            unique=False,
        )

    op.create_table(
        "course_version",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("course_id", columns.Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "safeguarding_training",
                "role_training",
                "code_of_conduct",
                "confidentiality",
                "engaging_parents",
                "home_visiting",
                "inclusive_teaching",
                "digital_safety",
                "other",
                name="trainingpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("translations", columns.Document(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("most_tries", sa.Integer(), nullable=False),
        sa.Column("validity_days", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("modules", columns.Document(), nullable=False),
        sa.Column("answer_key", columns.Document(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "course_id"],
            ["course.organisation_id", "course.id"],
            name="fk_course_version_course_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_course_version_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_course_version")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("course_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_version_organisation_id_course_id_number"),
            ["organisation_id", "course_id", "number"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_course_version_organisation_id_number_id"), ["organisation_id", "number", "id"], unique=False
        )

    op.create_table(
        "held_training",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("course_id", columns.Id(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "safeguarding_training",
                "role_training",
                "code_of_conduct",
                "confidentiality",
                "engaging_parents",
                "home_visiting",
                "inclusive_teaching",
                "digital_safety",
                "other",
                name="trainingpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("held_on", columns.Day(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("valid_until", columns.Day(), nullable=True),
        sa.Column("attachment_ids", columns.Document(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "course_id"],
            ["course.organisation_id", "course.id"],
            name="fk_held_training_course_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_held_training_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_held_training")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("held_training", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_held_training_organisation_id_course_id_id"),
            ["organisation_id", "course_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_held_training_organisation_id_created_by_id"),
            ["organisation_id", "created_by", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_held_training_organisation_id_held_on_id"),
            ["organisation_id", "held_on", "id"],
            unique=False,
        )

    op.create_table(
        "course_enrolment",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("course_id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("due_on", columns.Day(), nullable=True),
        sa.Column("version_id", columns.Id(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "enrolled",
                "in_progress",
                "completed",
                "failed",
                "withdrawn",
                name="courseenrolmentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("enrolled_at", columns.Instant(), nullable=False),
        sa.Column("modules", sa.Integer(), nullable=False),
        sa.Column("modules_done", sa.Integer(), nullable=False),
        sa.Column("extra_tries", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("completed_on", columns.Day(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "course_id"],
            ["course.organisation_id", "course.id"],
            name="fk_course_enrolment_course_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_course_enrolment_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "version_id"],
            ["course_version.organisation_id", "course_version.id"],
            name="fk_course_enrolment_version_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_course_enrolment_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_course_enrolment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("course_enrolment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_enrolment_organisation_id_course_id_user_id_id"),
            ["organisation_id", "course_id", "user_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_course_enrolment_organisation_id_enrolled_at_id"),
            ["organisation_id", "enrolled_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_course_enrolment_organisation_id_user_id_id"),
            ["organisation_id", "user_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_course_id_user_id",
            ["organisation_id", "course_id", "user_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('enrolled', 'in_progress', 'failed')"),
            postgresql_where=sa.text("state IN ('enrolled', 'in_progress', 'failed')"),
        )

    op.create_table(
        "module_done",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("enrolment_id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("module_id", columns.Id(), nullable=False),
        sa.Column("done_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "enrolment_id"],
            ["course_enrolment.organisation_id", "course_enrolment.id"],
            name="fk_module_done_enrolment_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_module_done_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_module_done_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_module_done")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("module_done", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_module_done_organisation_id_enrolment_id_module_id"),
            ["organisation_id", "enrolment_id", "module_id"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_module_done_organisation_id_user_id_id"), ["organisation_id", "user_id", "id"], unique=False
        )

    op.create_table(
        "quiz_attempt",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("enrolment_id", columns.Id(), nullable=False),
        sa.Column("course_id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("module_id", columns.Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", columns.Document(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("most_points", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("findings", columns.Document(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "course_id"],
            ["course.organisation_id", "course.id"],
            name="fk_quiz_attempt_course_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "enrolment_id"],
            ["course_enrolment.organisation_id", "course_enrolment.id"],
            name="fk_quiz_attempt_enrolment_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_quiz_attempt_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_quiz_attempt_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_quiz_attempt")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("quiz_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quiz_attempt_organisation_id_course_id_id"),
            ["organisation_id", "course_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_quiz_attempt_organisation_id_enrolment_id_module_id_number"),
            ["organisation_id", "enrolment_id", "module_id", "number"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_quiz_attempt_organisation_id_user_id_id"), ["organisation_id", "user_id", "id"], unique=False
        )

    op.create_table(
        "training_record",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=True),
        sa.Column("teacher_id", columns.Id(), nullable=True),
        sa.Column("course_id", columns.Id(), nullable=True),
        sa.Column("version_id", columns.Id(), nullable=True),
        sa.Column("enrolment_id", columns.Id(), nullable=True),
        sa.Column("held_training_id", columns.Id(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "safeguarding_training",
                "role_training",
                "code_of_conduct",
                "confidentiality",
                "engaging_parents",
                "home_visiting",
                "inclusive_teaching",
                "digital_safety",
                "other",
                name="trainingpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("completed_on", columns.Day(), nullable=False),
        sa.Column("valid_until", columns.Day(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "completed",
                "expired",
                "revoked",
                name="trainingrecordstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("revoked_because", sa.String(), nullable=False),
        sa.CheckConstraint("(user_id IS NULL) <> (teacher_id IS NULL)", name=op.f("ck_training_record_of_one")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "course_id"],
            ["course.organisation_id", "course.id"],
            name="fk_training_record_course_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "enrolment_id"],
            ["course_enrolment.organisation_id", "course_enrolment.id"],
            name="fk_training_record_enrolment_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "held_training_id"],
            ["held_training.organisation_id", "held_training.id"],
            name="fk_training_record_held_training_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "teacher_id"],
            ["teacher.organisation_id", "teacher.id"],
            name="fk_training_record_teacher_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_training_record_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "version_id"],
            ["course_version.organisation_id", "course_version.id"],
            name="fk_training_record_version_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_training_record_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_training_record")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_record_organisation_id_completed_on_id"),
            ["organisation_id", "completed_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_training_record_organisation_id_course_id_id"),
            ["organisation_id", "course_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_training_record_organisation_id_held_training_id_id"),
            ["organisation_id", "held_training_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_training_record_organisation_id_teacher_id_id"),
            ["organisation_id", "teacher_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_training_record_organisation_id_user_id_id"),
            ["organisation_id", "user_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_training_record_organisation_id_valid_until_id"),
            ["organisation_id", "valid_until", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_enrolment_id",
            ["organisation_id", "enrolment_id"],
            unique=True,
            sqlite_where=sa.text("enrolment_id IS NOT NULL"),
            postgresql_where=sa.text("enrolment_id IS NOT NULL"),
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("training_record", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_id",
            sqlite_where=sa.text("enrolment_id IS NOT NULL"),
            postgresql_where=sa.text("enrolment_id IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_training_record_organisation_id_valid_until_id"))
        batch_op.drop_index(batch_op.f("ix_training_record_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_training_record_organisation_id_teacher_id_id"))
        batch_op.drop_index(batch_op.f("ix_training_record_organisation_id_held_training_id_id"))
        batch_op.drop_index(batch_op.f("ix_training_record_organisation_id_course_id_id"))
        batch_op.drop_index(batch_op.f("ix_training_record_organisation_id_completed_on_id"))

    op.drop_table("training_record")
    with op.batch_alter_table("quiz_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quiz_attempt_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_quiz_attempt_organisation_id_enrolment_id_module_id_number"))
        batch_op.drop_index(batch_op.f("ix_quiz_attempt_organisation_id_course_id_id"))

    op.drop_table("quiz_attempt")
    with op.batch_alter_table("module_done", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_module_done_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_module_done_organisation_id_enrolment_id_module_id"))

    op.drop_table("module_done")
    with op.batch_alter_table("course_enrolment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_course_id_user_id",
            sqlite_where=sa.text("state IN ('enrolled', 'in_progress', 'failed')"),
            postgresql_where=sa.text("state IN ('enrolled', 'in_progress', 'failed')"),
        )
        batch_op.drop_index(batch_op.f("ix_course_enrolment_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_course_enrolment_organisation_id_enrolled_at_id"))
        batch_op.drop_index(batch_op.f("ix_course_enrolment_organisation_id_course_id_user_id_id"))

    op.drop_table("course_enrolment")
    with op.batch_alter_table("held_training", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_training_organisation_id_held_on_id"))
        batch_op.drop_index(batch_op.f("ix_held_training_organisation_id_created_by_id"))
        batch_op.drop_index(batch_op.f("ix_held_training_organisation_id_course_id_id"))

    op.drop_table("held_training")
    with op.batch_alter_table("course_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_version_organisation_id_number_id"))
        batch_op.drop_index(batch_op.f("ix_course_version_organisation_id_course_id_number"))

    op.drop_table("course_version")
    with op.batch_alter_table("course_module", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_module_organisation_id_course_id_place_id"))

    op.drop_table("course_module")
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_organisation_id_title_id"))
        batch_op.drop_index(batch_op.f("ix_course_organisation_id_state_id"))

    op.drop_table("course")
