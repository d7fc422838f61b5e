"""The form of those who want to give time; no sign-in."""

from app.core.json_text import json_text
from app.models.application_form import ApplicationForm, ApplicationReceipt
from app.services.recruitment import applying
from app.services.sign_in.issuing_tokens import Door
from app.web.answer import JSON, NEVER_STORED, Answer
from app.web.api import PUBLIC, Api
from app.web.call import Call
from app.web.refusals import translated

router = Api("/v1/application-forms", tag="applications")


@router.post("", PUBLIC, 202, statuses=(409, 429))
async def send_application_form(call: Call, form: ApplicationForm) -> Answer[ApplicationReceipt]:
    """Apply for an opportunity; no sign-in.

    A code of six digits goes to the address, and with it and the `link` the application is confirmed within 48 hours.
    The answer is the same whether the address is known or not: whoever has applied for the same before is led to that
    application once the code is right. A form without an e-mail address is confirmed with a code that somebody of the
    organisation tells on the telephone. 409 `opportunity-not-open`, and 429 with Retry-After for many forms from one
    network or for one address.
    """
    with translated():
        receipt = await applying.apply(Door.of(call), form)
    return Answer(json_text(receipt), 202, (JSON, NEVER_STORED))
