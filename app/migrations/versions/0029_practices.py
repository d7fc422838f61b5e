"""Practices, their adoption, and policy recommendations."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0029_practices"
down_revision = "0028_outreach"
branch_labels = None
depends_on = None

TABLES = (
    "policy_recommendation",
    "practice",
    "practice_adoption",
    "recommended_practice",
)


def upgrade() -> None:
    op.create_table(
        "policy_recommendation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "addressed_to",
            sa.Enum(
                "school",
                "municipality",
                "ministry",
                "university",
                "civil_society",
                "international",
                name="policyaddressee",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("indicators", columns.Document(), nullable=False),
        sa.Column("material_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "material_id"],
            ["material.organisation_id", "material.id"],
            name="fk_policy_recommendation_material_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_policy_recommendation_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_policy_recommendation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("policy_recommendation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_recommendation_organisation_id_addressed_to_id"),
            ["organisation_id", "addressed_to", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_policy_recommendation_organisation_id_material_id"),
            ["organisation_id", "material_id"],
            unique=True,
        )

    op.create_table(
        "practice",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("principles", columns.Document(), nullable=False),
        sa.Column("challenges", columns.Document(), nullable=False),
        sa.Column("solutions", columns.Document(), nullable=False),
        sa.Column("material_id", columns.Id(), nullable=False),
        sa.Column(
            "evidence",
            sa.Enum(
                "described",
                "evaluated",
                "replicated",
                name="practiceevidence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "material_id"],
            ["material.organisation_id", "material.id"],
            name="fk_practice_material_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_practice_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_practice")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practice_organisation_id_country_id"), ["organisation_id", "country", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_practice_organisation_id_evidence_id"), ["organisation_id", "evidence", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_practice_organisation_id_material_id"), ["organisation_id", "material_id"], unique=True
        )

    op.create_table(
        "practice_adoption",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("from_on", columns.Day(), nullable=False),
        sa.Column("to_on", columns.Day(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "too_early",
                "worked",
                "worked_partly",
                "did_not_work",
                name="adoptionresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("findings", sa.String(), nullable=False),
        sa.Column("practice_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "practice_id"],
            ["practice.organisation_id", "practice.id"],
            name="fk_practice_adoption_practice_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_practice_adoption_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_practice_adoption")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("practice_adoption", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practice_adoption_organisation_id_practice_id_id"),
            ["organisation_id", "practice_id", "id"],
            unique=False,
        )

    op.create_table(
        "recommended_practice",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("recommendation_id", columns.Id(), nullable=False),
        sa.Column("practice_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "practice_id"],
            ["practice.organisation_id", "practice.id"],
            name="fk_recommended_practice_practice_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "recommendation_id"],
            ["policy_recommendation.organisation_id", "policy_recommendation.id"],
            name="fk_recommended_practice_recommendation_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_recommended_practice_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_recommended_practice")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("recommended_practice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recommended_practice_organisation_id_practice_id_id"),
            ["organisation_id", "practice_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_recommended_practice_organisation_id_recommendation_id_practice_id"),
            ["organisation_id", "recommendation_id", "practice_id"],
            unique=True,
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("recommended_practice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommended_practice_organisation_id_recommendation_id_practice_id"))
        batch_op.drop_index(batch_op.f("ix_recommended_practice_organisation_id_practice_id_id"))

    op.drop_table("recommended_practice")
    with op.batch_alter_table("practice_adoption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_adoption_organisation_id_practice_id_id"))

    op.drop_table("practice_adoption")
    with op.batch_alter_table("practice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_practice_organisation_id_material_id"))
        batch_op.drop_index(batch_op.f("ix_practice_organisation_id_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_practice_organisation_id_country_id"))

    op.drop_table("practice")
    with op.batch_alter_table("policy_recommendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_recommendation_organisation_id_material_id"))
        batch_op.drop_index(batch_op.f("ix_policy_recommendation_organisation_id_addressed_to_id"))

    op.drop_table("policy_recommendation")
