"""Every setting of the sandbox platform, from the environment only; each has a default fit for one machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sandbox import env
from sandbox.databases import database
from sandbox.peers import LOOPBACK

BASE_DIR = Path(__file__).resolve().parent
ROOT_DIR = BASE_DIR.parent

# --- Keys and addresses --------------------------------------------------------------------------
DEBUG = False
SECRET_KEY = env.text("SANDBOX_SECRET_KEY", "sandbox-only-key-that-protects-demo-data" * 2)
PUBLIC_URL = env.url("SANDBOX_PUBLIC_URL", "http://localhost:8100")
ISSUER = f"{PUBLIC_URL}/auth"
SERVICE_TOKEN = env.text("SANDBOX_SERVICE_TOKEN", "localhost-service-token")
ALLOWED_HOSTS = [
    *{"localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_URL).hostname or "localhost"},
    *env.words("SANDBOX_ALLOWED_HOSTS"),
]

# --- Events sent to Selfcare ---------------------------------------------------------------------
# An empty address sends nothing. The secret is of Standard Webhooks' form, `whsec_` and base64.
HOOK_URL = env.url("SANDBOX_HOOK_URL", "")
HOOK_SECRET = env.text("SANDBOX_HOOK_SECRET", "whsec_bG9jYWxob3N0LW9ubHktaG9vay1zZWNyZXQtMzI=")
# Whether payments of other people keep arriving while the sandbox runs. Tests turn it off.
LIFE = env.switch("SANDBOX_LIFE", "on")

# --- Control of the sandbox itself: reset, clock, faults, scenarios, events -----------------------
# Off unless asked for; then for this machine alone, or for the networks named.
CONTROL = env.switch("SANDBOX_CONTROL", "off")
CONTROL_PEERS = env.networks("SANDBOX_CONTROL_PEERS", LOOPBACK)

# --- The bank behind the payment service, by dotted path -------------------------------------------
PAYMENTS_BANK = env.text("SANDBOX_PAYMENTS_BANK", "sandbox.bank.services.BankAdapter")

# --- Guessing rules, failed tries per 15 minutes ----------------------------------------------
GUESSES_PER_IDENTIFIER = 10
GUESSES_PER_NETWORK = env.number("SANDBOX_GUESSES_PER_NETWORK", 100)
GUESSES_GLOBAL = env.number("SANDBOX_GUESSES_GLOBAL", 2000)

# --- Applications and middleware -----------------------------------------------------------------
INSTALLED_APPS = [
    "sandbox.auth",
    "sandbox.outbox",
    "sandbox.payments",
    "sandbox.bank",
    "sandbox.merchants",
    "sandbox.console",
    "sandbox.control",
]
MIDDLEWARE = ["sandbox.problems.ProblemMiddleware"]
ROOT_URLCONF = "sandbox.urls"
TEMPLATES: list[dict[str, Any]] = [
    {"BACKEND": "django.template.backends.jinja2.Jinja2", "DIRS": [BASE_DIR / "templates"], "APP_DIRS": True}
]

# --- Database ------------------------------------------------------------------------------------
DATABASES = {"default": database(env.text("SANDBOX_DATABASE_URL", str(ROOT_DIR / "var" / "sandbox.sqlite3")))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Requests ------------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 65536
DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
APPEND_SLASH = False

# --- Zones and logs ------------------------------------------------------------------------------
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Django's own request log would print query strings and 4xx as warnings; sandbox.problems writes one line instead.
    "loggers": {"django.request": {"handlers": ["stderr"], "level": "CRITICAL", "propagate": False}},
    "root": {"handlers": ["stderr"], "level": env.text("SANDBOX_LOG_LEVEL", "INFO")},
}
