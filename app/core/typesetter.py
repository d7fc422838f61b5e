"""Typesets one document in a process of its own: run as a program, never imported.

Arguments: the template, below the folder that alone may be read, and that folder. Standard input: what the template is
given, as JSON. Standard output: the PDF (PDF/UA-1, tagged). Whatever a text makes the typesetter do, it has the memory
and the seconds below, no file to write, no variable of the server's environment, and no other font than the folder's.
"""

import sys
from contextlib import suppress
from pathlib import Path

import typst

try:
    import resource
except ImportError:  # Windows: only the parent's clock bounds the work
    resource = None  # type: ignore[assignment]

MEMORY = 1 << 31
SECONDS = 20


def main() -> None:
    """Bounds itself, reads everything, typesets."""
    confine()
    template, folder = sys.argv[1:]
    given = sys.stdin.buffer.read().decode()
    made = typst.compile(
        template, root=folder, font_paths=[str(Path(folder) / "fonts")], ignore_system_fonts=True,
        format="pdf", pdf_standards=["ua-1"], sys_inputs={"given": given},
    )  # fmt: skip
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()


def confine() -> None:
    """Memory, seconds, no written file, no core dump: refused by the kernel from here on."""
    if resource is None:
        return
    limits = {"RLIMIT_AS": MEMORY, "RLIMIT_CPU": SECONDS, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0}
    for name, most in limits.items():
        # macOS knows RLIMIT_AS and refuses to set it.
        with suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


if __name__ == "__main__":
    main()
