"""A process that is the first of its container can be ended."""

import os
import signal
import sys

import pytest

from app import start


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
