"""What fails is put off, unless it is the database that fails: nobody else's work is to blame for that."""

import pytest
from django.db import OperationalError

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
