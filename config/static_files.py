"""Static files: four of five requests of a browser that comes for the first time, and nothing in them is Django's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from config.scopes import Scope, Send

SENT_AT_ONCE = 64 * 1024  # bytes: a slow browser has no more than that wait for it


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, which looks at a file when it is asked for: looking at all of them would make every start longer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse] | None = None) -> None:
        super().__init__(get_response, settings)

    def find_file(self, url: str) -> StaticFile | None:
        if not url.startswith(self.static_prefix):
            return None
        found = self.files.get(url) or super().find_file(url)
        if found is not None and not settings.DEBUG:
            self.files[url] = found
        return found


class StaticFilesAhead:
    """Static files straight over ASGI, with the headers that Django gives them: a tenth of the work."""

    def __init__(self) -> None:
        self._files = StaticFiles()
        self._over_https = _header_of_https()
        self._headers = [(name.lower().encode(), value.encode()) for name, value in _security_headers().items()]

    def find(self, scope: Scope) -> StaticFile | None:
        """The file that is asked for. None too for what came over plain HTTP and must not: Django says where to."""
        if settings.SECURE_SSL_REDIRECT and self._over_https not in scope["headers"]:
            return None
        return self._files.find_file(scope["path"])

    async def send(self, file: StaticFile, scope: Scope, send: Send) -> None:
        """Answer with the file. Reading it is as quick as anything here: what is asked for often is in memory."""
        asked = {f"HTTP_{_text(name).upper().replace('-', '_')}": _text(value) for name, value in scope["headers"]}
        answer = file.get_response(scope["method"], asked)
        headers = [(name.lower().encode(), value.encode()) for name, value in answer.headers]
        await send({"type": "http.response.start", "status": int(answer.status), "headers": headers + self._headers})
        if answer.file is not None:
            with answer.file as body:
                while part := body.read(SENT_AT_ONCE):
                    await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _header_of_https() -> tuple[bytes, bytes]:
    """What a proxy that speaks HTTPS says of each request."""
    name, value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    return name.removeprefix("HTTP_").lower().replace("_", "-").encode(), value.encode()


def _security_headers() -> dict[str, str]:
    """What Django's own middleware adds to every answer, asked once."""
    request, answer = HttpRequest(), HttpResponse()
    name, value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    request.META[name] = value
    bare = set(answer.headers)
    SecurityMiddleware(lambda request: answer).process_response(request, answer)
    return {name: value for name, value in answer.headers.items() if name not in bare}


def _text(raw: bytes) -> str:
    return raw.decode("latin-1")
