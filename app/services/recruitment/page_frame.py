"""The frame of the pages about opportunities and applications: one style, no script, no cookie, strict policies."""

from base64 import b64encode
from hashlib import sha256
from typing import Final

from app.core.languages import LANGUAGES
from app.core.markup import Html, element

STYLE: Final = (
    "*{box-sizing:border-box}html{color-scheme:light;-webkit-text-size-adjust:100%}"
    "body{margin:0 auto;max-width:60rem;padding:1rem;background:#fff;color:#1d2a33;"
    "font:1rem/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans Arabic',sans-serif;"
    "overflow-wrap:break-word}"
    "h1{font-size:1.4rem;line-height:1.3;margin:.2rem 0 1rem}h2{font-size:1.1rem;line-height:1.35;margin:0}"
    "a{color:#0b5c74;text-underline-offset:.15em}a:focus-visible{outline:3px solid #f2b134;outline-offset:2px}"
    "ul.list{list-style:none;margin:0;padding:0;display:grid;gap:1rem;"
    "grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr))}"
    ".card{border:1px solid #cfd8dd;border-inline-start:5px solid #0b5c74;border-radius:.5rem;padding:.9rem 1rem;"
    "display:flex;flex-direction:column;gap:.55rem}p{margin:0}.more{margin-top:1rem}.role{color:#4a5a64;font-size:.9rem}"
    ".text{white-space:pre-line}.card .text{display:-webkit-box;-webkit-line-clamp:4;-webkit-box-orient:vertical;"
    "overflow:hidden}"
    ".chips{display:flex;flex-wrap:wrap;gap:.4rem;padding:0;margin:0;list-style:none}"
    ".chips li{background:#e4f0f3;color:#0b4557;border-radius:1rem;padding:.1rem .7rem;font-size:.875rem}"
    "dl{display:grid;grid-template-columns:fit-content(45%) 1fr;gap:.2rem .9rem;margin:0;font-size:.9375rem}"
    "dt{color:#4a5a64}dd{margin:0}main.one{max-width:40rem;display:grid;gap:1rem}main.one h1{margin:0}"
    "main.one h2{margin-bottom:.3rem}main.one ul.tasks{margin:0;padding-inline-start:1.3rem}"
    "form{display:grid;gap:.9rem}label{display:grid;gap:.25rem}.check{grid-template-columns:auto 1fr;gap:.6rem}"
    "input,textarea{font:inherit;padding:.55rem .6rem;border:1px solid #8496a0;border-radius:.4rem;width:100%}"
    "input[type=checkbox],input[type=radio]{width:1.3rem;height:1.3rem;margin:.15rem 0}"
    "button,.do{font:inherit;font-weight:600;color:#fff;background:#0b5c74;border:0;border-radius:.4rem;"
    "padding:.65rem 1.2rem;justify-self:start;text-decoration:none;display:inline-block;cursor:pointer}"
    ".times{display:grid;gap:.5rem}button.quiet{color:#0b5c74;background:#fff;border:1px solid #0b5c74}"
    "input:focus-visible,textarea:focus-visible,button:focus-visible{outline:3px solid #f2b134;outline-offset:2px}"
    ".hint{color:#4a5a64;font-size:.9rem}.wrong{color:#8a1f1f;font-weight:600}.wrong input,.wrong textarea"
    "{border-color:#8a1f1f}.away{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
)
HASH: Final = b64encode(sha256(STYLE.encode()).digest()).decode()


def policy(*, framed_by: str, sends_to: str) -> tuple[bytes, bytes]:
    """The header field: who may frame the page, and where its forms may be sent."""
    strict = f"default-src 'none'; style-src 'sha256-{HASH}'; base-uri 'none'; form-action {sends_to}; "
    return (b"content-security-policy", f"{strict}frame-ancestors {framed_by}".encode())


FRAMED, UNFRAMED = (policy(framed_by=who, sends_to="'none'") for who in ("*", "'none'"))
WITH_FORM = policy(framed_by="'none'", sends_to="'self'")


def page(tag: str, title: str, main: Html, head: Html | None = None) -> bytes:
    """A whole page in a language, in its direction; head: what else belongs there."""
    metas = (
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("link", rel="icon", href="data:,"),
        element("style", Html(STYLE)),
        head,
    )
    whole = element("html", element("head", *metas), element("body", main), lang=tag, dir=LANGUAGES[tag].direction)
    return f"<!doctype html>{whole}".encode()
