"""Sending a file over a network that breaks: tus 1.0, announced once, resumed where the server says it is."""

import hashlib
import socket
import ssl
import struct
import time
from contextlib import suppress

import httpx
from callers import Body, Person, Unexpected, check

PART = {"tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream"}
PATIENCE = 60


def send(person: Person, child_id: str, photo: bytes, media_type: str, breaks: int = 0) -> Body:
    """Announces a photo of homework and sends it; so many connections are really cut in the middle of a part."""
    new = {"purpose": "homework_photo", "child_id": child_id, "media_type": media_type, "size": len(photo)}
    announced = person.post("/v1/attachments", {**new, "sha256": hashlib.sha256(photo).hexdigest()})
    path, came = f"/v1/attachments/{announced['id']}/upload", [0]
    for number in range(breaks):
        reached = (number + 1) * len(photo) // (breaks + 1)
        break_off(person, path, photo[came[-1] :], reached - came[-1], rudely=number % 2 == 1)
        came.append(offset(person, path))
        check(came[-2] <= came[-1] < len(photo), "after a break the server knows what has come, and never less")
    check(not breaks or max(came) > 0, "what came before a break is not sent again")
    finish(person, path, photo)
    return ready(person, announced["id"])


def break_off(person: Person, path: str, rest: bytes, length: int, *, rudely: bool) -> None:
    """Begins to send all the rest and cuts the connection after so many bytes, with a farewell or without one."""
    url = person.server.base_url
    head = {**person.bearer(), **PART, "host": url.netloc.decode(), "content-length": str(len(rest))}
    head["upload-offset"] = str(offset(person, path))
    lines = [f"PATCH {url.raw_path.decode().rstrip('/')}{path} HTTP/1.1", *(f"{k}: {v}" for k, v in head.items())]
    port = url.port or (443 if url.scheme == "https" else 80)
    with socket.create_connection((url.host, port), timeout=30) as line, suppress(ConnectionError):
        wire = ssl.create_default_context().wrap_socket(line, server_hostname=url.host) if port == 443 else line
        wire.sendall("\r\n".join([*lines, "", ""]).encode() + rest[:length])
        if rudely:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def offset(person: Person, path: str) -> int:
    """How many bytes the server has, once it has noticed that the connection broke."""
    before = -1
    for _ in range(PATIENCE):
        answer = person.server.head(path, headers={**person.bearer(), "tus-resumable": "1.0.0"})
        if answer.status_code not in (200, 204):
            raise Unexpected(f"HEAD {path}: {answer.status_code}")
        now = int(answer.headers["upload-offset"])
        if now == before:
            return now
        before = now
        time.sleep(0.3)
    raise Unexpected("an upload that goes on without anyone sending it")


def finish(person: Person, path: str, photo: bytes) -> None:
    """Sends what is missing; a server that knows better where to go on is believed."""
    at = offset(person, path)
    for _ in range(3):
        headers = {**person.bearer(), **PART, "upload-offset": str(at)}
        answer: httpx.Response = person.server.patch(path, content=photo[at:], headers=headers)
        if answer.status_code == 204:
            check(int(answer.headers["upload-offset"]) == len(photo), "the whole file has come")
            return
        at = int(person.expected(answer, 409)["offset"])
    raise Unexpected("the server never agreed where to go on")


def ready(person: Person, id: str) -> Body:
    """Waits until the file was looked at, stripped and made small."""
    for _ in range(PATIENCE * 2):
        file: Body = person.get(f"/v1/attachments/{id}")
        if file["state"] not in ("receiving", "processing"):
            check(file["state"] == "ready", f"the photo is ready and not {file['state']}: {file['refusal']}")
            return file
        time.sleep(0.25)
    raise Unexpected("the photo was never ready")
