"""What is found in a message: codes, ids, versions, times, numbers, as they stand there."""

import pytest

from escalation.drafting.findings import Sort, find


@pytest.mark.parametrize(
    ("text", "sort", "found"),
    [
        ("It says error FW-6001 for SO-53120", Sort.ERROR, ["FW-6001"]),
        ("502 Bad Gateway, then error code 503", Sort.ERROR, ["502", "503"]),
        ('A red box: "Upload failed", nothing else', Sort.ERROR, ["Upload failed"]),
        ("We ordered 429 boxes", Sort.ERROR, []),
        ("Request id: 7d9e-22, and req_8f31c0", Sort.REQUEST, ["req_8f31c0", "7d9e-22"]),
        ("See https://app.example.com/orders?page=2.", Sort.URL, ["https://app.example.com/orders?page=2"]),
        ("After the update to 5.3.3 on iOS 17", Sort.VERSION, ["5.3.3"]),
        ("It costs 1.200.500 now", Sort.VERSION, []),
        ("Chrome 120 on Windows 11", Sort.DEVICE, ["Chrome 120", "Windows 11"]),
        ("only in production, not in the Sandbox", Sort.ENVIRONMENT, ["production", "Sandbox"]),
        ("nothing since Tuesday, about 14:05 UTC", Sort.SINCE, ["since Tuesday, about 14:05 UTC"]),
        ("it fails since the last release", Sort.SINCE, ["since the last release"]),
        ("On Sunday 145 of our users were locked out", Sort.AFFECTED, ["145 of our users"]),
        ("151 Unitech devices, several colleagues", Sort.AFFECTED, ["151 Unitech devices", "several colleagues"]),
        ("SO-42219 are the same order", Sort.AFFECTED, []),
        ("INV-29406 has €2,261.00 on it", Sort.AMOUNT, ["€2,261.00"]),
        ("INV-29406 has €2,261.00 on it", Sort.DOCUMENT, ["INV-29406"]),
    ],
)
def test_what_a_message_gives_is_found_as_it_stands_there(text: str, sort: Sort, found: list[str]) -> None:
    assert list(dict.fromkeys(words for each, words in find(text) if each == sort)) == found
    assert list(dict.fromkeys(words for _, words in find(text, only=sort))) == found
