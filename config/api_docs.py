"""The API's own description: an OpenAPI document, and a page to read and try it."""

from typing import Any

from django.views.generic import TemplateView

ERRORS = {
    "400": "What was sent in is wrong; `attr` names the field.",
    "401": "Nobody is signed in.",
    "403": "You may see this, but not do it.",
    "404": "There is no such thing, or none that you may see.",
    "409": "The state of things has changed; the sentence says how, and by whom.",
}
WITHOUT_INPUT = {"get": {"401", "403", "404"}, "delete": {"401", "403", "404"}}
WORDS = {"type": "string"}
ONE_ERROR = {
    "type": "object",
    "required": ["code", "detail", "attr"],
    "properties": {
        "code": {**WORDS, "description": "For programs: it stays when the sentence is reworded."},
        "detail": {**WORDS, "description": "For people: what happened and what to do."},
        "attr": {**WORDS, "nullable": True, "description": "The field it is about."},
    },
}
ERROR = {
    "type": "object",
    "required": ["type", "errors"],
    "properties": {
        "type": {**WORDS, "enum": ["validation_error", "client_error", "server_error"]},
        "errors": {"type": "array", "items": ONE_ERROR},
    },
}


def describe_errors(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add the one shape of errors to every operation, for the statuses that it may have."""
    result["components"]["schemas"]["Error"] = ERROR
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for operations in result["paths"].values():
        for method, operation in operations.items():
            for status, meaning in ERRORS.items():
                if status in WITHOUT_INPUT.get(method, ERRORS):
                    operation["responses"].setdefault(status, {"description": meaning, "content": content})
    return result


class DocsView(TemplateView):
    """A page like others: strangers are sent to sign in, and it keeps to the portal's content policy."""

    template_name = "api/docs.html"
