"""Drop-in visits, questions at the desk, and children who help children."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0011_open_desks"
down_revision = "0010_supervision"
branch_labels = None
depends_on = None

TABLES = (
    "drop_in_visit",
    "peer_support",
    "question",
)


def upgrade() -> None:
    op.create_table(
        "question",
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
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", columns.Instant(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("answered_by_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("site_id", columns.Id(), nullable=True),
        sa.Column("month", columns.Day(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "answered_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_question_answered_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_question_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_question_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "site_id"],
            ["site.organisation_id", "site.id"],
            name="fk_question_site_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_question_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_question")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_question_organisation_id_answered_by_id_id"),
            ["organisation_id", "answered_by_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_question_organisation_id_asked_at_id"), ["organisation_id", "asked_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_question_organisation_id_group_id_asked_at_id"),
            ["organisation_id", "group_id", "asked_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_question_totals",
            ["organisation_id", "month", "subject", "programme_id", "group_id", "site_id", "minutes"],
            unique=False,
        )

    op.create_table(
        "drop_in_visit",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("session_id", columns.Id(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("site_id", columns.Id(), nullable=True),
        sa.Column("month", columns.Day(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_drop_in_visit_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_drop_in_visit_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "session_id"],
            ["session.organisation_id", "session.id"],
            name="fk_drop_in_visit_session_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "site_id"],
            ["site.organisation_id", "site.id"],
            name="fk_drop_in_visit_site_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_drop_in_visit_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_drop_in_visit")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("drop_in_visit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_drop_in_visit_organisation_id_group_id_month_id"),
            ["organisation_id", "group_id", "month", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_drop_in_visit_organisation_id_month_id"), ["organisation_id", "month", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_drop_in_visit_organisation_id_session_id_grade_language"),
            ["organisation_id", "session_id", "grade", "language"],
            unique=True,
        )
        batch_op.create_index(
            "ix_drop_in_visit_totals",
            [
                "organisation_id",
                "month",
                "programme_id",
                "group_id",
                "site_id",
                "session_id",
                "grade",
                "language",
                "count",
            ],
            unique=False,
        )

    op.create_table(
        "peer_support",
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
            nullable=True,
        ),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("helper_child_id", columns.Id(), nullable=False),
        sa.Column("helped_child_id", columns.Id(), nullable=False),
        sa.Column("session_id", columns.Id(), nullable=True),
        sa.Column("group_id", columns.Id(), nullable=False),
        sa.Column("last_on", columns.Day(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("first_on", columns.Day(), nullable=False),
        sa.CheckConstraint("helper_child_id <> helped_child_id", name=op.f("ck_peer_support_of_two")),
        sa.CheckConstraint("session_id IS NULL OR first_on = last_on", name=op.f("ck_peer_support_one_day")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_peer_support_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "helped_child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_peer_support_helped_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "helper_child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_peer_support_helper_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_peer_support_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "session_id"],
            ["session.organisation_id", "session.id"],
            name="fk_peer_support_session_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_peer_support_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_peer_support")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("peer_support", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_peer_support_organisation_id_first_on_id"),
            ["organisation_id", "first_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_peer_support_organisation_id_group_id_first_on_id"),
            ["organisation_id", "group_id", "first_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_peer_support_organisation_id_helped_child_id_id"),
            ["organisation_id", "helped_child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_peer_support_organisation_id_helper_child_id_id"),
            ["organisation_id", "helper_child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_peer_support_organisation_id_programme_id_first_on_id"),
            ["organisation_id", "programme_id", "first_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_group_id_helper_child_id_helped_child_id",
            ["organisation_id", "group_id", "helper_child_id", "helped_child_id"],
            unique=True,
            sqlite_where=sa.text("session_id IS NULL AND last_on IS NULL"),
            postgresql_where=sa.text("session_id IS NULL AND last_on IS NULL"),
        )
        batch_op.create_index(
            "uq_session_id_helper_child_id_helped_child_id",
            ["organisation_id", "session_id", "helper_child_id", "helped_child_id"],
            unique=True,
            sqlite_where=sa.text("session_id IS NOT NULL"),
            postgresql_where=sa.text("session_id IS NOT NULL"),
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("peer_support", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_session_id_helper_child_id_helped_child_id",
            sqlite_where=sa.text("session_id IS NOT NULL"),
            postgresql_where=sa.text("session_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_group_id_helper_child_id_helped_child_id",
            sqlite_where=sa.text("session_id IS NULL AND last_on IS NULL"),
            postgresql_where=sa.text("session_id IS NULL AND last_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_peer_support_organisation_id_programme_id_first_on_id"))
        batch_op.drop_index(batch_op.f("ix_peer_support_organisation_id_helper_child_id_id"))
        batch_op.drop_index(batch_op.f("ix_peer_support_organisation_id_helped_child_id_id"))
        batch_op.drop_index(batch_op.f("ix_peer_support_organisation_id_group_id_first_on_id"))
        batch_op.drop_index(batch_op.f("ix_peer_support_organisation_id_first_on_id"))

    op.drop_table("peer_support")
    with op.batch_alter_table("drop_in_visit", schema=None) as batch_op:
        batch_op.drop_index("ix_drop_in_visit_totals")
        batch_op.drop_index(batch_op.f("ix_drop_in_visit_organisation_id_session_id_grade_language"))
        batch_op.drop_index(batch_op.f("ix_drop_in_visit_organisation_id_month_id"))
        batch_op.drop_index(batch_op.f("ix_drop_in_visit_organisation_id_group_id_month_id"))

    op.drop_table("drop_in_visit")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index("ix_question_totals")
        batch_op.drop_index(batch_op.f("ix_question_organisation_id_group_id_asked_at_id"))
        batch_op.drop_index(batch_op.f("ix_question_organisation_id_asked_at_id"))
        batch_op.drop_index(batch_op.f("ix_question_organisation_id_answered_by_id_id"))

    op.drop_table("question")
