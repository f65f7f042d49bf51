"""What fails is put off, unless it is the database that fails: nobody else's work is to blame for that."""

from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection

from escalation.engine import tries

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def put_off() -> list[str]:
    return []


def fails() -> bool:
    raise OperationalError("the connection is lost")


def test_what_fails_is_logged_and_put_off(put_off: list[str], caplog: pytest.LogCaptureFixture) -> None:
    assert not tries.succeeds(fails, what="Telling", put_off=lambda: put_off.append("later"))

    assert put_off == ["later"]
    assert "Telling failed; trying again later" in caplog.text


@pytest.mark.usefixtures("gone_database")
def test_where_the_database_itself_is_gone_nothing_is_put_off(
    put_off: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(OperationalError, match="lost"):
        tries.succeeds(fails, what="Telling", put_off=lambda: put_off.append("later"))

    assert (put_off, caplog.text) == ([], "")


@pytest.mark.parametrize(("took", "rest"), [(0.02, 0.02), (3, tries.LONGEST_REST)])
def test_on_sqlite_others_are_left_as_much_time_to_write_as_it_took(
    took: float, rest: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    rested: list[float] = []
    instants = iter([10.0, 10.0 + took])
    monkeypatch.setattr(tries, "time", SimpleNamespace(monotonic=lambda: next(instants), sleep=rested.append))

    assert tries.succeeds(lambda: True, what="Telling", put_off=lambda: None)

    assert rested == ([pytest.approx(rest)] if connection.vendor == "sqlite" else [])
