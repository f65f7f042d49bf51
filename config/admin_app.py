from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules


class BatonAdminConfig(AdminConfig):
    """Django's admin with a site of our own."""

    default_site = "config.admin_site.BatonAdminSite"

    def ready(self) -> None:
        super().ready()
        # After every package has put its own admin there, so that ours can take its place.
        autodiscover_modules("admin_of_packages")
