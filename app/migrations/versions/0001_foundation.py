"""The tables of the foundation: organisations, people, schools, families, groups, sessions and the trail."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import make_role, protect, unprotect

revision = "0001_foundation"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "account",
    "attempt",
    "attendance",
    "attendance_summary",
    "audit",
    "calendar_period",
    "change",
    "child",
    "consent",
    "consent_effect",
    "family",
    "group_leader",
    "group_member",
    "guardian",
    "guardianship",
    "idempotency_key",
    "membership",
    "mentor_group",
    "organisation",
    "programme",
    "refresh_token",
    "role_assignment",
    "schedule",
    "school",
    "school_calendar",
    "school_class",
    "school_enrolment",
    "seat",
    "session",
    "sign_in",
    "site",
    "supervisor_assignment",
    "tally",
    "teacher",
    "transition",
    "user",
)


def upgrade() -> None:
    make_role()
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_last_at"), ["last_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ngo",
                "red_cross_society",
                "school_authority",
                "municipality",
                "university",
                "library",
                "health_or_social_service",
                "other",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("parent_id", columns.Id(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "suspended",
                "closed",
                name="organisationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "account",
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("password_given_in", columns.Id(), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("active", "disabled", name="userstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["password_given_in"], ["organisation.id"], name=op.f("fk_account_password_given_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "audit",
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("lane", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_audit_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "lane", "seq", name=op.f("pk_audit")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_organisation_id_at"), ["organisation_id", "at"], unique=False)

    op.create_table(
        "change",
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("row_id", columns.Id(), nullable=False),
        sa.Column("op", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_change_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "seq", name=op.f("pk_change")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_change_organisation_id_type_row_id"), ["organisation_id", "type", "row_id"], unique=False
        )

    op.create_table(
        "idempotency_key",
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("membership_id", columns.Id(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_idempotency_key_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "membership_id", "key", name=op.f("pk_idempotency_key")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_idempotency_key_organisation_id_at"), ["organisation_id", "at"], unique=False
        )

    op.create_table(
        "programme",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "online_learning_support",
                "after_school_groups",
                "library_drop_in",
                "enrolment_support",
                "parent_engagement",
                name="programmekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("grades", columns.Document(), nullable=False),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("starts_on", columns.Day(), nullable=False),
        sa.Column("ends_on", columns.Day(), nullable=True),
        sa.Column(
            "preset",
            sa.Enum(
                "indigo",
                "after_school",
                "library_drop_in",
                name="programmepreset",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("policy", columns.Document(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "running",
                "closed",
                name="programmestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_programme_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_programme")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_organisation_id_search_key_id"),
            ["organisation_id", "search_key", "id"],
            unique=False,
        )

    op.create_table(
        "school",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "primary",
                "lower_secondary",
                "upper_secondary",
                "preparatory",
                "preschool",
                name="schoolkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("external_code", sa.String(), nullable=False),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_school_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_school")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_organisation_id_search_key_id"), ["organisation_id", "search_key", "id"], unique=False
        )

    op.create_table(
        "site",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "school",
                "library",
                "community_centre",
                "home",
                "online",
                "other",
                name="sitekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("accessibility", sa.String(), nullable=False),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_site_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_site")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_site_organisation_id_search_key_id"), ["organisation_id", "search_key", "id"], unique=False
        )

    op.create_table(
        "tally",
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("feed", sa.BigInteger(), nullable=False),
        sa.Column("audit", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_tally_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_tally")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "transition",
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("row_id", columns.Id(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("by_id", columns.Id(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_transition_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_transition")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("transition", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_transition_organisation_id_row_id_id"), ["organisation_id", "row_id", "id"], unique=False
        )

    op.create_table(
        "attendance_summary",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=False),
        sa.Column("month", columns.Day(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("left_early", sa.Integer(), nullable=False),
        sa.Column("absent", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_attendance_summary_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_attendance_summary_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_attendance_summary")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("attendance_summary", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_summary_organisation_id_month_id"),
            ["organisation_id", "month", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_attendance_summary_organisation_id_programme_id_group_id_month_grade"),
            ["organisation_id", "programme_id", "group_id", "month", "grade"],
            unique=True,
        )

    op.create_table(
        "mentor_group",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("site_id", columns.Id(), nullable=True),
        sa.Column("school_id", columns.Id(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "individual",
                "small_group",
                "after_school",
                "library_drop_in",
                name="groupkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
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
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("grades", columns.Document(), nullable=False),
        sa.Column("open_to_all", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("active", "closed", name="groupstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("min_members", sa.Integer(), nullable=False),
        sa.Column("max_members", sa.Integer(), nullable=False),
        sa.Column("max_per_leader", sa.Integer(), nullable=False),
        sa.Column("active_members", sa.Integer(), nullable=False),
        sa.Column("waiting_members", sa.Integer(), nullable=False),
        sa.Column("surplus", sa.Integer(), nullable=False),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.CheckConstraint(
            "active_members >= 0 AND active_members <= max_members + surplus", name=op.f("ck_mentor_group_places")
        ),
        sa.CheckConstraint("waiting_members >= 0 AND surplus >= 0", name=op.f("ck_mentor_group_counts")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_mentor_group_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_id"],
            ["school.organisation_id", "school.id"],
            name="fk_mentor_group_school_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "site_id"],
            ["site.organisation_id", "site.id"],
            name="fk_mentor_group_site_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_mentor_group_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_mentor_group")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("mentor_group", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentor_group_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_group_organisation_id_school_id_id"),
            ["organisation_id", "school_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_mentor_group_organisation_id_search_key_id"),
            ["organisation_id", "search_key", "id"],
            unique=False,
        )

    op.create_table(
        "school_calendar",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("school_id", columns.Id(), nullable=True),
        sa.Column("school_year", sa.String(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_id"],
            ["school.organisation_id", "school.id"],
            name="fk_school_calendar_school_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_school_calendar_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_school_calendar")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("school_calendar", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_calendar_organisation_id_school_id_school_year"),
            ["organisation_id", "school_id", "school_year"],
            unique=False,
        )

    op.create_table(
        "seat",
        sa.Column("account_id", columns.Id(), nullable=False),
        sa.Column("membership_id", columns.Id(), nullable=False),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_seat_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_seat_organisation_id")),
        sa.PrimaryKeyConstraint("account_id", "membership_id", name=op.f("pk_seat")),
    )
    op.create_table(
        "user",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("account_id", columns.Id(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("active", "disabled", name="userstatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_user_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_user_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_user")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_organisation_id_email"), ["organisation_id", "email"], unique=True)
        batch_op.create_index(
            batch_op.f("ix_user_organisation_id_search_key_id"), ["organisation_id", "search_key", "id"], unique=False
        )

    op.create_table(
        "calendar_period",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("term", "holiday", name="calendarperiodkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_on", columns.Day(), nullable=False),
        sa.Column("last_on", columns.Day(), nullable=False),
        sa.Column("calendar_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "calendar_id"],
            ["school_calendar.organisation_id", "school_calendar.id"],
            name="fk_calendar_period_calendar_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_calendar_period_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_calendar_period")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("calendar_period", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_calendar_period_organisation_id_calendar_id_first_on"),
            ["organisation_id", "calendar_id", "first_on"],
            unique=False,
        )

    op.create_table(
        "family",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("mediator_id", columns.Id(), nullable=True),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("settlement", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("home_languages", columns.Document(), nullable=False),
        sa.Column("interpreter_needed", sa.Boolean(), nullable=False),
        sa.Column(
            "preferred_contact",
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
        sa.Column("contact_hours", sa.String(), nullable=False),
        sa.Column("connectivity", columns.Document(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "prospect",
                "active",
                "paused",
                "left",
                name="familystatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("mediator_since", columns.Instant(), nullable=True),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "mediator_id"],
            ["user.organisation_id", "user.id"],
            name="fk_family_mediator_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_family_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_family_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_family")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("family", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_family_organisation_id_mediator_id_id"),
            ["organisation_id", "mediator_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_family_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_family_organisation_id_search_key_id"), ["organisation_id", "search_key", "id"], unique=False
        )

    op.create_table(
        "group_leader",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "lead", "co_lead", "assistant", name="leaderrole", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("valid_from", columns.Instant(), nullable=True),
        sa.Column("valid_to", columns.Instant(), nullable=True),
        sa.Column("group_id", columns.Id(), nullable=False),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_group_leader_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_group_leader_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_group_leader_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_group_leader")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("group_leader", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_leader_organisation_id_group_id_user_id"),
            ["organisation_id", "group_id", "user_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_group_leader_organisation_id_user_id_group_id"),
            ["organisation_id", "user_id", "group_id"],
            unique=False,
        )

    op.create_table(
        "membership",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "data_protection_officer",
                "coordinator",
                "supervisor",
                "educator",
                "mediator",
                "volunteer",
                "assistant",
                "teacher",
                "guardian",
                "partner",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", columns.Instant(), nullable=True),
        sa.Column("valid_to", columns.Instant(), nullable=True),
        sa.Column("account_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_membership_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_membership_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_membership")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_organisation_id_role_user_id"),
            ["organisation_id", "role", "user_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_membership_organisation_id_user_id_role"),
            ["organisation_id", "user_id", "role"],
            unique=False,
        )

    op.create_table(
        "schedule",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("local_start", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
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
        sa.Column("site_id", columns.Id(), nullable=True),
        sa.Column("skip_holidays", sa.Boolean(), nullable=False),
        sa.Column("calendar_id", columns.Id(), nullable=True),
        sa.Column("skipped_days", columns.Document(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=False),
        sa.Column("starts_on", columns.Day(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("active", "ended", name="schedulestatus", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("made_until", columns.Day(), nullable=True),
        sa.Column("ends_on", columns.Day(), nullable=True),
        sa.Column("follows_id", columns.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "calendar_id"],
            ["school_calendar.organisation_id", "school_calendar.id"],
            name="fk_schedule_calendar_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "follows_id"],
            ["schedule.organisation_id", "schedule.id"],
            name="fk_schedule_follows_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_schedule_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_schedule_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "site_id"],
            ["site.organisation_id", "site.id"],
            name="fk_schedule_site_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_schedule_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_schedule")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_schedule_organisation_id_group_id_id"), ["organisation_id", "group_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_schedule_organisation_id_status_id"), ["organisation_id", "status", "id"], unique=False
        )

    op.create_table(
        "supervisor_assignment",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("supervisor_id", columns.Id(), nullable=False),
        sa.Column("volunteer_id", columns.Id(), nullable=False),
        sa.Column("valid_from", columns.Instant(), nullable=True),
        sa.Column("valid_to", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "supervisor_id"],
            ["user.organisation_id", "user.id"],
            name="fk_supervisor_assignment_supervisor_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "volunteer_id"],
            ["user.organisation_id", "user.id"],
            name="fk_supervisor_assignment_volunteer_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_supervisor_assignment_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_supervisor_assignment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("supervisor_assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supervisor_assignment_organisation_id_supervisor_id_volunteer_id"),
            ["organisation_id", "supervisor_id", "volunteer_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_supervisor_assignment_organisation_id_volunteer_id_supervisor_id"),
            ["organisation_id", "volunteer_id", "supervisor_id"],
            unique=False,
        )

    op.create_table(
        "teacher",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("school_id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=True),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("subjects", columns.Document(), nullable=False),
        sa.Column("contact_points", columns.Document(), nullable=False),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_id"],
            ["school.organisation_id", "school.id"],
            name="fk_teacher_school_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_teacher_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_teacher_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_teacher")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("teacher", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_teacher_organisation_id_school_id_id"), ["organisation_id", "school_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_teacher_organisation_id_search_key_id"),
            ["organisation_id", "search_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_teacher_organisation_id_user_id"), ["organisation_id", "user_id"], unique=False
        )

    op.create_table(
        "child",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("family_id", columns.Id(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column("birth_date", columns.Day(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column(
            "gender",
            sa.Enum(
                "female",
                "male",
                "other",
                "unknown",
                name="gender",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "active",
                "paused",
                "completed",
                "left",
                name="childstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "left_reason",
            sa.Enum(
                "moved_away",
                "completed",
                "lost_contact",
                "family_decision",
                "other_support",
                "aged_out",
                "other",
                name="childleftreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.Column("search_full", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "family_id"],
            ["family.organisation_id", "family.id"],
            name="fk_child_family_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_child_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_child_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_child")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_child_organisation_id_code"), ["organisation_id", "code"], unique=True)
        batch_op.create_index(
            batch_op.f("ix_child_organisation_id_family_id_id"), ["organisation_id", "family_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_child_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_child_organisation_id_search_key_id"), ["organisation_id", "search_key", "id"], unique=False
        )

    op.create_table(
        "guardian",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("family_id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=True),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("surname", sa.String(), nullable=False),
        sa.Column(
            "gender",
            sa.Enum(
                "female",
                "male",
                "other",
                "unknown",
                name="gender",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "relation",
            sa.Enum(
                "mother",
                "father",
                "grandmother",
                "grandfather",
                "other_relative",
                "foster_carer",
                "legal_guardian",
                "other",
                name="guardianrelation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contact_points", columns.Document(), nullable=False),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column(
            "literacy_support",
            sa.Enum(
                "none",
                "some",
                "full",
                "unknown",
                name="literacysupport",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("contactable", sa.Boolean(), nullable=False),
        sa.Column("lives_with_child", sa.Boolean(), nullable=True),
        sa.Column("safety_excluded", sa.Boolean(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "family_id"],
            ["family.organisation_id", "family.id"],
            name="fk_guardian_family_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_guardian_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_guardian_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_guardian_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_guardian")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("guardian", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_guardian_organisation_id_family_id_id"), ["organisation_id", "family_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_guardian_organisation_id_search_key_id"),
            ["organisation_id", "search_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_guardian_organisation_id_user_id"), ["organisation_id", "user_id"], unique=False
        )

    op.create_table(
        "role_assignment",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=True),
        sa.Column("school_id", columns.Id(), nullable=True),
        sa.Column("valid_from", columns.Instant(), nullable=True),
        sa.Column("valid_to", columns.Instant(), nullable=True),
        sa.Column("membership_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["membership.organisation_id", "membership.id"],
            name="fk_role_assignment_membership_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_role_assignment_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_id"],
            ["school.organisation_id", "school.id"],
            name="fk_role_assignment_school_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_role_assignment_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_role_assignment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("role_assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_role_assignment_organisation_id_membership_id_programme_id"),
            ["organisation_id", "membership_id", "programme_id"],
            unique=False,
        )

    op.create_table(
        "school_class",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("school_id", columns.Id(), nullable=False),
        sa.Column("school_year", sa.String(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("teacher_id", columns.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_id"],
            ["school.organisation_id", "school.id"],
            name="fk_school_class_school_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "teacher_id"],
            ["teacher.organisation_id", "teacher.id"],
            name="fk_school_class_teacher_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_school_class_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_school_class")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("school_class", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_class_organisation_id_school_id_school_year_label"),
            ["organisation_id", "school_id", "school_year", "label"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_school_class_organisation_id_teacher_id"), ["organisation_id", "teacher_id"], unique=False
        )

    op.create_table(
        "sign_in",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("membership_id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("account_id", columns.Id(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "data_protection_officer",
                "coordinator",
                "supervisor",
                "educator",
                "mediator",
                "volunteer",
                "assistant",
                "teacher",
                "guardian",
                "partner",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("absolute_end_at", columns.Instant(), nullable=False),
        sa.Column("last_used_at", columns.Instant(), nullable=False),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["membership.organisation_id", "membership.id"],
            name="fk_sign_in_membership_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_sign_in_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_sign_in_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_sign_in")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_organisation_id_account_id"), ["organisation_id", "account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sign_in_organisation_id_membership_id"), ["organisation_id", "membership_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sign_in_organisation_id_user_id"), ["organisation_id", "user_id"], unique=False
        )

    op.create_table(
        "consent",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("given_by_id", columns.Id(), nullable=True),
        sa.Column(
            "method",
            sa.Enum(
                "paper",
                "digital",
                "witnessed_verbal",
                name="consentmethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("interpreter", sa.String(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("valid_until", columns.Day(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "participation",
                "messaging",
                "share_with_school",
                "share_with_partner",
                "referral",
                "homework_photo",
                "photo_or_video",
                "story",
                "sensitive_attribute",
                "statistics",
                name="consentpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "given",
                "refused",
                "withdrawn",
                "expired",
                name="consentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("follows_id", columns.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_consent_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "follows_id"],
            ["consent.organisation_id", "consent.id"],
            name="fk_consent_follows_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "given_by_id"],
            ["guardian.organisation_id", "guardian.id"],
            name="fk_consent_given_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_consent_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_consent")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consent_organisation_id_child_id_purpose_id"),
            ["organisation_id", "child_id", "purpose", "id"],
            unique=False,
        )

    op.create_table(
        "group_member",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "active", "left", name="memberstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("joined_at", columns.Instant(), nullable=True),
        sa.Column("left_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_group_member_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_group_member_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_group_member_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_group_member_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_group_member")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_group_member_organisation_id_child_id_state_group_id"),
            ["organisation_id", "child_id", "state", "group_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_group_member_organisation_id_group_id_state_id"),
            ["organisation_id", "group_id", "state", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_group_id_child_id",
            ["organisation_id", "group_id", "child_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'left'"),
            postgresql_where=sa.text("state <> 'left'"),
        )

    op.create_table(
        "guardianship",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("guardian_id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("verified_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_guardianship_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "guardian_id"],
            ["guardian.organisation_id", "guardian.id"],
            name="fk_guardianship_guardian_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_guardianship_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_guardianship")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("guardianship", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_guardianship_organisation_id_child_id_guardian_id"),
            ["organisation_id", "child_id", "guardian_id"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_guardianship_organisation_id_guardian_id_child_id"),
            ["organisation_id", "guardian_id", "child_id"],
            unique=False,
        )

    op.create_table(
        "refresh_token",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("sign_in_id", columns.Id(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("used_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "sign_in_id"],
            ["sign_in.organisation_id", "sign_in.id"],
            name="fk_refresh_token_sign_in_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_refresh_token_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_refresh_token")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("refresh_token", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_refresh_token_organisation_id_digest"), ["organisation_id", "digest"], unique=True
        )
        batch_op.create_index(
            batch_op.f("ix_refresh_token_organisation_id_sign_in_id"), ["organisation_id", "sign_in_id"], unique=False
        )

    op.create_table(
        "school_enrolment",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column("school_id", columns.Id(), nullable=False),
        sa.Column("class_id", columns.Id(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("school_year", sa.String(), nullable=False),
        sa.Column("from_on", columns.Day(), nullable=False),
        sa.Column("to_on", columns.Day(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "promoted",
                "repeated",
                "transferred",
                "dropped_out",
                "left",
                "unknown",
                name="enrolmentoutcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_school_enrolment_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "class_id"],
            ["school_class.organisation_id", "school_class.id"],
            name="fk_school_enrolment_class_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "school_id"],
            ["school.organisation_id", "school.id"],
            name="fk_school_enrolment_school_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_school_enrolment_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_school_enrolment")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("school_enrolment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_enrolment_organisation_id_child_id_from_on"),
            ["organisation_id", "child_id", "from_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_school_enrolment_organisation_id_class_id_child_id"),
            ["organisation_id", "class_id", "child_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_school_enrolment_organisation_id_school_id_child_id"),
            ["organisation_id", "school_id", "child_id"],
            unique=False,
        )

    op.create_table(
        "session",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
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
        sa.Column("site_id", columns.Id(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column("child_id", columns.Id(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("schedule_id", columns.Id(), nullable=True),
        sa.Column("original_day", columns.Day(), nullable=True),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "held",
                "cancelled",
                "nobody_came",
                name="sessionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "cancel_reason",
            sa.Enum(
                "holiday",
                "leader_ill",
                "no_leader",
                "no_room",
                "no_connectivity",
                "weather",
                "too_few_children",
                "school_event",
                "other",
                name="cancelreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("held_from", columns.Instant(), nullable=True),
        sa.Column("held_minutes", sa.Integer(), nullable=True),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint("(group_id IS NULL) <> (child_id IS NULL)", name=op.f("ck_session_of_one")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_session_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_session_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_session_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "schedule_id"],
            ["schedule.organisation_id", "schedule.id"],
            name="fk_session_schedule_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "site_id"],
            ["site.organisation_id", "site.id"],
            name="fk_session_site_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_session_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_session")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_organisation_id_child_id_starts_at_id"),
            ["organisation_id", "child_id", "starts_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_session_organisation_id_group_id_starts_at_id"),
            ["organisation_id", "group_id", "starts_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_session_organisation_id_programme_id_starts_at_id"),
            ["organisation_id", "programme_id", "starts_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_session_organisation_id_starts_at_id"), ["organisation_id", "starts_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_starts_at_id",
            ["organisation_id", "starts_at", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('planned', 'held') AND marks = 0"),
            postgresql_where=sa.text("state IN ('planned', 'held') AND marks = 0"),
        )
        batch_op.create_index(
            "uq_schedule_id_original_day",
            ["organisation_id", "schedule_id", "original_day"],
            unique=True,
            sqlite_where=sa.text("schedule_id IS NOT NULL"),
            postgresql_where=sa.text("schedule_id IS NOT NULL"),
        )

    op.create_table(
        "attendance",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "present",
                "late",
                "left_early",
                "absent",
                name="attendancestatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "ill",
                "not_at_home",
                "no_device",
                "device_shared",
                "no_electricity",
                "no_connectivity",
                "app_difficulty",
                "family_obligation",
                "school_activity",
                "language_barrier",
                "moved",
                "unknown",
                name="absencereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("excused", sa.Boolean(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("session_id", columns.Id(), nullable=False),
        sa.Column("group_id", columns.Id(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("month", columns.Day(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("recorded_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_attendance_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "group_id"],
            ["mentor_group.organisation_id", "mentor_group.id"],
            name="fk_attendance_group_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_attendance_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "session_id"],
            ["session.organisation_id", "session.id"],
            name="fk_attendance_session_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_attendance_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_attendance")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_organisation_id_child_id_id"), ["organisation_id", "child_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_attendance_organisation_id_group_id_id"), ["organisation_id", "group_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_attendance_organisation_id_session_id_child_id"),
            ["organisation_id", "session_id", "child_id"],
            unique=True,
        )

    op.create_table(
        "consent_effect",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("child_id", columns.Id(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "participation",
                "messaging",
                "share_with_school",
                "share_with_partner",
                "referral",
                "homework_photo",
                "photo_or_video",
                "story",
                "sensitive_attribute",
                "statistics",
                name="consentpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "given",
                "refused",
                "withdrawn",
                "expired",
                name="consentstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_until", columns.Day(), nullable=True),
        sa.Column("consent_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_consent_effect_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "consent_id"],
            ["consent.organisation_id", "consent.id"],
            name="fk_consent_effect_consent_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_consent_effect_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_consent_effect")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("consent_effect", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consent_effect_organisation_id_child_id_purpose"),
            ["organisation_id", "child_id", "purpose"],
            unique=True,
        )
    protect(*TABLES)


def downgrade() -> None:
    unprotect(*TABLES)
    with op.batch_alter_table("consent_effect", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_effect_organisation_id_child_id_purpose"))

    op.drop_table("consent_effect")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_organisation_id_session_id_child_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_organisation_id_group_id_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_organisation_id_child_id_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_schedule_id_original_day",
            sqlite_where=sa.text("schedule_id IS NOT NULL"),
            postgresql_where=sa.text("schedule_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_starts_at_id",
            sqlite_where=sa.text("state IN ('planned', 'held') AND marks = 0"),
            postgresql_where=sa.text("state IN ('planned', 'held') AND marks = 0"),
        )
        batch_op.drop_index(batch_op.f("ix_session_organisation_id_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_session_organisation_id_programme_id_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_session_organisation_id_group_id_starts_at_id"))
        batch_op.drop_index(batch_op.f("ix_session_organisation_id_child_id_starts_at_id"))

    op.drop_table("session")
    with op.batch_alter_table("school_enrolment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_enrolment_organisation_id_school_id_child_id"))
        batch_op.drop_index(batch_op.f("ix_school_enrolment_organisation_id_class_id_child_id"))
        batch_op.drop_index(batch_op.f("ix_school_enrolment_organisation_id_child_id_from_on"))

    op.drop_table("school_enrolment")
    with op.batch_alter_table("refresh_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refresh_token_organisation_id_sign_in_id"))
        batch_op.drop_index(batch_op.f("ix_refresh_token_organisation_id_digest"))

    op.drop_table("refresh_token")
    with op.batch_alter_table("guardianship", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guardianship_organisation_id_guardian_id_child_id"))
        batch_op.drop_index(batch_op.f("ix_guardianship_organisation_id_child_id_guardian_id"))

    op.drop_table("guardianship")
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_group_id_child_id", sqlite_where=sa.text("state <> 'left'"), postgresql_where=sa.text("state <> 'left'")
        )
        batch_op.drop_index(batch_op.f("ix_group_member_organisation_id_group_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_group_member_organisation_id_child_id_state_group_id"))

    op.drop_table("group_member")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_organisation_id_child_id_purpose_id"))

    op.drop_table("consent")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_organisation_id_user_id"))
        batch_op.drop_index(batch_op.f("ix_sign_in_organisation_id_membership_id"))
        batch_op.drop_index(batch_op.f("ix_sign_in_organisation_id_account_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("school_class", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_class_organisation_id_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_school_class_organisation_id_school_id_school_year_label"))

    op.drop_table("school_class")
    with op.batch_alter_table("role_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_assignment_organisation_id_membership_id_programme_id"))

    op.drop_table("role_assignment")
    with op.batch_alter_table("guardian", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guardian_organisation_id_user_id"))
        batch_op.drop_index(batch_op.f("ix_guardian_organisation_id_search_key_id"))
        batch_op.drop_index(batch_op.f("ix_guardian_organisation_id_family_id_id"))

    op.drop_table("guardian")
    with op.batch_alter_table("child", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_child_organisation_id_search_key_id"))
        batch_op.drop_index(batch_op.f("ix_child_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_child_organisation_id_family_id_id"))
        batch_op.drop_index(batch_op.f("ix_child_organisation_id_code"))

    op.drop_table("child")
    with op.batch_alter_table("teacher", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_teacher_organisation_id_user_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_organisation_id_search_key_id"))
        batch_op.drop_index(batch_op.f("ix_teacher_organisation_id_school_id_id"))

    op.drop_table("teacher")
    with op.batch_alter_table("supervisor_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervisor_assignment_organisation_id_volunteer_id_supervisor_id"))
        batch_op.drop_index(batch_op.f("ix_supervisor_assignment_organisation_id_supervisor_id_volunteer_id"))

    op.drop_table("supervisor_assignment")
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_organisation_id_status_id"))
        batch_op.drop_index(batch_op.f("ix_schedule_organisation_id_group_id_id"))

    op.drop_table("schedule")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id_user_id_role"))
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id_role_user_id"))

    op.drop_table("membership")
    with op.batch_alter_table("group_leader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_leader_organisation_id_user_id_group_id"))
        batch_op.drop_index(batch_op.f("ix_group_leader_organisation_id_group_id_user_id"))

    op.drop_table("group_leader")
    with op.batch_alter_table("family", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_family_organisation_id_search_key_id"))
        batch_op.drop_index(batch_op.f("ix_family_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_family_organisation_id_mediator_id_id"))

    op.drop_table("family")
    with op.batch_alter_table("calendar_period", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_period_organisation_id_calendar_id_first_on"))

    op.drop_table("calendar_period")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_organisation_id_search_key_id"))
        batch_op.drop_index(batch_op.f("ix_user_organisation_id_email"))

    op.drop_table("user")
    op.drop_table("seat")
    with op.batch_alter_table("school_calendar", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_calendar_organisation_id_school_id_school_year"))

    op.drop_table("school_calendar")
    with op.batch_alter_table("mentor_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentor_group_organisation_id_search_key_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_group_organisation_id_school_id_id"))
        batch_op.drop_index(batch_op.f("ix_mentor_group_organisation_id_programme_id_id"))

    op.drop_table("mentor_group")
    with op.batch_alter_table("attendance_summary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_summary_organisation_id_programme_id_group_id_month_grade"))
        batch_op.drop_index(batch_op.f("ix_attendance_summary_organisation_id_month_id"))

    op.drop_table("attendance_summary")
    with op.batch_alter_table("transition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transition_organisation_id_row_id_id"))

    op.drop_table("transition")
    op.drop_table("tally")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_organisation_id_search_key_id"))

    op.drop_table("site")
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_organisation_id_search_key_id"))

    op.drop_table("school")
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_organisation_id_search_key_id"))

    op.drop_table("programme")
    with op.batch_alter_table("idempotency_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_key_organisation_id_at"))

    op.drop_table("idempotency_key")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_organisation_id_type_row_id"))

    op.drop_table("change")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_organisation_id_at"))

    op.drop_table("audit")
    op.drop_table("account")
    op.drop_table("organisation")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_last_at"))

    op.drop_table("attempt")
