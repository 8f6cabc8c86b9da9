"""A Django project that runs on PostgreSQL and on SQLite: the apps of both projects that are no vendor's own.

On SQLite where no server is named, on PostgreSQL else.
"""

import os
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
for project in ("django", "sqlite"):
    # Behind this folder, which has the settings.
    sys.path.append(str(TESTS / project))

SECRET_KEY = "only for tests"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "both",
    "crew",
    "keys",
    "left",
    "links",
    "names",
    "right",
    "shop",
]
LINKS_HAND_MODEL = "links.OtherHand"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
HOST = os.environ.get("RECONCILE_TEST_DB_HOST")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql" if HOST else "django.db.backends.sqlite3",
        "HOST": HOST or "",
        "NAME": os.environ["RECONCILE_TEST_DB_NAME"],
        "USER": "postgres",
    }
}
