from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.admin_app import furnish
from config.views import SignIn, SignOut, find_in_palette, no_stream

furnish()

handler500 = "config.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(("config.api", "api"))),
    path("admin/", admin.site.urls),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", SignOut.as_view(), name="sign-out"),
    path("palette/", find_in_palette, name="palette"),
    path("events/", no_stream, name="events"),
    path("", include("tickets.urls")),
    path("", include("escalation.urls")),
    path("", include("metrics.urls")),
]
