"""Every setting, in one file, by heading. Values come from the environment only (12-factor)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry

from selfcare import env, logs

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
# What receipts are signed with (selfcare/keyring.py); `make run` makes its own.
RECEIPT_KEYS = env.secret(
    "RECEIPT_KEYS",
    "localhost:MC4CAQAwBQYDK2VwBCIEIGxvY2FsaG9zdC1vbmx5LXJlY2VpcHQta2V5LTMyLWJ5" if LOCAL else None,
)
# What customers' tokens are sealed with in Redis (selfcare/sessions/sealing.py); localhost derives one of SECRET_KEY.
TOKEN_KEYS = env.words("TOKEN_KEYS", "" if LOCAL else None)
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
    "selfcare.middleware.headers.HeadersMiddleware",  # first, so that every answer passes through it
    "selfcare.middleware.request.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "selfcare.middleware.session.SessionMiddleware",
    "selfcare.middleware.limits.LimitsMiddleware",
    "selfcare.middleware.fetch.FetchMetadataMiddleware",
    "selfcare.middleware.media.MediaTypeMiddleware",  # before CSRF protection reads forms
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "selfcare.middleware.charset.CharsetMiddleware",
    "selfcare.middleware.typed.TypedMiddleware",
    "selfcare.middleware.guard.GuardMiddleware",  # last, next to the view
]
ROOT_URLCONF = "selfcare.urls"
WSGI_APPLICATION = "selfcare.wsgi.application"

# --- Pages ---------------------------------------------------------------------------------------
TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "jinja2",
        "BACKEND": "selfcare.templates.Templates",
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
# Files of customers, one folder for all instances of web and exporter. Never below the folder of static files.
FILES_DIR = env.text("FILES_DIR", str(BASE_DIR / "var" / "files") if LOCAL else None)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": FILES_DIR,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
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

_REDIS_OPTIONS: dict[str, Any] = {
    "SERIALIZER": "django_redis.serializers.json.JSONSerializer",
    "SOCKET_CONNECT_TIMEOUT": 0.3,
    "SOCKET_TIMEOUT": 0.3,
    "CONNECTION_POOL_CLASS": "redis.BlockingConnectionPool",
    "CONNECTION_POOL_KWARGS": {
        "max_connections": 32,
        "timeout": 0.3,
        "health_check_interval": 15,
        # A lost connection is made anew once; a server that hangs is not waited for twice.
        "retry": Retry(ExponentialWithJitterBackoff(base=0.02, cap=0.1), 1, (RedisConnectionError,)),
    },
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "sessions": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": SESSIONS_URL,
        "KEY_PREFIX": "sc",
        "OPTIONS": _REDIS_OPTIONS,
    },
    "cache": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "sc",
        "OPTIONS": {**_REDIS_OPTIONS, "IGNORE_EXCEPTIONS": True},
    },
}

# --- Sessions and cookies ------------------------------------------------------------------------
# The __Host- prefix (RFC 6265bis) needs https; localhost does without.
_COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_ENGINE = "selfcare.sessions.store"
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 28_800
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
SESSION_SERIALIZER = "django.core.signing.JSONSerializer"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "selfcare.errors.handlers.csrf_failed"
LOGIN_URL = "/login"

# --- Transport and limits on what is sent to us --------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.boolean("HSTS_INCLUDE_SUBDOMAINS", HTTPS)
SECURE_HSTS_PRELOAD = env.boolean("HSTS_PRELOAD", HTTPS)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
USE_X_FORWARDED_HOST = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 65_536
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = [
    "selfcare.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- JSON API ------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["selfcare.api.parsers.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["selfcare.api.access.CustomerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["selfcare.api.access.SignedIn"],
    "DEFAULT_SCHEMA_CLASS": "selfcare.api.schema.OperationSchema",
    "UNAUTHENTICATED_USER": None,
    "NUM_PROXIES": TRUSTED_PROXIES,
    "EXCEPTION_HANDLER": "selfcare.api.views.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Selfcare",
    "DESCRIPTION": "The same-origin JSON API of the self-care dashboard.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
}

# --- Background work -----------------------------------------------------------------------------
# Tasks carry row ids and nothing else; an unfinished one is handed out again after the visibility time-out.
CELERY_BROKER_URL = BROKER_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_timeout": 5, "socket_connect_timeout": 1}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "selfcare"
# Files are made by a process of their own, `exporter`: a large one would keep orders of money waiting.
CELERY_TASK_ROUTES = {
    "transactions.export_make": {"queue": "exports"},
    "transactions.exports_expire": {"queue": "exports"},
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "intents-sweep": {"task": "transactions.intents_sweep", "schedule": 10.0, "options": {"expires": 10}},
    "exports-sweep": {"task": "transactions.exports_sweep", "schedule": 10.0, "options": {"expires": 10}},
    "exports-expire": {"task": "transactions.exports_expire", "schedule": 300.0, "options": {"expires": 300}},
    "cases-sweep": {"task": "transactions.cases_sweep", "schedule": 30.0, "options": {"expires": 30}},
    "hook-receipts-prune": {"task": "notifications.hook_receipts_prune", "schedule": 86400.0},
}

# --- Cases ---------------------------------------------------------------------------------------
# What customers with a case are promised (README); read and checked by transactions.services.promises.
PROMISES = env.words("PROMISES")
HOLIDAYS = env.words("HOLIDAYS")

# --- Logs and health -----------------------------------------------------------------------------
LOG_LEVEL = env.one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO")
LOGGING_CONFIG = "selfcare.logs.configure"
LOGGING = logs.configuration(LOG_LEVEL)
STATUS_TOKEN = env.secret("STATUS_TOKEN", "") or ""
DRAIN_FILE = env.text("DRAIN_FILE", "")

# --- Database ------------------------------------------------------------------------------------
# SQLite on localhost, PostgreSQL elsewhere. The time-outs suit `web`; DB_STATEMENT_TIMEOUT_MS=0 lifts them.
DATABASES = {
    "default": env.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'var' / 'selfcare.sqlite3'}" if LOCAL else None)
}

# --- Deployment ----------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False
