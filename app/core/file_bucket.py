"""Files in an S3-compatible store, by obstore; imported only where a setting names one.

The address is s3://bucket/prefix. Region, endpoint and keys come from the usual variables: AWS_REGION,
AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or the machine's own role.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from obstore.exceptions import BaseError
from obstore.store import S3Store

from app.core.files import FileLost, checked
from app.core.problems import Unavailable

TIMEOUT = timedelta(seconds=30)
PATIENCE = timedelta(seconds=60)


def open_bucket(place: str) -> "BucketStore":
    """The store of an address."""
    return BucketStore(
        S3Store.from_url(
            place,
            client_options={"timeout": TIMEOUT, "allow_http": True},
            retry_config={"max_retries": 3, "retry_timeout": PATIENCE},
        )
    )


class BucketStore:
    """Objects of a bucket; an object is there whole or not at all."""

    def __init__(self, objects: Any) -> None:
        self.objects = objects

    def put(self, key: str, data: bytes) -> None:
        with _translated():
            self.objects.put(checked(key), data, use_multipart=False)

    def get(self, key: str) -> bytes:
        try:
            with _translated():
                return bytes(self.objects.get(checked(key)).bytes())
        except FileNotFoundError as error:
            raise FileLost from error

    def erase(self, prefix: str) -> None:
        with _translated():
            self._delete([*(found["path"] for found in self._below(prefix)), checked(prefix)])

    def sweep(self, prefix: str, before: datetime) -> int:
        with _translated():
            old = [found["path"] for found in self._below(prefix) if found["last_modified"] < before]
            self._delete(old)
            return len(old)

    def _below(self, prefix: str) -> Iterator[Any]:
        for page in self.objects.list(checked(prefix)):
            yield from page

    def _delete(self, keys: list[str]) -> None:
        if keys:
            self.objects.delete(keys)


@contextmanager
def _translated() -> Iterator[None]:
    """A store that cannot be reached, or refuses, is Unavailable; a missing object is for the caller to judge."""
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise Unavailable from error
