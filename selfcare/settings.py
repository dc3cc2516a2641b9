"""Every setting, in one file, by heading. Values come from the environment only (12-factor)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from selfcare import env

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Environment ---------------------------------------------------------------------------------
# localhost needs no other variable; everywhere else secrets and addresses must be given.
ENVIRONMENT = env.one_of("ENVIRONMENT", ("localhost", "staging", "sandbox", "production"), "localhost")
LOCAL = ENVIRONMENT == "localhost"
DEBUG = False  # The product has its own error pages; Django's would print settings and variables.

# --- Keys and hosts ------------------------------------------------------------------------------
SECRET_KEY = env.secret("SECRET_KEY", "localhost-only-key-that-protects-demo-data" * 2 if LOCAL else None)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
PUBLIC_URL = env.url("PUBLIC_URL", "http://localhost:8000" if LOCAL else None)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if LOCAL else "")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
HTTPS = PUBLIC_URL.startswith("https://")
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0, maximum=5)

# --- Services behind us --------------------------------------------------------------------------
AUTH_URL = env.url("AUTH_URL", "http://localhost:8100/auth" if LOCAL else None)
PAYMENTS_URL = env.url("PAYMENTS_URL", "http://localhost:8100/payments" if LOCAL else None)
AUTH_BACKEND = env.text("AUTH_BACKEND", "accounts.backends.rest.RestAuthBackend")
PAYMENT_BACKEND = env.text("PAYMENT_BACKEND", "transactions.backends.rest.RestPaymentBackend")
SERVICE_TOKEN = env.secret("SERVICE_TOKEN", "localhost-service-token" if LOCAL else None)
HOOK_SECRETS = {
    "payments": env.words("HOOK_PAYMENTS_SECRETS", "whsec_bG9jYWxob3N0LW9ubHktaG9vay1zZWNyZXQtMzI=" if LOCAL else "")
}
UPSTREAM_CA_FILE = env.text("UPSTREAM_CA_FILE", "")
BANK_ORIGINS = env.words("BANK_ORIGINS", "http://localhost:8100" if LOCAL else "")

# --- Sign-in -------------------------------------------------------------------------------------
# "e-mail:password" shown on the sign-in page of localhost, where the stand-in platform knows it; nowhere else.
DEMO_SIGN_IN = env.text("DEMO_SIGN_IN", "demo@selfcare.example:demo-only-password") if LOCAL else ""

# --- Applications and middleware -----------------------------------------------------------------
INSTALLED_APPS = [
    "selfcare",
    "selfcare.dashboard",
    "accounts",
    "transactions",
    "notifications",
    "rest_framework",
    "drf_spectacular",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "selfcare.urls"
WSGI_APPLICATION = "selfcare.wsgi.application"

# --- Pages ---------------------------------------------------------------------------------------
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "selfcare.jinja.environment",
            "context_processors": ["selfcare.jinja.page_context"],
        },
    },
]
# What an operator calls the product, and their own pages; a link that is not given is not shown.
PRODUCT_NAME = env.text("PRODUCT_NAME", "Selfcare")
HELP_URL = env.text("HELP_URL", "")
TERMS_URL = env.text("TERMS_URL", "")
PRIVACY_URL = env.text("PRIVACY_URL", "")
ACCESSIBILITY_URL = env.text("ACCESSIBILITY_URL", "")
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STATIC_BUNDLES = BASE_DIR / "var" / "static"  # where the one stylesheet and the one script are built
STATICFILES_FINDERS = ["selfcare.assets.finders.BundleFinder"]
# On localhost sources are served and joined as they are edited; elsewhere names carry a hash and never change.
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = LOCAL
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Languages, numbers, zones -------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("sv", "Svenska")]
LOCALE_PATHS = [BASE_DIR / "selfcare" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_TIMEZONE = env.text("DEFAULT_TIMEZONE", "Europe/Stockholm")

# --- Redis ---------------------------------------------------------------------------------------
REDIS_URL = env.url("REDIS_URL", "redis://127.0.0.1:6379/0" if LOCAL else None, schemes=("redis", "rediss", "unix"))
SESSIONS_URL = env.url("SESSIONS_URL", REDIS_URL, schemes=("redis", "rediss", "unix"))
CACHE_URL = env.url("CACHE_URL", REDIS_URL, schemes=("redis", "rediss", "unix"))
BROKER_URL = env.url("BROKER_URL", REDIS_URL, schemes=("redis", "rediss", "unix"))

# --- Database ------------------------------------------------------------------------------------
# SQLite on localhost, PostgreSQL elsewhere. The time-outs suit `web`; DB_STATEMENT_TIMEOUT_MS=0 lifts them.
DATABASES = {
    "default": env.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'selfcare.sqlite3'}" if LOCAL else None)
}

# --- Deployment ----------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False
