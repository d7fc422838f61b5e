"""The README says what the code says."""

import re
from pathlib import Path

from app.core.settings import Settings

README = Path(__file__).parents[2] / "README.md"


def settings_table() -> str:
    """The settings as the README shows them."""
    lines = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        plain = {"database_url": "DATABASE_URL", "port": "PORT"}
        variable = plain.get(name, f"LEARNBRIDGE_{name.upper()}")
        default = "" if field.default in ("", []) else f"`{field.default}`"
        lines.append(f"| `{variable}` | {default} | {field.description} |")
    return "\n".join(lines)


def test_every_setting_is_in_the_readme():
    found = re.search(r"<!-- settings -->\n(.*)\n<!-- /settings -->", README.read_text(), re.S)
    assert found is not None
    assert found[1] == settings_table()


def test_files_that_the_readme_names_exist():
    named = re.findall(r"`((?:app|tests|openapi|docs|examples|benchmarks)/[\w./-]*\w)`", README.read_text())
    missing = [name for name in named if not (README.parent / name).exists()]
    assert missing == []
