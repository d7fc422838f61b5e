"""How the code is laid out: sizes, names, and what is used where; each rule is shown to find what it forbids."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP, TESTS = ROOT / "app", ROOT / "tests"
MOST_LINES, MOST_IN_A_FUNCTION, MOST_ARGUMENTS = 250, 25, 5
FORBIDDEN_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "misc",
    "handlers",
    "base_service",
    "lib",
    "tools",
}
# Longer than the rule and why; none is better.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}


def sources(folder: Path) -> dict[str, str]:
    paths = sorted(folder.rglob("*.py"))
    return {str(path.relative_to(ROOT)): path.read_text() for path in paths if "versions" not in path.parts}


FILES = sources(APP)
parsed = cache(ast.parse)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from def to the end, without the docstring."""
    end = function.end_lineno or function.lineno
    first = function.body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return end - function.lineno + 1 - ((first.end_lineno or 0) - first.lineno + 1 if documented else 0)


def test_files_are_short() -> None:
    long = {name: len(text.splitlines()) for name, text in FILES.items() if len(text.splitlines()) > MOST_LINES}
    assert long.keys() == LONG_FILES.keys(), long


def test_functions_are_short() -> None:
    long = {
        f"{name}:{function.name}": length(function)
        for name, text in FILES.items()
        for function in functions(parsed(text))
        if length(function) > MOST_IN_A_FUNCTION
    }
    assert long.keys() == LONG_FUNCTIONS.keys(), long


def test_no_module_has_a_name_that_says_nothing() -> None:
    parts = {part for name in FILES for part in Path(name).with_suffix("").parts}
    assert parts & FORBIDDEN_NAMES == set()


def test_every_module_says_in_one_sentence_what_it_is_for() -> None:
    for name, text in FILES.items():
        said = ast.get_docstring(parsed(text))
        if text.strip():
            assert said, name
            assert said.split("\n\n")[0].rstrip().endswith((".", ":")), name


def test_imports_stand_at_the_top() -> None:
    for name, text in FILES.items():
        inner = [
            node.lineno
            for function in functions(parsed(text))
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert inner == [], name


def test_the_core_knows_nothing_of_children_or_roles() -> None:
    for name, text in FILES.items():
        if not name.startswith("app/core/"):
            continue
        for node in ast.walk(parsed(text)):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            assert not (module or "").startswith(
                ("app.models", "app.auth", "app.services", "app.routers", "app.web")
            ), name


def test_nobody_names_an_http_exception_or_reads_the_clock_by_another_road() -> None:
    for name, text in FILES.items():
        words = {node.id for node in ast.walk(parsed(text)) if isinstance(node, ast.Name)}
        assert "HTTPException" not in words, name
        if name != "app/core/clock.py":
            assert not re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(", text), name


def test_what_is_answered_is_written_in_one_place() -> None:
    written = {name for name, text in FILES.items() if "orjson.dumps(" in text}
    answering = {name for name in written if name.startswith(("app/routers/", "app/services/", "app/web/"))}
    # The header fields that are kept with an answer, and the contract: neither has instants.
    assert answering == {"app/web/idempotency.py", "app/web/openapi.py"}


def test_no_file_names_a_machine_or_a_registry() -> None:
    machine = re.compile(
        r"/(?:home|root|work|Users)/\w|https?://(?:[\w.-]*\.)?(?:pypi|registry|artifactory|nexus)[\w.-]*", re.IGNORECASE
    )
    for name, text in {**FILES, **sources(TESTS)}.items():
        if name != "tests/architecture/test_layout.py":
            assert not machine.search(text), name


def test_no_test_sleeps_and_every_test_asserts() -> None:
    for name, text in sources(TESTS).items():
        tree = parsed(text)
        known: dict[str, ast.AST] = {found.name: found for found in functions(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) in ("time.sleep", "sleep"):
                pytest.fail(f"{name}:{node.lineno} sleeps")
            if isinstance(node, ast.Call) and called(node) == "asyncio.sleep":
                assert ast.unparse(node.args[0]) == "0", f"{name}:{node.lineno} sleeps"
        for function in functions(tree):
            if function.name.startswith("test_") and name.startswith("tests/") and "/test_" in name:
                assert says_something(function, known), f"{name}:{function.name} asserts nothing"


def called(call: ast.Call) -> str:
    """What a call names: `pytest.raises`; only the last part where the rest is no name."""
    parts, at = [], call.func
    while isinstance(at, ast.Attribute):
        parts.append(at.attr)
        at = at.value
    if isinstance(at, ast.Name):
        parts.append(at.id)
    return ".".join(reversed(parts))


def says_something(function: ast.AST, known: dict[str, ast.AST], depth: int = 3) -> bool:
    """Whether a test asserts, expects an error, or calls a function of its module that does."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert | ast.Raise):
            return True
        if isinstance(node, ast.Call):
            name = called(node)
            if name in ("pytest.raises", "pytest.fail") or any(word in name for word in ("assert", "refuse", "check")):
                return True
            own = known.get(name, function)
            if depth and own is not function and says_something(own, known, depth - 1):
                return True
    return False


def test_the_rules_find_what_they_forbid() -> None:
    long = "def f():\n    '''One\n    two.'''\n" + "    x = 1\n" * 30
    assert length(next(functions(ast.parse(long)))) == 31
    empty = ast.parse("def test_x():\n    x = 1\ndef test_y():\n    z()\ndef z():\n    assert True")
    assert [says_something(found, {one.name: one for one in functions(empty)}) for found in functions(empty)] == [
        False,
        True,
        True,
    ]
