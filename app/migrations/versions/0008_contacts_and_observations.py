"""Contacts with teachers, and what is noticed of families."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0008_contacts_and_observations"
down_revision = "0007_jobs"
branch_labels = None
depends_on = None

TABLES = (
    "contacted_child",
    "family_observation",
    "teacher_contact",
)


def upgrade() -> None:
    op.create_table(
        "family_observation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "housing",
                "income",
                "food",
                "health",
                "childcare",
                "safety",
                "documents",
                "connectivity",
                "conflict",
                "other",
                name="observationcategory",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", columns.Sealed(), nullable=False),
        sa.Column("affects_learning", sa.Boolean(), nullable=False),
        sa.Column("observed_on", columns.Day(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=True),
        sa.Column("family_id", columns.Id(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("author_id", columns.Id(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column(
            "release_state",
            sa.Enum("withheld", "released", name="releasestate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.CheckConstraint(
            "child_id IS NOT NULL OR family_id IS NOT NULL", name=op.f("ck_family_observation_of_someone")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "author_id"],
            ["user.organisation_id", "user.id"],
            name="fk_family_observation_author_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_family_observation_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "family_id"],
            ["family.organisation_id", "family.id"],
            name="fk_family_observation_family_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_family_observation_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_family_observation_organisation"),
        sa.CheckConstraint(
            "note = '' OR substr(note, 1, 3) = 's1.'",
            name=op.f("ck_family_observation_note_sealed"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_family_observation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("family_observation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_family_observation_organisation_id_author_id_id"),
            ["organisation_id", "author_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_family_observation_organisation_id_child_id_observed_on_id"),
            ["organisation_id", "child_id", "observed_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_family_observation_organisation_id_family_id_observed_on_id"),
            ["organisation_id", "family_id", "observed_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_family_observation_organisation_id_observed_on_id"),
            ["organisation_id", "observed_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_family_observation_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )

    op.create_table(
        "teacher_contact",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
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
            "direction",
            sa.Enum(
                "outgoing", "incoming", name="contactdirection", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("topics", columns.Document(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("child_facts_told", sa.Boolean(), nullable=False),
        sa.Column("follow_up", sa.String(), nullable=False),
        sa.Column("follow_up_due", columns.Day(), nullable=True),
        sa.Column("followed_up_on", columns.Day(), nullable=True),
        sa.Column("teacher_id", columns.Id(), nullable=False),
        sa.Column("report_id", columns.Id(), nullable=True),
        sa.Column("author_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "author_id"],
            ["user.organisation_id", "user.id"],
            name="fk_teacher_contact_author_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_teacher_contact_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_teacher_contact_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "report_id"],
            ["session_report.organisation_id", "session_report.id"],
            name="fk_teacher_contact_report_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "teacher_id"],
            ["teacher.organisation_id", "teacher.id"],
            name="fk_teacher_contact_teacher_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_teacher_contact_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_teacher_contact")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("teacher_contact", schema=None) as batch_op:
        batch_op.create_index(
            "ix_follow_up_due_id",
            ["organisation_id", "follow_up_due", "id"],
            unique=False,
            sqlite_where=sa.text("follow_up_due IS NOT NULL AND followed_up_on IS NULL"),
            postgresql_where=sa.text("follow_up_due IS NOT NULL AND followed_up_on IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_teacher_contact_organisation_id_at_id"), ["organisation_id", "at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_teacher_contact_organisation_id_author_id_id"),
            ["organisation_id", "author_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_teacher_contact_organisation_id_child_id_id"),
            ["organisation_id", "child_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_teacher_contact_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_teacher_contact_organisation_id_report_id_id"),
            ["organisation_id", "report_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_teacher_contact_organisation_id_teacher_id_id"),
            ["organisation_id", "teacher_id", "id"],
            unique=False,
        )

    op.create_table(
        "contacted_child",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("contact_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_contacted_child_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "contact_id"],
            ["teacher_contact.organisation_id", "teacher_contact.id"],
            name="fk_contacted_child_contact_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_contacted_child_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_contacted_child")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("contacted_child", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contacted_child_organisation_id_child_id_contact_id"),
            ["organisation_id", "child_id", "contact_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_contacted_child_organisation_id_contact_id_child_id"),
            ["organisation_id", "contact_id", "child_id"],
            unique=True,
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("contacted_child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacted_child_organisation_id_contact_id_child_id"))
        batch_op.drop_index(batch_op.f("ix_contacted_child_organisation_id_child_id_contact_id"))

    op.drop_table("contacted_child")
    with op.batch_alter_table("teacher_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_contact_organisation_id_teacher_id_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_contact_organisation_id_report_id_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_contact_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_contact_organisation_id_child_id_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_contact_organisation_id_author_id_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_contact_organisation_id_at_id"))
        batch_op.drop_index(
            "ix_follow_up_due_id",
            sqlite_where=sa.text("follow_up_due IS NOT NULL AND followed_up_on IS NULL"),
            postgresql_where=sa.text("follow_up_due IS NOT NULL AND followed_up_on IS NULL"),
        )

    op.drop_table("teacher_contact")
    with op.batch_alter_table("family_observation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_family_observation_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_family_observation_organisation_id_observed_on_id"))
        batch_op.drop_index(batch_op.f("ix_family_observation_organisation_id_family_id_observed_on_id"))
        batch_op.drop_index(batch_op.f("ix_family_observation_organisation_id_child_id_observed_on_id"))
        batch_op.drop_index(batch_op.f("ix_family_observation_organisation_id_author_id_id"))

    op.drop_table("family_observation")
