"""The incident log of Volvo IT as history: BPI Challenge 2013, doi:10.4121/uuid:500573e6-accc-4b0c-9576-aa5468b10cee.

What is kept of an event is its team, its time and its status. The names of staff are left out: where somebody has
taken up an incident, she is called after her team.
"""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

NAMESPACE = "{http://www.xes-standard.org/}"
WAITS_FOR_OTHERS = ("Wait",)


def lines(path: Path) -> Iterator[str]:
    for incident, events in _incidents(path):
        yield json.dumps(_line(incident, events)) + "\n"


def _incidents(path: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    with gzip.open(path) as file:
        for _, element in ElementTree.iterparse(file):
            if element.tag == f"{NAMESPACE}trace":
                events = [_pairs(child) for child in element.iterfind(f"{NAMESPACE}event")]
                yield _pairs(element)["concept:name"], events
                element.clear()


def _pairs(element: ElementTree.Element) -> dict[str, str]:
    return {child.get("key", ""): child.get("value", "") for child in element if child.get("value") is not None}


def _line(incident: str, events: list[dict[str, str]]) -> dict[str, object]:
    first, *later = events
    return {
        "ticket": {
            "id": incident,
            "subject": f"{first['product']}: incident {incident}, impact {first['impact'].lower()}",
            "issue_type": first["product"],
            "opened_at": first["time:timestamp"],
            **_holding(first),
        },
        "account": {"id": "volvo-it", "name": "Volvo IT"},
        "customer": {"id": "not-recorded", "name": "Not recorded"},
        # The opening sets the team; a status that goes with it is a change at the same instant.
        "changes": [_change(event) for event in (events if _status(first) != "open" else later)],
    }


def _holding(event: dict[str, str]) -> dict[str, object]:
    team = event["org:group"]
    return {"team": team, "agent": None if event["concept:name"] == "Queued" else {"name": f"Somebody of {team}"}}


def _change(event: dict[str, str]) -> dict[str, object]:
    return {"at": event["time:timestamp"], "status": _status(event), **_holding(event)}


def _status(event: dict[str, str]) -> str:
    if event["concept:name"] == "Completed":
        return "resolved"
    return "pending" if event["lifecycle:transition"].startswith(WAITS_FOR_OTHERS) else "open"
