"""The page behind an invitation's link: a few words and three buttons, without script or cookie, for any old phone."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import Final

from app.core.languages import LANGUAGES, Direction
from app.models.event_invitation import EventInvitation
from app.models.participation import EventPlace, InvitationAnswer
from app.services.engagement.wording_invitations import what, words

STYLE: Final = (
    "body{max-width:30em;margin:0 auto;padding:1em;font:100%/1.5 sans-serif;color:#1a1a1a;background:#fff;"
    "overflow-wrap:break-word;word-wrap:break-word}h1{font-size:1.25em;line-height:1.3}p{margin:.6em 0}"
    ".told{padding:.6em;background:#e8f1ea;font-weight:bold}"
    "button{display:block;width:100%;margin:.6em 0;padding:.8em;font:inherit;font-weight:bold;color:#fff;"
    "background:#1f5d3a;border:2px solid #1f5d3a;border-radius:6px}"
    "button.other{color:#1f5d3a;background:#fff}"
)
HASH: Final = b64encode(sha256(STYLE.encode()).digest())
POLICY: Final = (
    b"default-src 'none'; style-src 'sha256-" + HASH + b"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def page_of(invitation: EventInvitation) -> str:
    """The invitation, what was answered so far, and the buttons as long as it can be answered."""
    first, *rest = what(invitation)
    body = f"<h1>{escape(first)}</h1>" + "".join(f"<p>{escape(line)}</p>" for line in rest)
    return page(invitation.language, first, body + told(invitation) + buttons(invitation))


def told(invitation: EventInvitation) -> str:
    say, lines = words(invitation.language), []
    if invitation.answer is not None:
        lines.append(say[f"answered_{invitation.answer.value}"])
    if invitation.place is EventPlace.WAITING:
        lines.append(say["waiting"])
    if not invitation.answerable:
        lines.append(say["cancelled" if invitation.state == "cancelled" else "over"])
    return "".join(f'<p class="told">{escape(line)}</p>' for line in lines)


def buttons(invitation: EventInvitation) -> str:
    """Each a form of its own that is sent to the page's own address."""
    if not invitation.answerable:
        return ""
    say = words(invitation.language)
    made = [
        f'<button name="answer" value="{answer.value}"{style_of(answer)}>{escape(say[answer.value])}</button>'
        for answer in (InvitationAnswer.COMING, InvitationAnswer.NOT_COMING, InvitationAnswer.MAYBE)
    ]
    return f'<form method="post">{"".join(made)}</form><p>{escape(say["change"])}</p>'


def style_of(answer: InvitationAnswer) -> str:
    return "" if answer is InvitationAnswer.COMING else ' class="other"'


def gone(language: str) -> str:
    """The page of a link that is over or was never one."""
    line = words(language)["gone"]
    return page(language, line, f"<h1>{escape(line)}</h1>")


def page(language: str, title: str, body: str) -> str:
    direction: Direction = LANGUAGES[language].direction
    return (
        f'<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>{body}</html>"
    )
