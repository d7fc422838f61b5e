"""Every look beyond the caller's reach says why, and every reason is on this list; other roads are closed."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HANDED_ON = "(handed on)"
APP = Path(__file__).parents[2] / "app"

# Read each as the end of a sentence: "it looks past the caller's reach because of ...". A new one is a decision.
BEYOND_REACH = {
    "services/engagement/showing_invitations.py": {
        "the holder of a link answers the invitation",
        "the holder of a link sees the invitation",
    },
    "services/library/indexing_stories.py": {"a story is found in the library as long as it is published"},
    "services/library/showing_items.py": {"a published story is shown to whom the index of the library shows it"},
    "services/engagement/telling_changes.py": {"whoever is invited is told what becomes of it"},
    "services/engagement/measuring_engagement.py": {
        "a day is one of the organisation",
        "engagement is counted over the children in reach",
    },
    "services/engagement/answering_invitations.py": {"an answer takes or frees a place of the event"},
    "services/engagement/recording_engagement.py": {"an answer takes or frees a place of the event"},
    "services/sign_in/changing_password.py": {"changing one's password"},
    "services/hours/counting_hours.py": {"hours follow from who led a session with a child present"},
    "services/hours/logging_hours.py": {
        "a minute of a person counts once in all programmes",
        "the minutes of a session bound the hours that come from it",
        "the hours of a person are entered one after the other",
    },
    "services/hours/certifying.py": {"a certificate names who has made the statement"},
    "services/hours/issuing_certificates.py": {
        "a certificate is found by its code, and ends the one that it replaces",
        "a certificate goes with the training that it is about",
    },
    "services/families/consenting.py": {"what a consent puts into effect is kept with it"},
    "services/schools/contacting_teachers.py": {
        "the class teacher of a child in reach, for those who see no list of teachers"
    },
    "services/sessions/finding_conflicts.py": {"double bookings are found over the whole organisation"},
    "services/plans/agreeing_plans.py": {
        "an agreement moves the plan that it is about",
        "who leads the groups of a child that the caller reaches",
    },
    "services/training/publishing_courses.py": {"what is published stays as it was for those who take it"},
    "services/training/taking_courses.py": {"progress and its record follow from what a learner has done"},
    "services/plans/reviewing_plans.py": {
        "a version keeps the whole of a plan that the caller publishes or reviews",
        "nobody makes a version but by publishing or reviewing",
    },
    "services/families/answering_for_children.py": {"a guardian who answers for no child is signed out"},
    "services/people/inviting.py": {"a guardian in reach gets a sign-in"},
    "services/safeguarding/following_concerns.py": {"a concern leaves the hands of whom it is about"},
    "services/groups/forming_groups.py": {"groups follow the policy of their programme"},
    "services/families/ending_consent.py": {"what ends with a consent ends for everybody"},
    "services/families/requiring_consent.py": {
        "whether a consent is in effect",
        "which consents a child's programme asks for",
    },
    "services/conversations/holding_conversations.py": {"a conversation begins with those who take part in it"},
    "services/conversations/joining_conversations.py": {"who takes part in a conversation that the caller holds"},
    "services/people/joining.py": {
        "ending sign-ins with their role",
        "finding the account of an address",
        "giving a seat",
    },
    "services/library/keeping_library.py": {"what follows from a material is kept with it"},
    "services/library/bundling_library.py": {"a file of a material is read by those who read the material"},
    "services/library/keeping_material_files.py": {
        "a file of a material is read by those who read the material",
        "files go with the draft that they were sent for",
    },
    "services/library/translating.py": {
        "a new version overtakes those before it",
        "files go with the draft that they were sent for",
    },
    "services/files/keeping_files.py": {
        "a file goes with what it was sent for",
        "a file is held by the row that it was sent for",
        "how long a file is kept follows what it was sent for",
    },
    "services/sign_in/confirming.py": {
        "a one-time code ends with what it is for",
        "a one-time code is made for what the caller hands on",
        "a one-time code is tried",
    },
    "services/sign_in/linking.py": {
        "a secret link is made for what the caller hands on",
        "secret links end with what they are for",
    },
    "services/people/leaving.py": {"ending sign-ins with their role", "ending the sign-ins of a person"},
    "services/conversations/matching_interpreters.py": {"who can interpret is found over the whole organisation"},
    "services/conversations/requesting_interpretation.py": {
        "an interpreter is held while it is seen whether they are free",
        "an interpreter loses the request with the move that ends it",
        "whether a child in reach is concerned by what is in reach",
    },
    "services/conversations/writing_messages.py": {
        "a message is numbered and told to those who take part",
        "what belongs to a message goes with it",
    },
    "services/families/my_children.py": {
        "the given names of those who lead the groups of one's children",
        "what was delivered keeps its title when newer versions are there",
    },
    "services/sessions/making_sessions.py": {"planned sessions go with the change of the schedule that made them"},
    "services/library/narrating.py": {
        "a story is its narrator's, who holds a link to it",
        "the files of a story end with it",
    },
    "services/library/telling_stories.py": {"a file of a story is seen by those who read the story"},
    "services/notices/notifying.py": {"a notice is queued by what brings it about"},
    "services/recruitment/accepting_applicants.py": {"an accepted applicant becomes a volunteer"},
    "services/recruitment/confirming_applications.py": {"an application's code goes to its address"},
    "services/recruitment/following_applications.py": {"an application is its applicant's, who holds a link to it"},
    "services/recruitment/interviewing.py": {
        "one person holds one interview at a time",
        "times for interviews follow what becomes of an application",
    },
    "services/recruitment/filling_opportunities.py": {"the places of an opportunity are counted"},
    "services/groups/placing.py": {"a placed child becomes active"},
    "services/schools/reaching_teachers.py": {"the teachers of a child's school"},
    "services/safeguarding/raising_concerns.py": {"a concern goes beyond the reach of its author"},
    "services/sessions/recording_attendance.py": {"the roster and the marks of a session that the caller reaches"},
    "services/sign_in/signing_out.py": {"ending one's own sign-in"},
    "services/supervision/keeping_in_touch.py": {"when a report in reach was acknowledged or returned"},
    "services/supervision/supervising.py": {"a question keeps when it was first answered"},
    "services/families/taking_part.py": {
        "a child that goes gives its places free",
        "a child's code is new in the whole organisation",
    },
    "services/volunteers/keeping_gate.py": {
        "what is required of people follows the programmes in which they lead",
        "who is cleared follows what is required of them",
    },
    "services/hours/reaching_milestones.py": {"milestones follow from what was verified in all programmes"},
    "services/reminders/leaving_reminders.py": {"whom a letter was left for is kept by the system"},
    "services/volunteers/my_volunteering.py": {"the given name of who thanks"},
    "services/volunteers/ending_pairs.py": {"a proposal ends with the leading that it led to"},
    "services/volunteers/suggesting_leaders.py": {"the load and the times of volunteers count wherever they lead"},
    "services/volunteers/welcoming_volunteers.py": {"whoever leaves as a volunteer leads no longer"},
    "services/files/taking_uploads.py": {"quotas count the files of everybody"},
}
# Whole organisations, by the command line and where nobody is signed in yet.
SYSTEM = {
    "auth/resealing.py": {"keys are rotated"},
    "auth/code_places.py": {"a code that was never given is counted"},
    "auth/seats.py": {"signing in"},
    "auth/session.py": {HANDED_ON},
    "services/people/accepting_invitations.py": {"accepting an invitation"},
    "services/recruitment/applying.py": {"an application is sent"},
    "services/recruitment/confirming_applications.py": {"an application is confirmed"},
    "services/sign_in/changing_password.py": {"changing one's password"},
    "services/demonstration/__init__.py": {"demonstration data"},
    "services/hours/checking_certificates.py": {"a certificate is checked by its code"},
    "services/people/founding.py": {"founding"},
    "services/sign_in/demonstration_accounts.py": {"listing demonstration accounts"},
    "services/sign_in/issuing_tokens.py": {HANDED_ON},
    "services/jobs/job_runs.py": {HANDED_ON},
    "services/recruitment/showing_opportunities.py": {"opportunities are shown to the public"},
    "services/sign_in/signing_in.py": {"signing in"},
    "services/sign_in/sending_codes.py": {"sending a sign-in code"},
    "services/sign_in/signing_in_by_code.py": {"signing in with a code"},
    "services/sign_in/signing_out.py": {"signing out"},
    "services/sign_in/staying_signed_in.py": {
        "a used refresh token came again",
        "renewing a sign-in",
        "switching memberships",
    },
    "services/sessions/subscribing_calendars.py": {"a calendar program fetches an address"},
    "services/sessions/summing_attendance.py": {"recomputing sums of attendance"},
    "web/visiting.py": {"a secret link is opened"},
}

# The names by which text, tables or connections come into a service; where one must be, it stands here with its use.
CLOSED = {
    "__table__", "connection", "get_bind", "text", "literal_column", "bulk_save_objects", "bulk_insert_mappings",
    "bulk_update_mappings", "from_statement", "exec_driver_sql", "begin_nested", "make_transient_to_detached",
    "commit", "rollback", "expunge", "merge",
}  # fmt: skip
ALLOWED = {
    # Transactions of their own: nobody is signed in yet, or the command line is at work.
    ("services/people/accepting_invitations.py", "commit"),
    ("services/recruitment/applying.py", "commit"),
    ("services/recruitment/confirming_applications.py", "commit"),
    ("services/sign_in/changing_password.py", "commit"),
    ("services/demonstration/__init__.py", "commit"),
    ("services/people/founding.py", "commit"),
    ("services/jobs/job_runs.py", "commit"),
    ("services/sign_in/sending_codes.py", "commit"),
    ("services/sign_in/signing_in.py", "commit"),
    ("services/sign_in/signing_in_by_code.py", "commit"),
    ("services/sign_in/signing_out.py", "commit"),
    ("services/sign_in/staying_signed_in.py", "commit"),
    ("services/sessions/summing_attendance.py", "commit"),
    # Constants in the expressions of a declared read, made of codes in the source.
    ("services/groups/keeping_policy.py", "literal_column"),
    ("services/volunteers/fulfilling_requirements.py", "literal_column"),
    # The names of a model's columns and of what they refer to; no statement is made of it.
    ("services/records.py", "__table__"),
}


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((APP / folder).rglob("*.py")):
            yield str(path.relative_to(APP)), parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in names:
                yield node


def constants(tree: ast.Module) -> dict[str, str]:
    """The strings that a module gives a name."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def reason_of(call: ast.Call, position: int, known: dict[str, str]) -> str | None:
    """The reason as it is written; None where none is given."""
    found = next((keyword.value for keyword in call.keywords if keyword.arg == "reason"), None)
    if found is None and len(call.args) > position:
        found = call.args[position]
    if found is None:
        return None
    if isinstance(found, ast.Constant) and isinstance(found.value, str):
        return found.value
    if isinstance(found, ast.Name) and found.id in known:
        return known[found.id]
    if isinstance(found, ast.Name) and found.id == "reason":
        return HANDED_ON
    raise AssertionError(f"line {call.lineno}: a reason is a sentence in the source, not {ast.unparse(found)}")


