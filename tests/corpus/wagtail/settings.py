"""Wagtail with all its optional apps, and the site that `wagtail start` makes."""

import os
import sys
from pathlib import Path

import wagtail

# The apps `home` and `search`, which `wagtail start` copies out of this folder.
sys.path.append(str(Path(wagtail.__file__).parent / "project_template"))

SECRET_KEY = "only for tests"
USE_TZ = True
SITE_ID = 1
STATIC_URL = "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
WAGTAIL_SITE_NAME = "Corpus"
WAGTAILADMIN_BASE_URL = "http://localhost"
INSTALLED_APPS = [
    "home",
    "search",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.postgres",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.styleguide",
    "wagtail.contrib.typed_table_block",
    "wagtail.locales",
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["RECONCILE_TEST_DB_HOST"],
        "NAME": os.environ["RECONCILE_TEST_DB_NAME"],
        "USER": "postgres",
    }
}
