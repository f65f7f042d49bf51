"""The API's own description: an OpenAPI document, and a page to read and try it."""

import threading
from typing import Any, ClassVar

from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator

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


class KeptDocument(SchemaGenerator):
    """The document, made once in a process: it says the same to everybody.

    One at a time makes it, because the first makes the library load its extensions, and a second that comes in the
    middle of that fails.
    """

    _making: ClassVar[threading.Lock] = threading.Lock()
    _made: ClassVar[dict[str, Any]] = {}

    def get_schema(self, request: object = None, public: bool = True) -> dict[str, Any]:
        """The whole document, whoever asks."""
        with self._making:
            if not self._made:
                made = super().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
                self._made.update(made)
            return self._made


class DocsView(TemplateView):
    """A page like others: strangers are sent to sign in, and it keeps to the portal's content policy."""

    template_name = "api/docs.html"
