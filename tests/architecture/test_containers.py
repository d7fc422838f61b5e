"""The image and compose.yaml name what is there; a process that is the first of its container can be ended."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from app import start
from app.core.settings import Settings

ROOT = Path(__file__).parents[2]
KNOWN = {f"LEARNBRIDGE_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", "docs/containers.md"])
def test_settings_that_are_named_exist(name: str) -> None:
    named = set(re.findall(r"LEARNBRIDGE_[A-Z_]+", (ROOT / name).read_text()))
    assert named and named <= KNOWN


def test_one_service_builds_the_image() -> None:
    """Two that build one image at once can make a first start fail: its name is taken when the second is done."""
    assert len(re.findall(r"^ *build:", (ROOT / "compose.yaml").read_text(), re.M)) == 1


def test_what_the_image_is_made_of_is_not_left_out() -> None:
    """.dockerignore keeps out all but a few names: those that are copied."""
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    assert {name for line in copied for name in line.split()} == let_in


def test_the_first_process_of_a_container_ends_when_told_to_before_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """There the kernel drops a signal that has no handler, and a stop would last until the process is killed."""
    own, before = os.getpid(), signal.signal(signal.SIGTERM, signal.SIG_IGN)
    monkeypatch.setattr(os, "getpid", lambda: 1)
    monkeypatch.setattr(sys, "argv", ["learnbridge", "serve"])
    monkeypatch.setattr(start, "quietly", lambda _: os.kill(own, signal.SIGTERM))
    try:
        with pytest.raises(SystemExit) as ended:
            start.main()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ended.value.code == 143
