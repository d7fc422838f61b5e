"""Two days that belong together: the one that begins something and the one that ends it."""

from datetime import date

from app.core.problems import InvalidRequest


def require_order(first: date, last: date | None, member: str) -> None:
    """Refuses an end before the beginning, naming the member that holds the end; without an end all is well."""
    if last is not None and last < first:
        detail = "This day lies before the beginning."
        raise InvalidRequest(errors=[{"pointer": f"/{member}", "code": "out_of_range", "detail": detail}])
