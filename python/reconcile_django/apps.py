"""What Django is told of this app."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class ReconcileConfig(AppConfig):
    name = "reconcile_django"
    verbose_name = "reconcile"

    def ready(self):
        from reconcile_django.after_migrate import check_setting, look

        checks.register(check_setting)
        post_migrate.connect(look, dispatch_uid="reconcile_django")
