"""Materials of the library, their versions and files, and the index that they are searched by."""

import sqlalchemy as sa
from alembic import op

from app.core import columns
from app.migrations.protection import protect

revision = "0022_library"
down_revision = "0021_courses"
branch_labels = None
depends_on = None

TABLES = (
    "library_posting",
    "library_spelling",
    "library_word",
    "material",
    "material_file",
    "material_translation",
)


def upgrade() -> None:
    op.create_table(
        "library_spelling",
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("spelling", columns.Folded(), nullable=False),
        sa.Column("word", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_library_spelling_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "spelling", "word", name=op.f("pk_library_spelling")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "library_word",
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("word", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_library_word_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "word", name=op.f("pk_library_word")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "material",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "information_pack",
                "guidance",
                "training",
                "practice",
                "story",
                "policy_recommendation",
                name="materialkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("audiences", columns.Document(), nullable=False),
        sa.Column("topics", columns.Document(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column(
            "reading_level",
            sa.Enum(
                "very_easy",
                "easy",
                "ordinary",
                "demanding",
                name="readinglevel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("source_language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("in_use", "withdrawn", name="materialstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("openness", sa.Integer(), nullable=False),
        sa.Column("search_key", columns.Folded(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_material_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_material")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_material_organisation_id_key"), ["organisation_id", "key"], unique=True)
        batch_op.create_index(
            batch_op.f("ix_material_organisation_id_kind_id"), ["organisation_id", "kind", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_material_organisation_id_search_key_id"),
            ["organisation_id", "search_key", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_material_organisation_id_year_id"), ["organisation_id", "year", "id"], unique=False
        )

    op.create_table(
        "library_posting",
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("word", columns.Folded(), nullable=False),
        sa.Column("material_id", columns.Id(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("openness", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "material_id"],
            ["material.organisation_id", "material.id"],
            name="fk_library_posting_material_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_library_posting_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "word", "material_id", "language", name=op.f("pk_library_posting")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("library_posting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_library_posting_organisation_id_material_id_word"),
            ["organisation_id", "material_id", "word"],
            unique=False,
        )

    op.create_table(
        "material_translation",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("sections", columns.Document(), nullable=False),
        sa.Column("translator", sa.String(), nullable=False),
        sa.Column("material_id", columns.Id(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source_edition", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "checked",
                "published",
                "outdated",
                name="translationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("openness", sa.Integer(), nullable=False),
        sa.Column("translated_by_id", columns.Id(), nullable=True),
        sa.Column("checked_by_id", columns.Id(), nullable=True),
        sa.Column("authors", columns.Document(), nullable=False),
        sa.Column("checked_at", columns.Instant(), nullable=True),
        sa.Column("published_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "checked_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_material_translation_checked_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "material_id"],
            ["material.organisation_id", "material.id"],
            name="fk_material_translation_material_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "translated_by_id"],
            ["user.organisation_id", "user.id"],
            name="fk_material_translation_translated_by_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_material_translation_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_material_translation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("material_translation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_material_translation_organisation_id_language_id"),
            ["organisation_id", "language", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_material_translation_organisation_id_material_id_language_number"),
            ["organisation_id", "material_id", "language", "number"],
            unique=True,
        )
        batch_op.create_index(
            batch_op.f("ix_material_translation_organisation_id_state_id"),
            ["organisation_id", "state", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_material_id_language",
            ["organisation_id", "material_id", "language"],
            unique=True,
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )

    op.create_table(
        "material_file",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("created_by", columns.Id(), nullable=True),
        sa.Column("organisation_id", columns.Id(), nullable=False),
        sa.Column("id", columns.Id(), nullable=False),
        sa.Column("translation_id", columns.Id(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "document",
                "slides",
                "audio",
                "image",
                "subtitles",
                name="materialfilerole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("attachment_id", columns.Id(), nullable=False),
        sa.Column("material_id", columns.Id(), nullable=False),
        sa.Column("openness", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "attachment_id"],
            ["attachment.organisation_id", "attachment.id"],
            name="fk_material_file_attachment_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "material_id"],
            ["material.organisation_id", "material.id"],
            name="fk_material_file_material_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "translation_id"],
            ["material_translation.organisation_id", "material_translation.id"],
            name="fk_material_file_translation_id",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_material_file_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_material_file")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("material_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_material_file_organisation_id_material_id_id"),
            ["organisation_id", "material_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_material_file_organisation_id_translation_id_position_id"),
            ["organisation_id", "translation_id", "position", "id"],
            unique=False,
        )
    protect(*TABLES)


def downgrade() -> None:
    with op.batch_alter_table("material_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_material_file_organisation_id_translation_id_position_id"))
        batch_op.drop_index(batch_op.f("ix_material_file_organisation_id_material_id_id"))

    op.drop_table("material_file")
    with op.batch_alter_table("material_translation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_material_id_language",
            sqlite_where=sa.text("published_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_material_translation_organisation_id_state_id"))
        batch_op.drop_index(batch_op.f("ix_material_translation_organisation_id_material_id_language_number"))
        batch_op.drop_index(batch_op.f("ix_material_translation_organisation_id_language_id"))

    op.drop_table("material_translation")
    with op.batch_alter_table("library_posting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_library_posting_organisation_id_material_id_word"))

    op.drop_table("library_posting")
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_material_organisation_id_year_id"))
        batch_op.drop_index(batch_op.f("ix_material_organisation_id_search_key_id"))
        batch_op.drop_index(batch_op.f("ix_material_organisation_id_kind_id"))
        batch_op.drop_index(batch_op.f("ix_material_organisation_id_key"))

    op.drop_table("material")
    op.drop_table("library_word")
    op.drop_table("library_spelling")
