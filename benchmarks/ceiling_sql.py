"""The ceiling's statements, written by hand for both engines.

$1 is the organisation, $2 what is asked for, $3 who asks (a user, of a coordinator the membership), $4 the sign-in and
$5 now. Each row comes as the JSON text that is sent; a read that finds nothing asks ALIVE which refusal it is.
"""

import re

CHILD = "id programme_id family_id code first_name gender languages grade created_at status left_reason age_band"
WHOLE_CHILD = (
    "id programme_id family_id code first_name surname birth_date birth_year gender languages grade created_at"
    " updated_at version status left_reason age_band"
)
SESSION = (
    "id starts_at minutes channel site_id topic group_id child_id created_at updated_at version programme_id"
    " schedule_id original_day ends_at state cancel_reason held_from held_minutes marks"
)
MARK = "id child_id status reason excused minutes created_at updated_at version session_id group_id recorded_at"

IS_ALIVE = """EXISTS (SELECT 1 FROM sign_in i WHERE i.organisation_id = $1 AND i.id = $4 AND i.ended_at IS NULL
    AND i.expires_at > $5)"""
# Of whom something is required that is missing, nobody is a volunteer in this request.
IS_CLEARED = """EXISTS (SELECT 1 FROM sign_in i CROSS JOIN membership p ON p.organisation_id = $1
    AND p.id = i.membership_id WHERE i.organisation_id = $1 AND i.id = $4 AND i.ended_at IS NULL AND i.expires_at > $5
    AND p.cleared_until > $5)"""
# Nobody meets their own family at work.
NOT_MY_CHILD = """NOT EXISTS (SELECT 1 FROM guardian g WHERE g.organisation_id = $1 AND g.user_id = {me}
    AND (g.family_id = c.family_id OR EXISTS (SELECT 1 FROM guardianship k WHERE k.organisation_id = $1
    AND k.guardian_id = g.id AND k.child_id = c.id)))"""
MY_CHILDREN = """SELECT k.child_id FROM guardian g CROSS JOIN guardianship k ON k.organisation_id = $1
    AND k.guardian_id = g.id WHERE g.organisation_id = $1 AND g.user_id = $3"""
MY_USER = "(SELECT u.user_id FROM sign_in u WHERE u.organisation_id = $1 AND u.id = $4)"
NOW_WITHIN = "({0}.valid_from IS NULL OR {0}.valid_from <= $5) AND ({0}.valid_to IS NULL OR {0}.valid_to > $5)"
BY_USER = "INDEXED BY ix_group_leader_organisation_id_user_id_group_id"
BY_CHILD = "INDEXED BY ix_group_member_organisation_id_child_id_state_group_id"
LEADS = f"""EXISTS (SELECT 1 FROM group_leader l {BY_USER} WHERE l.organisation_id = $1 AND l.user_id = $3
    AND l.group_id = {{group}} AND {NOW_WITHIN.format("l")})"""
MENTORS = f"""EXISTS (SELECT 1 FROM group_member m {BY_CHILD} CROSS JOIN group_leader l {BY_USER}
    ON l.organisation_id = $1 AND l.user_id = $3 AND l.group_id = m.group_id AND {NOW_WITHIN.format("l")}
    WHERE m.organisation_id = $1 AND m.child_id = $2 AND m.state = 'active')"""
BY_MEMBERSHIP = "INDEXED BY ix_role_assignment_organisation_id_membership_id_programme_id"
COORDINATES = f"""EXISTS (SELECT 1 FROM role_assignment r {BY_MEMBERSHIP}
    WHERE r.organisation_id = $1 AND r.membership_id = $3
    AND (r.programme_id = c.programme_id OR (r.programme_id IS NULL AND r.school_id IS NULL))
    AND {NOW_WITHIN.format("r")})"""
HAS_PLACE = f"""EXISTS (SELECT 1 FROM group_member m {BY_CHILD} WHERE m.organisation_id = $1 AND m.group_id = $3
    AND m.child_id = c.id AND (m.state = 'active' OR (m.joined_at IS NOT NULL AND m.left_at > $4)))"""
