"""Everything that differs from one place to another is read from the environment, here and nowhere else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.core.exceptions import ImproperlyConfigured

from config.database import database_of
from config.installation import kept_secret_key, socket_within_limits

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# --- where this installation keeps what is its own --------------------------------------------------------------
VAR_DIR = Path(env.str("BATON_VAR", default=str(BASE_DIR / "var"))).resolve()
try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"Baton's own folder cannot be made, correct BATON_VAR: {error}") from error

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret_key(VAR_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Whoever knows it may read /metrics; unset, there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# Set where a proxy speaks HTTPS for Baton: cookies become secure, and plain HTTP is sent on to HTTPS.
BEHIND_HTTPS = env.bool("BEHIND_HTTPS", default=False)
# How many proxies of one's own stand in front: so many addresses at the end of X-Forwarded-For are to be believed.
PROXIES = env.int("PROXIES", default=int(BEHIND_HTTPS))

# --- the parts of the house -------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "metrics",
    "escalation",
    "tickets",
    "config.admin_app.BatonAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_filters",
    "template_partials.apps.SimpleAppConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "axes",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.static_files.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "config.middleware.OneEdition",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "config.middleware.Authentication",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "config.middleware.PeopleOnly",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            # Django 6 has partials built in; naming the library here keeps templates as they will be.
            "builtins": [
                "template_partials.templatetags.partials",
                *(f"config.templatetags.{name}" for name in ("fixed", "look", "places", "rows")),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "escalation.context.nav",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
MESSAGE_TAGS = {message_levels.ERROR: "danger", message_levels.DEBUG: "secondary"}

# --- data -------------------------------------------------------------------------------------------------------
DATABASES = {"default": database_of(env, VAR_DIR)}

# An empty REDIS_URL is an unset one: `manage.py up` then starts a server of its own on this socket.
EMBEDDED_REDIS_SOCKET = socket_within_limits(VAR_DIR / "valkey.sock")
REDIS_IS_EMBEDDED = not env.str("REDIS_URL", default="")
REDIS_URL = f"unix://{EMBEDDED_REDIS_SOCKET}" if REDIS_IS_EMBEDDED else env.str("REDIS_URL")

# Counts of what is tried too often: shared by all processes; while Redis is away each counts for itself.
_prefix = env.str("CELERY_KEY_PREFIX", default="") + "baton"
CACHES = {"default": {"BACKEND": "config.cache.SharedCache", "LOCATION": REDIS_URL, "KEY_PREFIX": _prefix}}

# --- background work ---------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A worker without its broker still watches deadlines, and hears again whenever the broker is back.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 120,
    # kombu looks for unacknowledged messages on every tenth of its rounds; look on every one.
    "unacked_restore_throttle": 1,
    # Who publishes learns within a second that the broker is down or hangs. A worker's BRPOP is not cut short by it:
    # kombu reads the answer only once it is there.
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "max_retries": 0,
    "global_keyprefix": env.str("CELERY_KEY_PREFIX", default=""),
}
# A request never waits for a broker that is down: rows hold everything that must happen, tasks are nudges.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Threads: the watcher of deadlines lives in the process that is told to stop, and leaves others to the other tasks.
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = 4
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- what leaves the portal --------------------------------------------------------------------------------------
# Where people reach the portal: links in e-mail and chat begin with it.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://localhost:8000")
# Such as smtp+tls://user:password@mail.example:587. Without it nothing is sent by e-mail.
SENDS_EMAIL = bool(env.str("EMAIL_URL", default=""))
_email: dict[str, Any] = env.email_url("EMAIL_URL") if SENDS_EMAIL else env.email_url_config("dummymail://")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "escalation.notices.channels.mail_server.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("EMAIL_USE_TLS", False), _email.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
LINKS_LAST = timedelta(hours=env.int("LINKS_LAST_HOURS", default=24))
# Webhooks and chat addresses lead out into the world; networks of one's own are named here, such as 10.1.0.0/16.
ALLOWED_PRIVATE_NETWORKS: list[str] = env.list("ALLOWED_PRIVATE_NETWORKS", default=[])
ENCODER = env.str("BATON_ENCODER", default="")  # a folder with a model, or a class by its dotted path: docs/routing.md
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="Baton <baton@localhost>")

# --- who may come in ---------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "tickets.Agent"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
SESSION_ENGINE = "tickets.sessions"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "my-work"
LOGOUT_REDIRECT_URL = "sign-in"
# Ten wrong passwords for one name from one address close that pair for a quarter of an hour; others are not locked out.
# So many more from one address, whatever the names, or for one name, from wherever, are no mistakes of people.
AXES_FAILURE_LIMIT = 10
FAILURES_OF_ADDRESS = FAILURES_OF_NAME = 100
AXES_HANDLER = "config.lockout.Handler"
AXES_CLIENT_IP_CALLABLE = "tickets.addresses.client_address"
AXES_COOLOFF_TIME = timedelta(minutes=15)
# Who tries while it is closed makes it no longer for those who share the address.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_LOCKOUT_CALLABLE = "config.lockout.answer"
AXES_RESET_ON_SUCCESS = True

# --- what browsers are told --------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None

# --- API ---------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PARSER_CLASSES": ["tickets.api.parsers.ShallowJSON"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    # Counted in the cache; what is counted for good, wrong passwords, axes keeps in the database.
    "NUM_PROXIES": PROXIES,
    "DEFAULT_THROTTLE_RATES": {"token": "20/min"},
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {"EXCEPTION_HANDLER_CLASS": "config.api_errors.Handler"}
REST_KNOX = {"TOKEN_TTL": timedelta(days=90), "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "Baton",
    "DESCRIPTION": "Tickets, handoffs and their deadlines.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "HandoffState": "escalation.models.State.choices",
        "ClockState": "escalation.models.ClockState.choices",
        "ReturnReason": "escalation.models.ReturnReason.choices",
        "Channel": "tickets.models.Channel.choices",
        "Plan": "tickets.models.Plan.choices",
        "Urgency": "escalation.package.Urgency.choices",
        "SpokenChannel": "tickets.api.inputs.SPOKEN",
        "Topic": "escalation.models.Topic.choices",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api_docs.describe_errors",
    ],
}

# --- language, time, files ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_AUTOREFRESH = True  # looked at when asked for, and then remembered: config.static_files
MEDIA_ROOT = VAR_DIR / "attachments"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.HashedStaticFiles"},
}
# A form may carry attachments; what is not a file stays small (a message is at most 100,000 characters).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- log ---------------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
