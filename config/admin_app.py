from django.contrib.admin import site
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import autodiscover_modules


class BatonAdminConfig(SimpleAdminConfig):
    """Django's admin with a site of our own, empty until `furnish` is called."""

    default_site = "config.admin_site.BatonAdminSite"


def furnish() -> None:
    """Put every app's pages into the admin, once.

    What serves or checks pages calls it. A worker, which shows none, begins a third sooner without: whoever was killed
    is to be back soon.
    """
    autodiscover_modules("admin", register_to=site)
    # After every package has put its own admin there, so that ours can take its place.
    autodiscover_modules("admin_of_packages")
