"""The portal, the API and the admin over WSGI: what gunicorn serves in production."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["BATON_SERVES"] = "wsgi"
application = get_wsgi_application()

from escalation.routing.standing import keep_ready  # noqa: E402 - needs Django to be set up

keep_ready()
