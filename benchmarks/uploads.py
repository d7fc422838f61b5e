"""`python -m benchmarks.uploads`: the memory of the server and of the decoder while large photos and bombs come in.

A server with the demonstration data on SQLite; volunteers send photos of up to 10 MiB at once, in parts, and files that
are made to hurt. Then the server is killed (SIGKILL) in the middle of a part, and started again: what it had answered
as received must be there. The exit status is 1 when something acknowledged was lost, or a bomb was taken.
"""

import argparse
import io
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from app.core.database import Database
from app.migrations.upgrade import upgrade
from app.services import demonstration
from benchmarks.servers import Server, Wanted, serving, start, stop, tree
from tests import pictures

PASSWORD = "learnbridge-demo"
PEOPLE = [f"volunteer{n or ''}@indigo.example" for n in ("", 2, 3, 4, 5)]
PART = 1024 * 1024
TUS = {"tus-resumable": "1.0.0", "content-type": "application/offset+octet-stream"}
OVER = ("ready", "refused", "erased")
BOMBS = {
    "81 megapixels in a PNG of 10 kB": pictures.flood(9_000),
    "400 megapixels in a PNG of 50 kB": pictures.flood(20_000),
    "a photo cut in the middle": pictures.noise(1_500, 1_000)[:200_000],
    "a page as a photo": b"\xff\xd8\xff" + pictures.HTML * 5_000,
}


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m benchmarks.uploads", description=__doc__)
    options.add_argument("--photos", type=int, default=20, help="large photos, eight at a time")
    options.add_argument("--bombs", type=int, default=20, help="files made to hurt, among them")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(LEARNBRIDGE_FILES=f"{folder}/files", LEARNBRIDGE_KEYS_DIR=f"{folder}/keys")
        url = f"sqlite:///{folder}/uploads.db"
        database = Database(url)
        upgrade(database)
        demonstration.load(database)
        wanted = Wanted("product", url, Path(folder, "keys"))
        taken = flood(wanted, given.photos, given.bombs)
        lost = kill(wanted)
    return 1 if taken or lost else 0


def flood(wanted: Wanted, photos: int, bombs: int) -> int:
    """Everything at once; how many bombs were taken."""
    photo = large()
    with serving(wanted) as (server,):
        consent(server)
        people = [Phone(server, email) for email in PEOPLE]
        idle = rss(server.process.pid)
        files = [("photo", photo)] * photos + [list(BOMBS.items())[n % len(BOMBS)] for n in range(bombs)]
        begun = time.monotonic()
        with watching(server) as peaks, ThreadPoolExecutor(8) as pool:
            work = [pool.submit(people[n % len(people)].send, data) for n, (_, data) in enumerate(files)]
            ids = [(people[n % len(people)], one.result()) for n, one in enumerate(work)]
            sent = time.monotonic() - begun
            states = Counter((files[n][0], phone.state(id)) for n, (phone, id) in enumerate(ids))
        seconds = time.monotonic() - begun
    print(f"{photos} photos of {len(photo) / 1e6:.1f} MB and {bombs} bombs, 8 at a time: sent in {sent:.1f} s,")
    print(f"all processed {seconds:.1f} s after the start")
    print(f"server: {idle:.0f} MiB idle, {peaks['server']:.0f} MiB at most (+{peaks['server'] - idle:.0f})")
    print(f"decoder: {peaks['decoder']:.0f} MiB at most, {peaks['decoders']:.0f} at once at most")
    for (what, state), count in sorted(states.items()):
        print(f"  {count:3} x {what}: {state}")
    return sum(count for (what, state), count in states.items() if what != "photo" and state != "refused")


def consent(server: Server) -> None:
    """Photos may be kept of every child of the volunteers."""
    office = Phone(server, "coordinator@indigo.example")
    for child in {child for email in PEOPLE for child in Phone(server, email).children}:
        given = {"child_id": child, "purpose": "homework_photo"}
        office.client.post("/v1/consents", json=given).raise_for_status()


