from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

from config.admin_app import furnish
from config.views import SignIn, SignOut, find_in_palette, no_stream

furnish()

handler500 = "config.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    # By its name: loaded by the first request to it. It is a fifth of what a server loads, and pages come first.
    URLResolver(RoutePattern("api/v1/"), "config.api", app_name="api", namespace="api"),
    path("admin/", admin.site.urls),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", SignOut.as_view(), name="sign-out"),
    path("palette/", find_in_palette, name="palette"),
    path("events/", no_stream, name="events"),
    path("", include("tickets.urls")),
    path("", include("escalation.urls")),
    path("", include("metrics.urls")),
]
