"""Stores of files: a folder, and a bucket that a small server of the test keeps; the same facts for both."""

import os
import re
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

import pytest

from app.core import files
from app.core.files import FileLost, FileStore, FolderStore, open_store
from app.core.problems import Unavailable

HOUR = timedelta(hours=1)


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as a store asks of it; unsigned requests are refused."""

    objects: dict[str, bytes]
    protocol_version = "HTTP/1.1"

    def handle_all(self) -> None:
        split = urlsplit(self.path)
        key = unquote(split.path).removeprefix("/bucket").strip("/")
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        if not self.headers.get("authorization", "").startswith("AWS4-HMAC-SHA256"):
            return self.answer(403, b"<Error><Code>AccessDenied</Code></Error>")
        if self.command == "PUT":
            self.objects[key] = body
        if self.command == "DELETE":
            self.objects.pop(key, None)
        if self.command == "POST":
            gone = re.findall(r"<Key>(.*?)</Key>", body.decode())
            for name in gone:
                self.objects.pop(unescape(name), None)
            deleted = "".join(f"<Deleted><Key>{name}</Key></Deleted>" for name in gone)
            return self.answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())
        if self.command == "GET" and not key:
            return self.answer(200, self.listing(parse_qs(split.query)["prefix"][0]))
        if self.command == "GET" and key not in self.objects:
            return self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        return self.answer(204 if self.command == "DELETE" else 200, self.objects.get(key, b""))

    do_GET = do_PUT = do_POST = do_DELETE = handle_all

    def listing(self, prefix: str) -> bytes:
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(data)}</Size><ETag>x</ETag>"
            f"<LastModified>{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.000Z}</LastModified></Contents>"
            for key, data in self.objects.items()
            if key.startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>".encode()

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("etag", '"x"')
        self.send_header("last-modified", "Sun, 22 Nov 2026 04:00:00 GMT")
        self.send_header("content-length", str(0 if status == 204 else len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silent."""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    Bucket.objects = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    given = {"REGION": "eu-north-1", "ACCESS_KEY_ID": "someone", "SECRET_ACCESS_KEY": "words"}
    for name, value in {**given, "ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    yield "s3://bucket/learnbridge"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    return open_store(str(tmp_path / "files") if request.param == "folder" else request.getfixturevalue("bucket"))


def lost(store: FileStore, key: str) -> bool:
    try:
        store.get(key)
    except FileLost:
        return True
    return False


def test_a_store_keeps_replaces_erases_and_sweeps(store: FileStore) -> None:
    data = os.urandom(300_000)
    store.put("kept/a/one/full", data)
    store.put("kept/a/one/small", b"s")
    store.put("kept/a/one2/full", b"other")
    assert store.get("kept/a/one/full") == data
    store.put("kept/a/one/full", b"again")
    assert store.get("kept/a/one/full") == b"again"
    store.erase("kept/a/one")
    assert lost(store, "kept/a/one/full") and lost(store, "kept/a/one/small")
    assert store.get("kept/a/one2/full") == b"other", "a name that begins alike is another name"
    store.erase("kept/a/one2/full")
    store.erase("kept/a/nothing")
    assert lost(store, "kept/a/one2/full") and lost(store, "kept/never")
    store.put("incoming/a/1", b"1")
    assert store.sweep("incoming/a", datetime.now(UTC) - HOUR) == 0
    assert store.get("incoming/a/1") == b"1"
    assert store.sweep("incoming/a", datetime.now(UTC) + HOUR) == 1
    assert lost(store, "incoming/a/1")
    assert store.sweep("incoming/none", datetime.now(UTC) + HOUR) == 0


@pytest.mark.parametrize("key", ["", "..", "a/../b", "/etc/passwd", "a//b", "A", "a b", "a\0", "ж", ".b", "a" * 65])
def test_a_key_is_made_of_plain_segments(store: FileStore, key: str) -> None:
    for act in (store.get, store.erase, lambda key: store.put(key, b"")):
        with pytest.raises(ValueError, match="plain segments"):
            act(key)


def test_what_is_not_whole_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FolderStore(tmp_path / "files")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(Unavailable):
        store.put("kept/a/full", b"half")
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    synced: list[int] = []
    monkeypatch.setattr(files.os, "fsync", synced.append)
    store.put("kept/a/full", b"whole")
    assert len(synced) >= 2, "the file, and the folder that names it"
    found = tmp_path / "files/kept/a/full"
    assert (found.stat().st_mode & 0o777, found.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_store_that_cannot_be_reached_is_unavailable(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    with pytest.raises(Unavailable):
        open_store(bucket).put("kept/a", b"")
    monkeypatch.setitem(sys.modules, "obstore.exceptions", None)
    monkeypatch.delitem(sys.modules, "app.core.file_bucket")
    with pytest.raises(ValueError, match="extra"):
        open_store(bucket)
