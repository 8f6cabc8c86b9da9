"""What Django is told of this app."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class ReconcileConfig(AppConfig):
    name = "reconcile_django"
    verbose_name = "reconcile"

    def ready(self) -> None:
        from reconcile_django import after_migrate, newest_run

        after_migrate.remember()
        checks.register(after_migrate.check_setting)
        checks.register(newest_run.check_setting)
        checks.register(newest_run.check, checks.Tags.database)
        checks.register(newest_run.check_deployment, checks.Tags.database, deploy=True)
        post_migrate.connect(after_migrate.look, dispatch_uid="reconcile_django")
