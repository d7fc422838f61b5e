"""What is still to be told to guardians of a change, and the kinds of notices that tell it."""

from alembic import op

from app.migrations.protection import recode

revision = "0035_news_of_engagements"
down_revision = "0034_application_names"
branch_labels = None
depends_on = None

KINDS = (
    "one_time_code sign_in_invitation engagement_invitation new_message material_delivered requirement_expiring"
    " application_status hours_verified thanks story_review"
)
NEWS = "engagement_moved engagement_cancelled engagement_place"


def upgrade() -> None:
    # In one statement, which both engines know: a batch would make the table anew, and others refer to its rows.
    op.execute(
        "ALTER TABLE participation ADD COLUMN to_tell VARCHAR(40) CONSTRAINT ck_participation_eventnews"
        " CHECK (to_tell IN ('moved', 'cancelled', 'place_given'))"
    )
    recode("notice", "kind", "noticekind", old=KINDS, new=f"{KINDS} {NEWS}")


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE kind IN ('engagement_moved', 'engagement_cancelled', 'engagement_place')")
    recode("notice", "kind", "noticekind", old=f"{KINDS} {NEWS}", new=KINDS)
    op.execute("ALTER TABLE participation DROP COLUMN to_tell")