def kill(wanted: Wanted) -> int:
    """Kills the server in the middle of a part; how many acknowledged bytes are lost."""
    photo = large()
    with tempfile.TemporaryFile() as errors:
        with serving(wanted) as (server,):
            phone = Phone(server, PEOPLE[0])
            id = phone.announce(photo)
            safe = phone.part(id, 0, photo[: 2 * PART])
            sender = threading.Thread(target=phone.trickle, args=(id, safe, photo[safe:]), daemon=True)
            sender.start()
            time.sleep(1.0)
            server.process.kill()
            server.process.wait()
        again = start(wanted, errors)
        try:
            time.sleep(6.0)
            phone = Phone(again, PEOPLE[0])
            found = phone.offset(id)
            phone.part(id, found, photo[found:])
            state = phone.state(id)
        finally:
            stop(again)
    print(f"killed in the middle of a part: {safe} bytes acknowledged, {found} there afterwards, resumed: {state}")
    return max(0, safe - found) + (state != "ready")


class Phone:
    """A volunteer's phone, signed in."""

    def __init__(self, server: Server, email: str) -> None:
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=60)
        form = {"grant_type": "password", "username": email, "password": PASSWORD}
        token = self.client.post("/v1/auth/token", data=form).raise_for_status().json()["access_token"]
        self.client.headers["authorization"] = f"Bearer {token}"
        self.children = [row["id"] for row in self.client.get("/v1/children").raise_for_status().json()["items"]]
        self.turn = 0

    def announce(self, data: bytes) -> str:
        self.turn += 1
        child = self.children[self.turn % len(self.children)]
        said = {"purpose": "homework_photo", "child_id": child, "media_type": "image/jpeg", "size": len(data)}
        return str(self.client.post("/v1/attachments", json=said).raise_for_status().json()["id"])

    def send(self, data: bytes) -> str:
        """The whole file in parts; its id."""
        id, at = self.announce(data), 0
        while at < len(data):
            at = self.part(id, at, data[at : at + PART])
        return id

    def part(self, id: str, at: int, data: Any) -> int:
        headers = {**TUS, "upload-offset": str(at)}
        answer = self.client.patch(f"/v1/attachments/{id}/upload", content=data, headers=headers)
        return int(answer.raise_for_status().headers["upload-offset"])

    def trickle(self, id: str, at: int, data: bytes) -> None:
        """A part over a weak network; its server will fall."""

        def slowly() -> Iterator[bytes]:
            for n in range(0, len(data), 65_536):
                yield data[n : n + 65_536]
                time.sleep(0.05)

        with suppress(httpx.HTTPError):
            self.part(id, at, slowly())

    def offset(self, id: str) -> int:
        return int(self.client.head(f"/v1/attachments/{id}/upload").raise_for_status().headers["upload-offset"])

    def state(self, id: str) -> str:
        """Once it is over, or after five minutes."""
        end = time.monotonic() + 300
        state = ""
        while state not in OVER and time.monotonic() < end:
            time.sleep(0.2)
            state = self.client.get(f"/v1/attachments/{id}").raise_for_status().json()["state"]
        return state


def large() -> bytes:
    """A photo that is nearly as large as may be sent."""
    held = io.BytesIO()
    Image.effect_noise((3_000, 2_250), 100).convert("RGB").save(held, "JPEG", quality=97)
    return held.getvalue()


@contextmanager
def watching(server: Server) -> Iterator[dict[str, float]]:
    """The most memory, in MiB, that the server and its decoders held, looked at fifty times a second."""
    peaks, over = {"server": 0.0, "decoder": 0.0, "decoders": 0.0}, threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            children = tree(server.process.pid)[1:]
            peaks["server"] = max(peaks["server"], rss(server.process.pid))
            peaks["decoders"] = max(peaks["decoders"], len(children))
            peaks["decoder"] = max([peaks["decoder"], *map(rss, children)])

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def rss(pid: int) -> float:
    """MiB resident at most so far of a process that has begun its program; 0 when it has gone."""
    with suppress(OSError, StopIteration, ValueError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