# $6 is the present year.
AGE_BAND = """CASE WHEN birth_year IS NULL THEN 'unknown' WHEN {year} - birth_year < 6 THEN 'under_6'
    WHEN {year} - birth_year < 8 THEN 'from_6_to_7' WHEN {year} - birth_year < 10 THEN 'from_8_to_9'
    WHEN {year} - birth_year < 12 THEN 'from_10_to_11' WHEN {year} - birth_year < 15 THEN 'from_12_to_14'
    WHEN {year} - birth_year < 18 THEN 'from_15_to_17' ELSE 'adult' END"""

ALIVE = "SELECT 1 FROM sign_in WHERE organisation_id = $1 AND id = $2 AND ended_at IS NULL AND expires_at > $3"
ONE_CHILD = "child c WHERE c.organisation_id = $1 AND c.id = $2 AND {reach} AND {alive} AND " + NOT_MY_CHILD
# The first page, and the page after the keys $7 and $8.
PAGE = f"""session s WHERE s.organisation_id = $1 AND s.group_id = $2 AND {LEADS.format(group="$2")} AND {IS_CLEARED}
    AND (s.child_id IS NULL OR s.child_id NOT IN ({MY_CHILDREN})) ORDER BY s.starts_at DESC, s.id DESC LIMIT $6"""
DEEPER = PAGE.replace("ORDER BY", "AND (s.starts_at, s.id) < ($7, $8) ORDER BY")
BY_SESSION = "INDEXED BY ix_attendance_organisation_id_session_id_child_id"
SHEET = f"""attendance a {BY_SESSION} WHERE a.organisation_id = $1 AND a.session_id = $2
    AND a.child_id NOT IN ({MY_CHILDREN}) ORDER BY a.id"""

LOCK_SESSION = f"""SELECT s.id, s.group_id, s.programme_id, s.starts_at, s.state FROM session s
    WHERE s.organisation_id = $1 AND s.id = $2 AND {LEADS.format(group="s.group_id")} AND {IS_CLEARED}"""
LOCK_TALLY = "SELECT feed, audit, head FROM tally WHERE organisation_id = $1"


def reads(engine: str) -> dict[str, str]:
    """The statements that answer with JSON, by what they are for."""
    found = {
        "child volunteer": (CHILD, ONE_CHILD.format(reach=MENTORS, alive=IS_CLEARED, me="$3"), ("id",)),
        "child coordinator": (WHOLE_CHILD, ONE_CHILD.format(reach=COORDINATES, alive=IS_ALIVE, me=MY_USER), ("id",)),
        "page": (SESSION, PAGE, ("starts_at", "id")),
        "deeper": (SESSION, DEEPER, ("starts_at", "id")),
        "sheet": (MARK, SHEET, ("id",)),
    }
    return {name: json_rows(engine, *parts) for name, parts in found.items()} | {"alive": written(engine, ALIVE)}


def json_rows(engine: str, names: str, source: str, keys: tuple[str, ...]) -> str:
    """A select of JSON texts, each with its keys as text."""
    columns = {name: special(engine).get(name, name) for name in names.split()}
    if engine == "postgresql":
        shown = ", ".join(column if name == column else f"{column} AS {name}" for name, column in columns.items())
        texts = "".join(f", found.{key}::text" for key in keys)
        return written(engine, f"SELECT row_to_json(found)::text{texts} FROM (SELECT {shown} FROM {source}) AS found")
    members = ", ".join(f"'{name}', {column}" for name, column in columns.items())
    return written(engine, f"SELECT json_object({members}), {', '.join(keys)} FROM {source}")


def special(engine: str) -> dict[str, str]:
    """Columns that are not shown as they are stored."""
    if engine == "postgresql":
        return {"age_band": AGE_BAND.format(year="$6::int")}
    excused = "json(CASE WHEN excused IS NULL THEN 'null' WHEN excused THEN 'true' ELSE 'false' END)"
    return {"age_band": AGE_BAND.format(year="$6"), "languages": "json(languages)", "excused": excused}


def written(engine: str, statement: str) -> str:
    """With the engine's own placeholders and join; only SQLite is told its indexes, for it may have no statistics."""
    if engine == "sqlite":
        return statement.replace("$", "?")
    return re.sub(r" INDEXED BY \w+", "", statement).replace("CROSS JOIN", "JOIN")
