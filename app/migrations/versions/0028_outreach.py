"""Outreach partners, campaigns and their contact log, opportunities; a public short name of organisations."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0028_outreach"
down_revision = "0027_certificates"
branch_labels = None
depends_on = None

TABLES = (
    "campaign",
    "campaign_contact",
    "campaign_opportunity",
    "opportunity",
    "outreach_partner",
)


def upgrade() -> None:
    op.create_table(
        "outreach_partner",
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
                "university",
                "college",
                "municipality",
                "library",
                "media",
                "school",
                "other",
                name="outreachpartnerkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("contacts", columns.Document(), nullable=False),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("agreements", sa.String(), nullable=False),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_outreach_partner_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_outreach_partner")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("outreach_partner", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outreach_partner_organisation_id_kind_id"), ["organisation_id", "kind", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outreach_partner_organisation_id_search_key_id"),
            ["organisation_id", "search_key", "id"],
            unique=False,
        )

    op.create_table(
        "campaign",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "lecture",
                "fair",
                "poster",
                "mailing",
                "website",
                "social_media",
                "press_and_radio",
                "word_of_mouth",
                "other",
                name="campaignchannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", columns.Day(), nullable=False),
        sa.Column("ends_on", columns.Day(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("partner_id", columns.Id(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "partner_id"],
            ["outreach_partner.organisation_id", "outreach_partner.id"],
            name="fk_campaign_partner_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_campaign_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_campaign")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_organisation_id_code"), ["organisation_id", "code"], unique=True)
        batch_op.create_index(
            batch_op.f("ix_campaign_organisation_id_partner_id_starts_on_id"),
            ["organisation_id", "partner_id", "starts_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_campaign_organisation_id_starts_on_id"), ["organisation_id", "starts_on", "id"], unique=False
        )

    op.create_table(
        "opportunity",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "mentor",
                "group_assistant",
                "drop_in_helper",
                "interpreter",
                "translator",
                "family_companion",
                "trainer",
                "organiser",
                "other",
                name="opportunityrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("texts", columns.Document(), nullable=False),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("grades", columns.Document(), nullable=False),
        sa.Column("subjects", columns.Document(), nullable=False),
        sa.Column("fields_of_study", columns.Document(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("site_id", columns.Id(), nullable=True),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("weekly_hours", sa.Integer(), nullable=False),
        sa.Column("places_wanted", sa.Integer(), nullable=False),
        sa.Column("starts_on", columns.Day(), nullable=False),
        sa.Column("ends_on", columns.Day(), nullable=True),
        sa.Column("apply_until", columns.Day(), nullable=True),
        sa.Column("requirements", columns.Document(), nullable=False),
        sa.Column("credit", sa.Boolean(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("places_taken", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "paused",
                "filled",
                "closed",
                name="opportunitystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.CheckConstraint(
            "places_taken >= 0 AND places_taken <= places_wanted", name=op.f("ck_opportunity_places_taken")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_opportunity_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "site_id"],
            ["site.organisation_id", "site.id"],
            name="fk_opportunity_site_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_opportunity_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_opportunity")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_opportunity_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_opportunity_organisation_id_search_key_id"),
            ["organisation_id", "search_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_opportunity_organisation_id_starts_on_id"),
            ["organisation_id", "starts_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_opportunity_organisation_id_state_id"), ["organisation_id", "state", "id"], unique=False
        )

    op.create_table(
        "campaign_contact",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("contacted_on", columns.Day(), nullable=False),
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
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("answered_on", columns.Day(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("next_step_due_on", columns.Day(), nullable=True),
        sa.Column("campaign_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "campaign_id"],
            ["campaign.organisation_id", "campaign.id"],
            name="fk_campaign_contact_campaign_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_campaign_contact_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_campaign_contact")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("campaign_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_campaign_contact_organisation_id_campaign_id_contacted_on_id"),
            ["organisation_id", "campaign_id", "contacted_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_campaign_contact_organisation_id_contacted_on_id"),
            ["organisation_id", "contacted_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_campaign_contact_organisation_id_next_step_due_on_id"),
            ["organisation_id", "next_step_due_on", "id"],
            unique=False,
        )

    op.create_table(
        "campaign_opportunity",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("campaign_id", columns.Id(), nullable=False),
        sa.Column("opportunity_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "campaign_id"],
            ["campaign.organisation_id", "campaign.id"],
            name="fk_campaign_opportunity_campaign_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "opportunity_id"],
            ["opportunity.organisation_id", "opportunity.id"],
            name="fk_campaign_opportunity_opportunity_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_campaign_opportunity_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_campaign_opportunity")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("campaign_opportunity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_campaign_opportunity_organisation_id_campaign_id_opportunity_id"),
            ["organisation_id", "campaign_id", "opportunity_id"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_campaign_opportunity_organisation_id_opportunity_id_campaign_id"),
            ["organisation_id", "opportunity_id", "campaign_id"],
            unique=False,
        )

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("short_name", sa.String(), nullable=True))
        batch_op.create_index("uq_organisation_short_name", ["short_name"], unique=True)
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index("uq_organisation_short_name")
        batch_op.drop_column("short_name")

    with op.batch_alter_table("campaign_opportunity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_opportunity_organisation_id_opportunity_id_campaign_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_opportunity_organisation_id_campaign_id_opportunity_id"))

    op.drop_table("campaign_opportunity")
    with op.batch_alter_table("campaign_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_contact_organisation_id_next_step_due_on_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_contact_organisation_id_contacted_on_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_contact_organisation_id_campaign_id_contacted_on_id"))

    op.drop_table("campaign_contact")
    with op.batch_alter_table("opportunity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_opportunity_organisation_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_opportunity_organisation_id_starts_on_id"))
        batch_op.drop_index(batch_op.f("ix_opportunity_organisation_id_search_key_id"))
        batch_op.drop_index(batch_op.f("ix_opportunity_organisation_id_programme_id_id"))

    op.drop_table("opportunity")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_organisation_id_starts_on_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_organisation_id_partner_id_starts_on_id"))
        batch_op.drop_index(batch_op.f("ix_campaign_organisation_id_code"))

    op.drop_table("campaign")
    with op.batch_alter_table("outreach_partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outreach_partner_organisation_id_search_key_id"))
        batch_op.drop_index(batch_op.f("ix_outreach_partner_organisation_id_kind_id"))

    op.drop_table("outreach_partner")
