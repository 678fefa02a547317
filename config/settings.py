"""All settings, read from the environment. Read it from top to bottom; there is no second file.

Two database roles (docs/decisions/0006): everything runs as the application's role named in DATABASE_URL.
Migrations alone run as the owner: `DATABASE_URL=$DATABASE_OWNER_URL python manage.py migrate`.
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from config.timetable import BEAT

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- The site -------------------------------------------------------------------------------------------------
SECRET_KEY: str = env.str("SECRET_KEY")
# Former keys, newest first: what was signed or encrypted with them stays readable.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG: bool = env.bool("DEBUG", default=False)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Answered by /healthz, so that a supervisor knows that it speaks to the process it started.
RUN_TOKEN: str = env.str("BIHUAN_RUN_TOKEN", default="")

INSTALLED_APPS = [
    "django.contrib.admin",  # to look at tables, never to write: config/admin_site.py
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "guardian",
    "csp",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "records",
    "responsibility",
    "notifications",
    "workflow",
    "hazards",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "responsibility.web.middleware.LanguageMiddleware",
    "responsibility.web.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hazards.web.context.shell",
            ],
            "builtins": ["config.icons"],
        },
    },
]

# --- PostgreSQL -----------------------------------------------------------------------------------------------
# server_side_binding and a low prepare_threshold let the gate's fixed statements run as prepared ones: measured
# at less than half the time of Django's defaults. The tests run with the same options.
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **env.db("DATABASE_URL"),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 1},
    },
}
# The role that DATABASE_URL names in production; migrations grant to it what the application may do.
DATABASE_APP_ROLE: str = env.str("DATABASE_APP_ROLE", default="bihuan_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "responsibility.User"
# guardian's own backend knows no dates: ours asks it, and the instant (docs/decisions/0021).
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "hazards.guardian_backend.DatedExceptionBackend",
]
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # it looks for its own backend by name
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "responsibility.web.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: no make-believe account for visitors
GUARDIAN_MONKEY_PATCH_GROUP = False
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "workbench"
LOGOUT_REDIRECT_URL = "sign-in"

# --- Signing in (docs/decisions/0026) -------------------------------------------------------------------------
# Whoever approves, rules or administers is signed out after so many minutes without a page; everybody after the hours.
IDLE_MINUTES: int = env.int("IDLE_MINUTES", default=30)
SIGNED_IN_HOURS: int = env.int("SIGNED_IN_HOURS", default=12)
# Whether the same people must have a second factor.
SECOND_FACTOR_REQUIRED: bool = env.bool("SECOND_FACTOR_REQUIRED", default=True)
# allauth: no sign-up, no e-mail addresses, no password by post; its doors that we open stand in responsibility/web.
ACCOUNT_ADAPTER = "responsibility.web.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Passwords have limits of their own (responsibility/web/attempts.py); this one is for codes, whose askers know one.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,50/d/key", "reauthenticate": None}
MFA_ADAPTER = "responsibility.web.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
# A code of the half minute before or after counts too; responsibility/web/factor_forms.py remembers used ones as long.
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "responsibility.web.factor_forms.CodeForm",
    "reauthenticate": "responsibility.web.factor_forms.CodeAgainForm",
    "activate_totp": "responsibility.web.factor_forms.FirstCodeForm",
    "add_webauthn": "responsibility.web.factor_forms.PasskeyForm",
}
ACCOUNT_FORMS = {"reauthenticate": "responsibility.web.forms.PasswordAgainForm"}

# --- Security of the pages ------------------------------------------------------------------------------------
# HTTPS is on unless a site says that it has none (the demo on a loopback address).
HTTPS: bool = env.bool("HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY: bool = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# How many proxies of ours write into X-Forwarded-For: the address of whoever signs in is the one the first of them saw.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("PROXY_COUNT", default=int(BEHIND_PROXY))
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = SIGNED_IN_HOURS * 60 * 60
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hazards.web.errors.expired"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- Reports without a network (docs/decisions/0031) ------------------------------------------------------------
# Off: the worker that a browser has of us removes itself and what it kept of our pages; drafts stay.
OFFLINE_REPORTS: bool = env.bool("OFFLINE_REPORTS", default=True)

# --- Static files ---------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.Storage"},
}

# --- Language and time ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Redis or Valkey, Celery ----------------------------------------------------------------------------------
# PostgreSQL is the only truth: a lost message costs seconds, because every task asks the database what is due.
REDIS_URL: str = env.str("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_TIME_LIMIT = 120
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 15,
}
CELERY_BEAT_SCHEDULE = BEAT
CACHES = {
    "default": {
        "BACKEND": "config.steady_cache.SteadyCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "bihuan",
        "TIMEOUT": 3600,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    },
}

# --- E-mail ---------------------------------------------------------------------------------------------------
# EMAIL_URL such as smtp+tls://user:password@host:587; without one, letters go to the inbox only.
EMAIL_URL: str = env.str("EMAIL_URL", default="")
vars().update(env.email_url_config(EMAIL_URL) if EMAIL_URL else {})
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="bihuan@localhost")

# --- The ledger door: bounds on what a workbook may cost ------------------------------------------------------
LEDGER_MAX_ROWS: int = env.int("LEDGER_MAX_ROWS", default=60_000)
LEDGER_MAX_CELLS: int = env.int("LEDGER_MAX_CELLS", default=2_000_000)
LEDGER_MAX_FILE_MB: int = env.int("LEDGER_MAX_FILE_MB", default=50)
LEDGER_MAX_UNPACKED_MB: int = env.int("LEDGER_MAX_UNPACKED_MB", default=200)
LEDGER_MAX_MEMORY_MB: int = env.int("LEDGER_MAX_MEMORY_MB", default=512)
LEDGER_MAX_SECONDS: int = env.int("LEDGER_MAX_SECONDS", default=60)

# --- Photographs and other files of the hazards; backed up together with the database -----------------------------
FILES_ROOT = Path(env.str("FILES_ROOT", default=str(BASE_DIR / "var" / "files")))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
