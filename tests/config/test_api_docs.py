"""The API's own description."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from config.api_docs import KeptDocument


def test_the_document_is_made_once_though_several_ask_for_it_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def make(*_: object, **__: object) -> dict[str, Any]:
        made.append(1)
        time.sleep(0.05)  # long enough for the others to come in the middle of it
        return {"openapi": "3.0.3"}

    monkeypatch.setattr(KeptDocument, "_made", {})
    monkeypatch.setattr(SchemaGenerator, "get_schema", make)
    with ThreadPoolExecutor(4) as people:
        documents = list(people.map(lambda _: KeptDocument().get_schema(), range(4)))

    assert documents == [{"openapi": "3.0.3"}] * 4
    assert len(made) == 1
