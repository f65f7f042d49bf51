"""The portal, the API and the admin over WSGI: what gunicorn serves in production."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Seconds. Whoever looks at a page has gone by then; and a frozen database would come to hold every thread.
os.environ.setdefault("DATABASE_PATIENCE_SECONDS", "20")
application = get_wsgi_application()

from escalation.routing.standing import keep_ready  # noqa: E402 - needs Django to be set up

keep_ready()
