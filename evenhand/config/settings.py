"""Django's settings, all from the environment; what is missing is said with a hint.

EVENHAND_MODE     production (the default), demo or test
DATABASE_URL      what the web and workers use; demo and test start an embedded server
DATABASE_OWNER_URL  what migrations use; the same as DATABASE_URL unless given
EVENHAND_SECRET_KEY, EVENHAND_HOSTS   required in production
EVENHAND_MARKER   the marking on every page, "OFFICIAL-SENSITIVE" unless given
EVENHAND_NIGHTLY_HOUR   when the week is planned each night, Monday to Friday, by London
                  time: 0 to 19, 2 unless given; "never" for no such run
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from evenhand.config.carrying import carrying
from evenhand.config.database import connection_settings
from evenhand.config.production import DEMO_SECRET, refusals


ROOT = Path(__file__).resolve().parents[2]
MODES = ("production", "demo", "test")
MODE = os.environ.get("EVENHAND_MODE", "production")
if MODE not in MODES:
    raise ImproperlyConfigured(
        f"EVENHAND_MODE is {MODE!r}; say one of {', '.join(MODES)}."
    )
PRODUCTION = MODE == "production"
if PRODUCTION and (found := refusals(os.environ)):
    raise ImproperlyConfigured("Production does not start: " + "; ".join(found))
DEBUG = False
SECRET_KEY = os.environ.get("EVENHAND_SECRET_KEY", DEMO_SECRET)
ALLOWED_HOSTS = [
    host
    for host in os.environ.get("EVENHAND_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host
]
MARKER = os.environ.get("EVENHAND_MARKER", "OFFICIAL-SENSITIVE")
DEMO_DOOR = not PRODUCTION
POLICY_FOLDER = ROOT / "policy"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "axes",
    "procrastinate.contrib.django",
    "evenhand.config",
    "evenhand.core",
    "evenhand.releases",
    "evenhand.workforce",
    "evenhand.casework",
    "evenhand.intake",
    "evenhand.planning",
    "evenhand.appointments",
    "evenhand.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "evenhand.api.door.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "evenhand.web.addresses.AddressMiddleware",
    "evenhand.web.viewer.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "evenhand.config.urls"
WSGI_APPLICATION = "evenhand.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "evenhand" / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "evenhand.web.jinja.environment",
            "context_processors": ["evenhand.web.jinja.page_context"],
        },
    },
]

DATABASES = connection_settings(MODE)
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hour
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "evenhand.web.sign_in.views.locked_out"
AXES_VERBOSE = False
# How long an invitation to choose a first password works, in seconds: two weeks.
PASSWORD_RESET_TIMEOUT = 14 * 86_400
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/assets/"
STATIC_ROOT = ROOT / "build" / "static" if PRODUCTION else None
STATICFILES_DIRS = [ROOT / "build" / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False

SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
UPLOAD_MOST_BYTES = 100_000_000  # a tracker of 120,000 rows has about a third of this
FILE_UPLOAD_HANDLERS = [
    "evenhand.web.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CSRF_FAILURE_VIEW = "evenhand.web.errors.form_expired"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = os.environ.get("EVENHAND_TLS", "yes") == "yes"
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
_HOUR = os.environ.get("EVENHAND_NIGHTLY_HOUR", "2")
if _HOUR != "never" and not (_HOUR.isdecimal() and int(_HOUR) < 20):
    raise ImproperlyConfigured(
        f"EVENHAND_NIGHTLY_HOUR is {_HOUR!r}; say an hour from 0 to 19, or never."
    )
NIGHTLY_HOUR = None if _HOUR == "never" else int(_HOUR)
# How messages leave: see carrying.py.
_CARRYING = carrying(
    MODE, os.environ, root=ROOT, host=next(iter(ALLOWED_HOSTS), "localhost")
)
PUBLIC_ADDRESS = _CARRYING.public_address
OUTBOX_FOLDER = _CARRYING.outbox
SENDS_EMAIL = _CARRYING.sends_email
DEFAULT_FROM_EMAIL = _CARRYING.mail_from
EMAIL_BACKEND = _CARRYING.mail_backend
EMAIL_FILE_PATH = _CARRYING.mail_folder
EMAIL_HOST, EMAIL_PORT = _CARRYING.mail_host, _CARRYING.mail_port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _CARRYING.mail_user, _CARRYING.mail_password
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 20  # seconds
PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_IMPORT_PATHS = ["evenhand.flows.jobs", "evenhand.flows.interview_jobs"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
