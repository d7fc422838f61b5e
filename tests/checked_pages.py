"""Kept pages that are compared, each time one is used, with what the database would write now.

Whatever test changes a row without moving its version, and lists it before and after, fails by this.
"""

from collections.abc import Callable

from app.auth.kept_pages import Ask, KeptPage, KeptPages, Place
from app.core.statements import Plan


class Stale(AssertionError):
    """A kept page is not what the caller would be shown."""


class CheckedPages(KeptPages):
    """As the application has them, but suspicious."""

    async def same(self, place: Place, plan: Plan, identity: Callable[[], Plan], ask: Ask) -> KeptPage | None:
        kept = await super().same(place, plan, identity, ask)
        if kept is not None:
            texts = [row[0] for row in await ask(plan, kept.values)]
            # The last row may only say that there is a next page.
            if not any(kept.body.startswith(page_of(part)) for part in (texts, texts[:-1])):
                raise Stale(place)
        return kept


def page_of(texts: list[str]) -> bytes:
    return ('{"items":[' + ",".join(texts) + "]").encode()
