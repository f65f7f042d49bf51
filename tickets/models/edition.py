from django.db import models


class Edition(models.Model):
    """Which edition of what admins lay down this installation has: one row, made by a migration.

    The database itself writes another stamp with every change to a table that copies are kept of (triggers, made by
    migrations), so that no way of changing a row can forget to. A stamp never comes again.
    """

    stamp = models.CharField(max_length=36)

    def __str__(self) -> str:
        return self.stamp
