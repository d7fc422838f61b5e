"""Pages for applicants whose organisation has no front end: the form, and how an application stands; without scripts.

What a form sends is looked at by the same rules as anybody's application (applying.py).
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from app.core.letters import moment_in
from app.core.markup import Child, Html, element
from app.core.problems import DomainError
from app.core.translations import translate
from app.models.application import UNCONFIRMED, UNDER_WAY
from app.models.application_form import ApplicationFields, ApplicationForm, ApplicationStatus, OfferedSlot
from app.models.contact_point import ContactChannel
from app.models.open_opportunity import OpenOpportunity
from app.services.recruitment.opportunity_pages import written_in
from app.services.recruitment.page_frame import page
from app.services.recruitment.showing_opportunities import Board
from app.services.recruitment.wording_opportunities import labels, language_for, words

# Version of the text `promise`: it goes up when the text says something else.
PROMISE: Final = "page-1"
# The fields in their order, how a browser treats each, and whether it must be filled in.
WHO: Final = (
    ("given_name", "given-name", True),
    ("surname", "family-name", True),
    ("short_name", "nickname", False),
    ("email", "email", False),
    ("phone", "tel", False),
)
STUDIES: Final = (("university", "organization", False), ("field_of_study", "off", False))
TYPES: Final = {"email": "email", "phone": "tel"}
OF_BOTH: Final = ("email", "phone")


class Refusal(NamedTuple):
    """Why a form was not taken: what is said above it, and which fields to look at."""

    sentence: str = ""
    fields: frozenset[str] = frozenset()


def application_of(on: Board, offer: OpenOpportunity, ref: str | None, sent: ApplicationFields) -> ApplicationForm:
    """What a page's form has sent, as an application in the language of the page. Raises ValidationError."""
    # Browsers end lines in texts in their own way.
    texts = {name: value.replace("\r\n", "\n") for name, value in sent.model_dump(exclude={"agree"}).items()}
    of = {"organisation_id": on.organisation.id, "opportunity_id": offer.id, "language": on.tag, "ref": ref}
    more = {"email": texts.pop("email") or None, "processing_text": sent.agree}
    return ApplicationForm.model_validate({**texts, **of, **more}, strict=False)


def refusal_of(tag: str, error: ValidationError | DomainError) -> Refusal:
    """In the words of the page."""
    if isinstance(error, DomainError):
        pointers = [str(entry.get("pointer", "")) for entry in error.members.get("errors", ())]
        sentence = translate(error.slug, (tag,), error.title, error.detail, error.members)[1]
        return Refusal(sentence, frozenset(pointer.removeprefix("/") for pointer in pointers))
    places = [str(found["loc"][0]) if found["loc"] else "" for found in error.errors(include_url=False)]
    named = {"processing_text": ("agree",), "": OF_BOTH}
    return Refusal(words(tag)["check"], frozenset(name for place in places for name in named.get(place, (place,))))


class Filling(NamedTuple):
    """A form before a reader: what was typed before, and what is wrong with it."""

    on: Board
    typed: Mapping[str, str]
    refused: Refusal

    def classes(self, name: str, *others: str) -> str | None:
        """The classes of a field."""
        return " ".join([*others, *(["wrong"] if name in self.refused.fields else [])]) or None


def form_page(offer: OpenOpportunity, form: Filling) -> bytes:
    """The form of an opportunity."""
    on, say = form.on, words(form.on.tag)
    agree = element("input", type="checkbox", name="agree", value=PROMISE, required="")
    trap = element("input", name="website", tabindex="-1", autocomplete="off")
    parts = (
        *(box(form, *field) for field in WHO),
        element("p", say["contact_hint"], class_="hint"),
        *(box(form, *field) for field in STUDIES),
        motivation(form),
        element("p", say["promise"].replace("{organisation}", on.organisation.name), class_="hint"),
        element("label", agree, element("span", say["agree"]), class_=form.classes("agree", "check")),
        element("div", element("label", "Website", trap), class_="away", aria_hidden="true"),
        element("button", say["send"], type="submit"),
    )
    sentence = form.refused.sentence
    main = (
        element("p", element("a", offer.title, href=offer.link, **written_in(offer)), class_="role"),
        element("h1", say["apply"]),
        element("p", sentence, class_="wrong", role="alert") if sentence else None,
        element("form", *parts, method="post", action=on.link(f"{offer.id}/form")),
    )
    return page(on.tag, say["apply"], element("main", *main, class_="one"))


