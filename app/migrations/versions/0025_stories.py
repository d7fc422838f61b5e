"""Stories and their narrators."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect, recode

revision = "0025_stories"
down_revision = "0024_invitations"
branch_labels = None
depends_on = None

TABLES = ("story",)

PURPOSES = "accept_invitation answer_engagement follow_application check_certificate choose_notices"


def upgrade() -> None:
    op.create_table(
        "story",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "consent_method",
            sa.Enum(
                "paper",
                "digital",
                "witnessed_verbal",
                name="consentmethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("consent_on", columns.Day(), nullable=True),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", columns.Sealed(), nullable=False),
        sa.Column(
            "narrator",
            sa.Enum(
                "guardian",
                "child",
                "volunteer",
                name="storynarrator",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("guardian_id", columns.Id(), nullable=True),
        sa.Column("child_id", columns.Id(), nullable=True),
        sa.Column("user_id", columns.Id(), nullable=True),
        sa.Column("programme_id", columns.Id(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "narrator_review",
                "approved",
                "published",
                "withdrawn",
                name="storystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "approval",
            sa.Enum(
                "signed_in",
                "secret_link",
                "witnessed_in_person",
                "witnessed_by_phone",
                name="storyapproval",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("approved_at", columns.Instant(), nullable=True),
        sa.Column("approved_by_id", columns.Id(), nullable=True),
        sa.Column("published_at", columns.Instant(), nullable=True),
        sa.Column("files", columns.Document(), nullable=False),
        sa.Column("remark", columns.Sealed(), nullable=False),
        sa.CheckConstraint("remark = '' OR substr(remark, 1, 3) = 's1.'", name=op.f("ck_story_remark_sealed")),
        sa.CheckConstraint("text = '' OR substr(text, 1, 3) = 's1.'", name=op.f("ck_story_text_sealed")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "approved_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_story_approved_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "child_id"],
            ["child.organisation_id", "child.id"],
            name="fk_story_child_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "guardian_id"],
            ["guardian.organisation_id", "guardian.id"],
            name="fk_story_guardian_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "programme_id"],
            ["programme.organisation_id", "programme.id"],
            name="fk_story_programme_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "user_id"],
            ["user.organisation_id", "user.id"],
            name="fk_story_user_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_story_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_story")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_story_organisation_id_child_id_id"), ["organisation_id", "child_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_story_organisation_id_guardian_id_id"),
            ["organisation_id", "guardian_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_story_organisation_id_programme_id_id"),
            ["organisation_id", "programme_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_story_organisation_id_state_id"), ["organisation_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_story_organisation_id_user_id_id"), ["organisation_id", "user_id", "id"], unique=False
        )
    protect(*TABLES)
    recode("secret_link", "purpose", "linkpurpose", old=PURPOSES, new=f"{PURPOSES} review_story")


def downgrade() -> None:
    op.execute("DELETE FROM secret_link WHERE purpose = 'review_story'")
    recode("secret_link", "purpose", "linkpurpose", old=f"{PURPOSES} review_story", new=PURPOSES)
    with op.batch_alter_table("story", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_story_organisation_id_user_id_id"))
        batch_op.drop_index(batch_op.f("ix_story_organisation_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_story_organisation_id_programme_id_id"))
        batch_op.drop_index(batch_op.f("ix_story_organisation_id_guardian_id_id"))
        batch_op.drop_index(batch_op.f("ix_story_organisation_id_child_id_id"))

    op.drop_table("story")
