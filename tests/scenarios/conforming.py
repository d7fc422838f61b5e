"""The contract as a judge: whether an answer is as it says."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import schemathesis
from requests import Request
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.transport import Response

from app.services.files import taking_uploads
from app.web import resumable
from tests.asking import Answer

KEPT = Path(__file__).parents[2] / "openapi" / "openapi.json"
load_all_checks()
schemathesis.serializer.alias([resumable.PART, *taking_uploads.EVERY_TYPE], "application/octet-stream")
CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
        "response_headers_conformance",
    ]
)  # fmt: skip

# Named only where a failure is told, and there the operation is what counts.
ASKED = Request("GET", "http://testserver/").prepare()


@cache
def contract() -> dict[str, Any]:
    """The operations of the contract by their ids, as it is kept: to make it takes seconds."""
    found = schemathesis.openapi.from_dict(orjson.loads(KEPT.read_bytes())).get_all_operations()
    return {one.ok().definition.raw["operationId"]: one.ok() for one in found}


def conforms(operation_id: str, answer: Answer) -> list[str]:
    """What is not as the contract says of an answer."""
    operation = contract()[operation_id]
    path = dict.fromkeys(re.findall(r"{(\w+)}", operation.path), "x")
    return judged(operation.Case(path_parameters=path), operation_id, answer)


def judged(case: Case, operation_id: str, answer: Answer) -> list[str]:
    """What is not as the contract says of an answer to just this request."""
    try:
        case.validate_response(received(answer), checks=CHECKED)
    except FailureGroup as found:
        return [f"{operation_id} {answer.status_code}: {one}"[:600] for one in found.exceptions]
    return []


def received(answer: Answer) -> Response:
    headers = {name: answer.headers.getlist(name) for name in answer.headers}
    return Response(answer.status_code, headers, answer.content, ASKED, elapsed=0.0, verify=False)
