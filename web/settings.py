"""Django's settings: sensible for one machine as they stand, everything changeable by environment variables.

| Variable | Default | What it does |
| --- | --- | --- |
| DYAD_VAR | var/ | folder of the database and the secrets |
| DYAD_DATABASE_URL | SQLite in DYAD_VAR | where visits are kept |
| DYAD_SECRET_KEY | var/secret-key, made once | signs sessions |
| DYAD_CHANNEL_SECRET | var/channel-secret | opens the bot's door |
| DYAD_REFLECTION_KEY | var/reflection-key, made once | seals what trainees write for themselves |
| DYAD_RASA_URL | http://127.0.0.1:5005 | where the bot listens |
| DYAD_RASA_TIMEOUT_S | 10 | how long the patient may take |
| DYAD_HOSTS | localhost,127.0.0.1,[::1] | names under which the site is reached |
| DYAD_ORIGINS | none | origins trusted for forms behind a proxy, such as https://dyad.example.org |
| DYAD_HTTPS | 0 | 1 behind HTTPS: secure cookies, redirect, HSTS |
| DYAD_DEBUG | 0 | 1 shows error pages to developers; never in service |
| DYAD_SESSION_HOURS | 8 | how long a sign-in lasts |
| DYAD_SIGN_IN_TRIES | 6 | wrong passwords before a pause of DYAD_SIGN_IN_PAUSE_MIN (15) minutes |
| DYAD_CRISIS_TEXT | US and general lines | what the help page says first |
| DYAD_MAIL_URL | none | server for reminders, such as smtp+tls://name:password@mail.example.org:587 |
| DYAD_MAIL_FROM | dyad@localhost | the sender of reminders |
| DYAD_SITE_URL | http://127.0.0.1:8000 | the address that a reminder names |
| DYAD_SECOND_RATER_SHARE | 0.2 | the share of visits that two educators rate, 0 to 1 |
| DYAD_HIDE_NAMES | 0 | 1 shows raters a stand-in for the trainee's name until their rating is done |
| DYAD_TIME_ZONE | UTC | for the dates on pages |
| DYAD_LOG_LEVEL | INFO | how much is logged; replies never are |
"""

import os
import tempfile
from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from web import environment as env

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "web"
VAR = (ROOT / env.text("DYAD_VAR", "var")).resolve()

DEBUG = env.flag("DYAD_DEBUG")
HTTPS = env.flag("DYAD_HTTPS")
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
SECRET_KEY = env.secret("DYAD_SECRET_KEY", VAR / "secret-key", create=True)
ALLOWED_HOSTS = env.names("DYAD_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.names("DYAD_ORIGINS", "") if os.environ.get("DYAD_ORIGINS") else []

RASA_URL = env.address("DYAD_RASA_URL", "http://127.0.0.1:5005")
RASA_TIMEOUT_S = env.number("DYAD_RASA_TIMEOUT_S", 10, 0.1, 60)
CHANNEL_SECRET = env.secret("DYAD_CHANNEL_SECRET", VAR / "channel-secret", shortest=16)
REFLECTION_KEY = env.secret("DYAD_REFLECTION_KEY", VAR / "reflection-key", create=True)
CRISIS_TEXT = env.text(
    "DYAD_CRISIS_TEXT",
    "In the United States call or text 988, at any hour. Elsewhere call your local emergency number.",
)
REPLY_LIMIT = 2000
SECOND_RATER_SHARE = env.number("DYAD_SECOND_RATER_SHARE", 0.2, 0, 1)
HIDE_NAMES = env.flag("DYAD_HIDE_NAMES")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "web.training",
    "web.review",
    "web.debriefing",
    "web.cohorts",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "web.cohorts.two_step.AskForSecondStep",
    "web.cohorts.readings.RecordReadings",
]
ROOT_URLCONF = "web.urls"
WSGI_APPLICATION = "web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "web.training.people.roles_of_request",
            ],
        },
    },
]

DATABASES = {"default": env.database("DYAD_DATABASE_URL", f"sqlite:///{VAR / 'dyad.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE makes every transaction a queue of writers, which is what select_for_update does elsewhere.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATABASES["default"]["TEST"] = {"NAME": f"{tempfile.gettempdir()}/dyad-test-{os.getpid()}.sqlite3"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "sign_in", "home", "sign_in"
AXES_FAILURE_LIMIT = int(env.number("DYAD_SIGN_IN_TRIES", 6, 1, 100))
AXES_COOLOFF_TIME = timedelta(minutes=env.number("DYAD_SIGN_IN_PAUSE_MIN", 15, 1, 1440))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False

SESSION_COOKIE_AGE = int(env.number("DYAD_SESSION_HOURS", 8, 0.1, 72) * 3600)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "web.training.accounts.refuse_form"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

MAIL_IS_SET = bool(env.text("DYAD_MAIL_URL", ""))
vars().update(env.mail("DYAD_MAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("DYAD_MAIL_FROM", "dyad@localhost")
SITE_URL = env.address("DYAD_SITE_URL", "http://127.0.0.1:8000")
OTP_TOTP_ISSUER = "Dyad"
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

LANGUAGE_CODE = "en"
TIME_ZONE = env.text("DYAD_TIME_ZONE", "UTC")
USE_I18N = USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [WEB / "static"]
WHITENOISE_USE_FINDERS = True  # files are served as they lie; collectstatic only feeds a server in front of this one

# Django's own request log would not hold a reply, but its debug log of SQL and of httpx bodies would: neither is ever on.
LOG_LEVEL = env.text("DYAD_LOG_LEVEL", "INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.db.backends": {"level": "WARNING"},
        "django.template": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "web": {"level": LOG_LEVEL},
    },
}