def reasons(**where: int) -> dict[str, set[str]]:
    """Reasons by file, for calls of these names with the reason at these positions."""
    found: dict[str, set[str]] = {}
    for file, tree in trees("."):
        known = constants(tree)
        for name, position in where.items():
            for call in calls(tree, name):
                if (reason := reason_of(call, position, known)) is not None:
                    found.setdefault(file, set()).add(reason)
    return found


def test_every_reason_to_look_beyond_reach_is_listed() -> None:
    assert reasons(beyond_reach=0, Lookup=9) == BEYOND_REACH


def test_every_reason_of_the_system_is_listed() -> None:
    assert reasons(System=1, session=1) == SYSTEM


def test_a_reason_is_a_fixed_sentence() -> None:
    with pytest.raises(AssertionError):
        reason_of(next(calls(ast.parse("db.beyond_reach(f'{x}')"), "beyond_reach")), 0, {})
    for listed in (BEYOND_REACH, SYSTEM):
        for sentences in listed.values():
            assert all(len(sentence.split()) >= 1 and sentence == sentence.strip(" .") for sentence in sentences)


def used(tree: ast.AST) -> set[str]:
    """Attributes, and what is imported from the libraries of the database; a variable may be called `text`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (node.attr != "text" or ast.unparse(node.value) in ("sa", "sqlalchemy")):
            found.add(node.attr)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("sqlalchemy", "sqlmodel")):
            found |= {alias.name for alias in node.names}
    return found


def test_services_and_routers_take_no_road_around_the_session() -> None:
    found = {(file, name) for file, tree in trees("services", "routers") for name in used(tree) & CLOSED}
    assert found == ALLOWED, found ^ ALLOWED


def test_the_lint_sees_what_it_looks_for() -> None:
    tree = ast.parse("from sqlalchemy import text\ndb.connection()\nModel.__table__\nsession.bulk_save_objects([])")
    assert used(tree) & CLOSED == {"text", "connection", "__table__", "bulk_save_objects"}
