"""The index of the library holds stories beside materials."""

from alembic import op

revision = "0037_stories_in_the_library"
down_revision = "0036_encouragement"
branch_labels = None
depends_on = None

BEFORE, AFTER = "ix_library_posting_organisation_id_material_id_word", "ix_library_posting_organisation_id_item_id_word"


def upgrade() -> None:
    op.drop_index(op.f(BEFORE), "library_posting")
    with op.batch_alter_table("library_posting") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_library_posting_material_id"), type_="foreignkey")
    op.execute("ALTER TABLE library_posting RENAME COLUMN material_id TO item_id")
    op.create_index(op.f(AFTER), "library_posting", ["organisation_id", "item_id", "word"])


def downgrade() -> None:
    op.drop_index(op.f(AFTER), "library_posting")
    op.execute("DELETE FROM library_posting WHERE item_id NOT IN (SELECT id FROM material)")
    op.execute("ALTER TABLE library_posting RENAME COLUMN item_id TO material_id")
    with op.batch_alter_table("library_posting") as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_library_posting_material_id"),
            "material",
            ["organisation_id", "material_id"],
            ["organisation_id", "id"],
            ondelete="RESTRICT",
        )
    op.create_index(op.f(BEFORE), "library_posting", ["organisation_id", "material_id", "word"])
