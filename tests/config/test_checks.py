import pytest
from pytest_django import Settings

from config import checks


def complaints() -> list[str | None]:
    return [message.id for message in checks.environment()]


def test_the_settings_as_they_come_are_fine() -> None:
    assert complaints() == []


@pytest.mark.parametrize("url", ["redis://cache:6379/0", "rediss://:secret@cache/1", "unix:///run/valkey.sock"])
def test_an_address_of_redis_is_understood(settings: Settings, url: str) -> None:
    settings.REDIS_URL = url

    assert complaints() == []


@pytest.mark.parametrize("url", ["cache:6379", "http://cache", "redis://", "redis://cache:port/0", "unix://"])
def test_what_is_no_address_of_redis_is_complained_about(settings: Settings, url: str) -> None:
    settings.REDIS_URL = url

    assert complaints() == ["baton.E001"]


def test_a_database_of_another_kind_is_complained_about(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.mysql")

    assert complaints() == ["baton.E002"]


def test_a_folder_that_is_not_there_is_complained_about(settings: Settings) -> None:
    settings.VAR_DIR = "/nowhere"

    assert complaints() == ["baton.E003"]


def test_letting_any_host_in_is_warned_of(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    assert complaints() == ["baton.W001"]
