"""Settings from environment variables, with an embedded default that needs no server (SQLite, work in memory).

DATABASE_URL       postgres://user:password@host:port/name in production; default: SQLite in var/
CELERY_BROKER_URL  redis://host:port/0 in production; default: memory://, with a worker inside the web process
SECRET_KEY         given in production; default: a key that the installation makes for itself in var/
DEBUG              default false
ALLOWED_HOSTS      comma separated; default: this machine only
SECURE_COOKIES     true behind TLS: cookies over https only, and HSTS; default false
PROXY_TELLS_ARRIVAL  true when the proxy sets X-Request-Start: deadlines are compared with it; default false
SITE_URL           where the site is reached, for the links in mail; default http://127.0.0.1:8000
EMAIL_URL          smtp+tls://user:password@host:port; default: no mail leaves, messages are read in Prio only
EMAIL_FROM         the sender of mail; default prio@localhost
EVIDENCE_DIR       the folder of uploaded files; default var/files
S3_BUCKET          a bucket for uploaded files instead of the folder; also S3_ENDPOINT_URL, S3_REGION,
                   S3_ACCESS_KEY and S3_SECRET_KEY
CLAMD_URL          tcp://host:port or unix:///path of a virus scanner; default: none
UNSCANNED_FILES    what happens to a file without a scanner: accept (default, and said on the page) or refuse
PAYER_<AUTHORITY>_NAME, _IDENTITY, _ACCOUNT, _SCHEME, _BANK
                   for KAMMARKOLLEGIET, SKR and SOCIALSTYRELSEN: who pays in the payment file, with its number at
                   the bank, its account (a bankgiro or an IBAN, as _SCHEME says: BGNR, the default, or IBAN) and
                   the bank's BIC; without an account and a BIC only orders of made-up money can be approved
PAYMENT_BANKGIRO_SCHEME  what the bank calls a bankgiro as a receiver's account; default BGNR
CLAIM_DAYS         within how many days money is to be repaid after a corrected decision; default 30
LINK_CHECKS        whether given web addresses are asked if they answer: true (default) or false
"""

from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF

from prio.settings.installation_key import installation_key

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

SECRET_KEY = env.str("SECRET_KEY", default="") or installation_key(VAR_DIR)
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SECURE_COOKIES = env.bool("SECURE_COOKIES", default=False)
PROXY_TELLS_ARRIVAL = env.bool("PROXY_TELLS_ARRIVAL", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "prio.parties",
    "prio.accounts",
    "prio.audit",
    "prio.jobs",
    "prio.mail",
    "agreements",
    "assessment",
    "payouts",
    "prio.desk",
]

MIDDLEWARE = [
    "prio.arrival.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "prio.accounts.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "prio.urls"
WSGI_APPLICATION = "prio.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "prio.desk.context.frame",
            ],
            "builtins": ["prio.swedish"],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'prio.sqlite3'}")}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_CLIENT_IP_CALLABLE = "prio.accounts.client_address.client_address"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
EVIDENCE_DIR = Path(env.str("EVIDENCE_DIR", default="") or VAR_DIR / "files")
S3_BUCKET = env.str("S3_BUCKET", default="")
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
            "region_name": env.str("S3_REGION", default="") or None,
            "access_key": env.str("S3_ACCESS_KEY", default="") or None,
            "secret_key": env.str("S3_SECRET_KEY", default="") or None,
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": EVIDENCE_DIR, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
MAIL_LEAVES = bool(env.str("EMAIL_URL", default=""))
vars().update(env.email_url_config(env.str("EMAIL_URL", default="") or "dummymail://"))
EMAIL_TIMEOUT = 30  # seconds for each step of handing over a mail
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="prio@localhost")
CLAMD_URL = env.str("CLAMD_URL", default="")
UNSCANNED_FILES = env.str("UNSCANNED_FILES", default="accept")
PAYERS = {
    authority: {
        part: env.str(f"PAYER_{authority.upper()}_{part.upper()}", default=default)
        for part, default in (
            ("name", ""),
            ("identity", ""),
            ("account", ""),
            ("scheme", "BGNR"),
            ("bank", ""),
        )
    }
    for authority in ("Kammarkollegiet", "SKR", "Socialstyrelsen")
}
PAYMENT_BANKGIRO_SCHEME = env.str("PAYMENT_BANKGIRO_SCHEME", default="BGNR")
CLAIM_DAYS = env.int("CLAIM_DAYS", default=30)
LINK_CHECKS = env.bool("LINK_CHECKS", default=True)
LARGEST_FILE = 50 * 1024 * 1024  # bytes
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "prio.uploads.LargestFileHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes of a form without its files
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # in one request
FILE_UPLOAD_PERMISSIONS = 0o600

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="memory://localhost")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A worker's process is replaced after so many tasks, or when a task has left it with so much memory.
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000  # kilobytes
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
if CELERY_BROKER_URL.startswith("memory://"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.1}
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BEAT_SCHEDULE = {
    "seal-log": {"task": "prio.audit.tasks.seal_log", "schedule": 300},
    "recover-jobs": {"task": "prio.jobs.tasks.recover_jobs", "schedule": 60},
    "send-waiting": {"task": "prio.mail.tasks.send_waiting", "schedule": 60},
    "remind": {"task": "agreements.tasks.remind", "schedule": crontab(minute=5, hour="7-21")},
    "remind-of-money": {"task": "payouts.tasks.remind_of_money", "schedule": crontab(minute=10, hour="7-21")},
    "check-waiting-files": {"task": "agreements.tasks.check_waiting_files", "schedule": 60},
    "forecasts": {"task": "payouts.tasks.forecasts", "schedule": 60},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
if SECURE_COOKIES:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "prio.accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["agreements.api.json_bodies.StrictJSONParser"],
    "EXCEPTION_HANDLER": "agreements.api.problems.answer_refusal",
    "DEFAULT_THROTTLE_CLASSES": ["prio.accounts.authentication.ApiThrottle"],
    "DEFAULT_THROTTLE_RATES": {"api": "600/min"},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "ENUM_NAME_OVERRIDES": {
        "OutcomeEnum": "assessment.models.judgement.Outcome",
        "RoundKindEnum": "assessment.models.round.RoundKind",
        "RegisterStateEnum": "assessment.models.register.RegisterImportState",
        "AccountKindEnum": "payouts.models.payment_details.AccountKind",
        "PaymentDetailsStateEnum": "payouts.models.payment_details.DetailsState",
        "PaymentOrderStateEnum": "payouts.models.payment.OrderState",
        "PaymentStateEnum": "payouts.models.payment.PaymentState",
        "RequisitionStateEnum": "payouts.models.requisition.RequisitionState",
        "StatusFileStateEnum": "payouts.models.status_file.StatusFileState",
    },
    "TITLE": "Prio",
    "DESCRIPTION": "Reporting and its results as data: docs/api.md.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "agreements.api.description.close_bodies",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}},
}
