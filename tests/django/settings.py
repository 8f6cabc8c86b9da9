"""The Django project of the tests: everyday migrations, and apps that use all that Django has.

The apps have migrations only; Django needs no models to print or apply them.
"""

import os

SECRET_KEY = "only for tests"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "crew",
    "fields",
    "keys",
    "kinds",
    "library",
    "meta",
    "pgconstraints",
    "pgfields",
    "pgindexes",
    "raw",
    "renames",
    "shop",
    "various",
]
META_CARD_MODEL = "meta.Card"
META_HAND_MODEL = "meta.AnotherHand"
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
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["RECONCILE_TEST_DB_HOST"],
        "NAME": os.environ["RECONCILE_TEST_DB_NAME"],
        "USER": "postgres",
    }
}