def box(form: Filling, name: str, kind: str, needed: bool) -> Html:
    """One line to be filled in."""
    say = words(form.on.tag)
    optional = "" if needed or name in OF_BOTH else f" ({say['optional']})"
    label = say["fields_of_study" if name == "field_of_study" else name] + optional
    line = element(
        "input", type=TYPES.get(name, "text"), name=name, value=form.typed.get(name, ""), maxlength="200",
        autocomplete=kind, required="" if needed else None, dir="auto",
    )  # fmt: skip
    return element("label", element("span", label), line, class_=form.classes(name))


def motivation(form: Filling) -> Html:
    say, typed = words(form.on.tag), form.typed.get("motivation", "")
    text = element("textarea", typed, name="motivation", rows="5", maxlength="4000", dir="auto")
    label = element("span", f"{say['motivation']} ({say['optional']})")
    return element("label", label, text, class_=form.classes("motivation"))


def status_page(link: str, status: ApplicationStatus, refused: DomainError | None) -> bytes:
    """How an application stands, and what can be done now, in the applicant's own language."""
    tag = language_for(status.language)
    say = words(tag)
    parts: list[Child] = [
        element("p", status.organisation, class_="role"),
        element("h1", status.opportunity, dir="auto"),
        element("p", element("strong", labels(tag, "application_state", [status.state]))),
        element("p", refusal_of(tag, refused).sentence, class_="wrong", role="alert") if refused else None,
    ]
    if status.state is UNCONFIRMED:
        parts += to_confirm(tag, link, status)
    if status.slot is not None:
        chosen = element("strong", element("bdi", when(tag, status, status.slot)))
        parts += [element("p", f"{say['chosen']}: ", chosen), where(tag, status.slot)]
    if status.slots:
        parts.append(to_choose(tag, link, status))
    parts.append(element("p", say["keep"], class_="hint"))
    if status.state in UNDER_WAY:
        parts.append(button(link, say["withdraw"], withdraw="1"))
    return page(tag, status.opportunity, element("main", *parts, class_="one"))


def to_confirm(tag: str, link: str, status: ApplicationStatus) -> list[Child]:
    """The code that came, and a way to a new one."""
    say, by_mail = words(tag), status.code_sent_by is ContactChannel.E_MAIL
    code = element(
        "input", name="code", inputmode="numeric", autocomplete="one-time-code", maxlength="20", required="", dir="ltr"
    )
    form = (element("label", element("span", say["code"]), code), element("button", say["confirm"], type="submit"))
    return [
        element("p", say["sent" if by_mail else "called"]),
        element("form", *form, method="post", action=f"/v1/application-links/{link}/page"),
        button(link, say["again"], again="1") if by_mail else None,
    ]


def to_choose(tag: str, link: str, status: ApplicationStatus) -> Html:
    """The times that are free, one button each, and where."""
    times: list[Child] = []
    for slot in status.slots:
        times += [button(link, when(tag, status, slot), slot_id=str(slot.id)), where(tag, slot)]
    return element("section", element("h2", words(tag)["choose"]), *times, class_="times")


def when(tag: str, status: ApplicationStatus, slot: OfferedSlot) -> str:
    """In the organisation's local time."""
    return moment_in(tag, slot.starts_at.astimezone(ZoneInfo(status.time_zone)))


def where(tag: str, slot: OfferedSlot) -> Html | None:
    place = slot.place or (words(tag)["online"] if slot.online else "")
    return element("p", element("bdi", place), class_="hint") if place else None


def button(link: str, says: str, **sends: str) -> Html:
    """A form that is one button."""
    hidden = [element("input", type="hidden", name=name, value=value) for name, value in sends.items()]
    pressed: dict[str, Any] = {"type": "submit", "class_": "quiet"}
    return element(
        "form", *hidden, element("button", says, **pressed), method="post", action=f"/v1/application-links/{link}/page"
    )


def over_page(tag: str) -> bytes:
    """In place of a link that is not good any more."""
    say = words(tag)
    return page(tag, say["link_over"], element("main", element("h1", say["link_over"]), class_="one"))
