"""Applications, notes on them and times for interviews."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect, recode

revision = "0031_applications"
down_revision = "0030_requirements"
branch_labels = None
depends_on = None

TABLES = (
    "application",
    "application_note",
    "interview_slot",
)

PURPOSES = "accept_invitation sign_in"


def upgrade() -> None:
    op.create_table(
        "application",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("field_of_study", sa.String(), nullable=False),
        sa.Column("university", sa.String(), nullable=False),
        sa.Column("study_year", sa.Integer(), nullable=True),
        sa.Column("availability", columns.Document(), nullable=False),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("subjects", columns.Document(), nullable=False),
        sa.Column("max_children", sa.Integer(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("places", columns.Document(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("motivation", columns.Sealed(), nullable=False),
        sa.Column("opportunity_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("campaign_id", columns.Id(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("processing_text", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unconfirmed",
                "submitted",
                "screening",
                "interview",
                "waiting_list",
                "accepted",
                "rejected",
                "withdrawn",
                name="applicationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", columns.Instant(), nullable=True),
        sa.Column("screening_at", columns.Instant(), nullable=True),
        sa.Column("interview_at", columns.Instant(), nullable=True),
        sa.Column("decided_at", columns.Instant(), nullable=True),
        sa.Column(
            "reject_reason",
            sa.Enum(
                "no_capacity",
                "times_do_not_fit",
                "languages_do_not_fit",
                "requirements_not_met",
                "not_suitable",
                "not_reached",
                "did_not_come",
                "other",
                name="applicationrejectreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decision_note", columns.Sealed(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=True),
        sa.Column("erased_at", columns.Instant(), nullable=True),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.CheckConstraint(
            "decision_note = '' OR substr(decision_note, 1, 3) = 's1.'",
            name=op.f("ck_application_decision_note_sealed"),
        ),
        sa.CheckConstraint(
            "motivation = '' OR substr(motivation, 1, 3) = 's1.'", name=op.f("ck_application_motivation_sealed")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "campaign_id"],
            ["campaign.organisation_id", "campaign.id"],
            name="fk_application_campaign_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "opportunity_id"],
            ["opportunity.organisation_id", "opportunity.id"],
            name="fk_application_opportunity_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_application_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_application_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_application_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_application")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_organisation_id_campaign_id_id"),
            ["organisation_id", "campaign_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_application_organisation_id_opportunity_id_id"),
            ["organisation_id", "opportunity_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_application_organisation_id_programme_id_submitted_at_id"),
            ["organisation_id", "programme_id", "submitted_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_application_organisation_id_search_key_id"),
            ["organisation_id", "search_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_application_organisation_id_state_id"), ["organisation_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_application_organisation_id_user_id_id"), ["organisation_id", "user_id", "id"], unique=False
        )
        batch_op.create_index(
            "uq_opportunity_id_contact",
            ["organisation_id", "opportunity_id", "contact"],
            unique=True,
            sqlite_where=sa.text("contact <> '' AND state NOT IN ('unconfirmed', 'withdrawn')"),
            postgresql_where=sa.text("contact <> '' AND state NOT IN ('unconfirmed', 'withdrawn')"),
        )

    op.create_table(
        "application_note",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("application_id", columns.Id(), nullable=False),
        sa.Column("text", columns.Sealed(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.CheckConstraint("text = '' OR substr(text, 1, 3) = 's1.'", name=op.f("ck_application_note_text_sealed")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "application_id"],
            ["application.organisation_id", "application.id"],
            name="fk_application_note_application_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_application_note_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_application_note_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_application_note")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("application_note", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_note_organisation_id_application_id_id"),
            ["organisation_id", "application_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_application_note_organisation_id_created_by_id"),
            ["organisation_id", "created_by", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_application_note_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )

    op.create_table(
        "interview_slot",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("opportunity_id", columns.Id(), nullable=False),
        sa.Column("interviewer_id", columns.Id(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "free",
                "taken",
                "cancelled",
                name="interviewslotstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("application_id", columns.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "application_id"],
            ["application.organisation_id", "application.id"],
            name="fk_interview_slot_application_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "interviewer_id"],
            ["user.organisation_id", "user.id"],
            name="fk_interview_slot_interviewer_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "opportunity_id"],
            ["opportunity.organisation_id", "opportunity.id"],
            name="fk_interview_slot_opportunity_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_interview_slot_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_interview_slot_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_interview_slot")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("interview_slot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interview_slot_organisation_id_application_id_id"),
            ["organisation_id", "application_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_interview_slot_organisation_id_interviewer_id_starts_at_id"),
            ["organisation_id", "interviewer_id", "starts_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_interview_slot_organisation_id_opportunity_id_starts_at_id"),
            ["organisation_id", "opportunity_id", "starts_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_interview_slot_organisation_id_programme_id_starts_at_id"),
            ["organisation_id", "programme_id", "starts_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_interview_slot_organisation_id_starts_at_id"),
            ["organisation_id", "starts_at", "id"],
            unique=False,
        )
    protect(*TABLES)
    recode("one_time_code", "purpose", "codepurpose", old=PURPOSES, new=f"{PURPOSES} confirm_application")


def downgrade() -> None:
    op.execute("DELETE FROM one_time_code WHERE purpose = 'confirm_application'")
    recode("one_time_code", "purpose", "codepurpose", old=f"{PURPOSES} confirm_application", new=PURPOSES)
    with op.batch_alter_table("interview_slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interview_slot_organisation_id_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_interview_slot_organisation_id_programme_id_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_interview_slot_organisation_id_opportunity_id_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_interview_slot_organisation_id_interviewer_id_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_interview_slot_organisation_id_application_id_id"))

    op.drop_table("interview_slot")
    with op.batch_alter_table("application_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_note_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_application_note_organisation_id_created_by_id"))
        batch_op.drop_index(batch_op.f("ix_application_note_organisation_id_application_id_id"))

    op.drop_table("application_note")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_opportunity_id_contact",
            sqlite_where=sa.text("contact <> '' AND state NOT IN ('unconfirmed', 'withdrawn')"),
            postgresql_where=sa.text("contact <> '' AND state NOT IN ('unconfirmed', 'withdrawn')"),
        )
        batch_op.drop_index(batch_op.f("ix_application_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_application_organisation_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_application_organisation_id_search_key_id"))
        batch_op.drop_index(batch_op.f("ix_application_organisation_id_programme_id_submitted_at_id"))
        batch_op.drop_index(batch_op.f("ix_application_organisation_id_opportunity_id_id"))
        batch_op.drop_index(batch_op.f("ix_application_organisation_id_campaign_id_id"))

    op.drop_table("application")
