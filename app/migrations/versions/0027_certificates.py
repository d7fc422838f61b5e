"""Credit agreements with universities, certificates over verified hours and trainings, the codes on them; why hours were disputed."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0027_certificates"
down_revision = "0026_deliveries"
branch_labels = None
depends_on = None

TABLES = (
    "certificate",
    "certificate_code",
    "credit_agreement",
    "credit_candidate",
)


def upgrade() -> None:
    op.create_table(
        "certificate_code",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("certificate_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_certificate_code_organisation_id")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_certificate_code")),
    )
    op.create_table(
        "credit_agreement",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("university", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("course", sa.String(), nullable=False),
        sa.Column("course_code", sa.String(), nullable=False),
        sa.Column("required_hours", sa.Integer(), nullable=False),
        sa.Column("kinds", columns.Document(), nullable=False),
        sa.Column("outcomes", columns.Document(), nullable=False),
        sa.Column("statement_needed", sa.Boolean(), nullable=False),
        sa.Column("first_on", columns.Day(), nullable=False),
        sa.Column("last_on", columns.Day(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_credit_agreement_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_credit_agreement_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_credit_agreement")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("credit_agreement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credit_agreement_organisation_id_first_on_id"),
            ["organisation_id", "first_on", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_credit_agreement_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )

    op.create_table(
        "credit_candidate",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("agreement_id", columns.Id(), nullable=False),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("stated_by_id", columns.Id(), nullable=True),
        sa.Column("stated_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "agreement_id"],
            ["credit_agreement.organisation_id", "credit_agreement.id"],
            name="fk_credit_candidate_agreement_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_credit_candidate_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "stated_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_credit_candidate_stated_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_credit_candidate_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_credit_candidate_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_credit_candidate")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("credit_candidate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credit_candidate_organisation_id_agreement_id_user_id"),
            ["organisation_id", "agreement_id", "user_id"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_credit_candidate_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_credit_candidate_organisation_id_user_id_id"),
            ["organisation_id", "user_id", "id"],
            unique=False,
        )

    op.create_table(
        "certificate",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "service_hours",
                "course_credit",
                "training",
                name="certificatekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("programme_id", columns.Id(), nullable=True),
        sa.Column("candidate_id", columns.Id(), nullable=True),
        sa.Column("training_record_id", columns.Id(), nullable=True),
        sa.Column("first_on", columns.Day(), nullable=False),
        sa.Column("last_on", columns.Day(), nullable=False),
        sa.Column("replaces_id", columns.Id(), nullable=True),
        sa.Column("user_id", columns.Id(), nullable=False),
        sa.Column("total_minutes", sa.Integer(), nullable=False),
        sa.Column("totals", columns.Document(), nullable=False),
        sa.Column("languages", columns.Document(), nullable=False),
        sa.Column("facts", columns.Document(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "issued",
                "revoked",
                "replaced",
                name="certificatestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "candidate_id"],
            ["credit_candidate.organisation_id", "credit_candidate.id"],
            name="fk_certificate_candidate_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_certificate_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "replaces_id"],
            ["certificate.organisation_id", "certificate.id"],
            name="fk_certificate_replaces_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "training_record_id"],
            ["training_record.organisation_id", "training_record.id"],
            name="fk_certificate_training_record_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_certificate_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_certificate_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_certificate")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_organisation_id_candidate_id_id"),
            ["organisation_id", "candidate_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_certificate_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_certificate_organisation_id_replaces_id"), ["organisation_id", "replaces_id"], unique=True
        )
        batch_op.create_index(
            batch_op.f("ix_certificate_organisation_id_training_record_id_id"),
            ["organisation_id", "training_record_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_certificate_organisation_id_user_id_id"), ["organisation_id", "user_id", "id"], unique=False
        )

    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("disputed_because", sa.String(), server_default="", nullable=False))
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("hours_entry", schema=None) as batch_op:
        batch_op.drop_column("disputed_because")

    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_organisation_id_training_record_id_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_organisation_id_replaces_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_organisation_id_candidate_id_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("credit_candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_candidate_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_credit_candidate_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_credit_candidate_organisation_id_agreement_id_user_id"))

    op.drop_table("credit_candidate")
    with op.batch_alter_table("credit_agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_agreement_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_credit_agreement_organisation_id_first_on_id"))

    op.drop_table("credit_agreement")
    op.drop_table("certificate_code")
