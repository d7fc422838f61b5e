"""Every look beyond the caller's reach says why, and every reason is on this list; roads around the session are closed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"

# Read each as the end of a sentence: "it looks past the caller's reach because of ...". A new one is a decision.
BEYOND_REACH: dict[str, set[str]] = {}
SYSTEM: dict[str, set[str]] = {}

# The names by which text, tables or connections come into a service; where one must be, it stands here with its use.
CLOSED = {
    "__table__", "connection", "get_bind", "text", "literal_column", "bulk_save_objects", "bulk_insert_mappings",
    "bulk_update_mappings", "from_statement", "exec_driver_sql", "begin_nested", "make_transient_to_detached",
    "commit", "rollback", "expunge", "merge",
}  # fmt: skip
ALLOWED: dict[tuple[str, str], str] = {}


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((APP / folder).rglob("*.py")):
            yield str(path.relative_to(APP)), ast.parse(path.read_text())


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
        return "(handed on)"
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
    assert reasons(System=1) == SYSTEM


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
    assert found == set(ALLOWED), found ^ set(ALLOWED)


def test_the_lint_sees_what_it_looks_for() -> None:
    tree = ast.parse("from sqlalchemy import text\ndb.connection()\nModel.__table__\nsession.bulk_save_objects([])")
    assert used(tree) & CLOSED == {"text", "connection", "__table__", "bulk_save_objects"}
