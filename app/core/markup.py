"""HTML that is escaped by construction: text becomes markup only through here, and only `Html` is put in as it is."""

from collections.abc import Iterable
from html import escape
from typing import Final

VOID: Final = frozenset({"meta", "link", "br", "input"})


class Html(str):
    """Markup that is finished. Made by `element` and `joined`; by hand only from what stands in the source."""

    __slots__ = ()


Child = str | Html | None


def element(name: str, /, *children: Child, **attributes: str | None) -> Html:
    """An element: its children in order, text escaped, None left out; so are attributes that are None.

    `class_` and `http_equiv` stand for class and http-equiv.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{joined(children)}</{name}>")


def joined(parts: Iterable[Child]) -> Html:
    """One after the other, text escaped."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts if part is not None))
