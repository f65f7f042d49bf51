"""The portal, the API and the admin over ASGI: what uvicorn serves under `manage.py up`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_asgi_application()
