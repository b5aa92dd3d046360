"""All settings of the site, driven by the environment (``cms.variables``)."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cms.backing import cache_of, database_of
from cms.logs import logging_of
from cms.security import ADMIN_CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY
from cms.variables import BASE_DIR, checked, env, refuse, refuse_unknown

__all__ = [
    "ADMIN_CONTENT_SECURITY_POLICY",
    "BASE_DIR",
    "CONTENT_SECURITY_POLICY",
]  # settings, made elsewhere

refuse_unknown()
DEBUG = env("SIJILL_DEBUG")
DEMO = env("SIJILL_DEMO")
TESTING = "pytest" in sys.modules
VAR = Path(env("SIJILL_VAR"))
LOGGING = logging_of(checked("SIJILL_LOG_FORMAT", "line or json", ("line", "json").__contains__))
# The bearer token of those who may read /metrics. Without one there is no such page.
METRICS_TOKEN = checked(
    "SIJILL_METRICS_TOKEN",
    "20 characters or more",
    lambda token: not token or (len(token) >= 20 and token.isascii()),
)

# Where the public reaches the site: the origin of every absolute link, in pages and in mails.
BASE_URL = env("SIJILL_BASE_URL").rstrip("/")
_address = urlsplit(BASE_URL)
HTTPS = _address.scheme == "https"
refuse(
    f"SIJILL_BASE_URL is {BASE_URL!r}: it must be an origin such as https://policies.example.org",
    (HTTPS or _address.scheme == "http") and _address.hostname and not _address.path,
)
LOCAL = _address.hostname in ("127.0.0.1", "localhost")
refuse(f"SIJILL_BASE_URL is {BASE_URL!r}: outside this machine it must be https", HTTPS or LOCAL)
refuse(
    "SIJILL_DEMO is set: the passwords of the demo's accounts are known, so it stays on this machine",
    LOCAL or not DEMO,
)

SECRET_KEY = env("SIJILL_SECRET_KEY")
if env("SIJILL_SECRET_KEY_FILE"):
    refuse("SIJILL_SECRET_KEY and SIJILL_SECRET_KEY_FILE are both set: name one", not SECRET_KEY)
    try:
        SECRET_KEY = Path(env("SIJILL_SECRET_KEY_FILE")).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"SIJILL_SECRET_KEY_FILE cannot be read: {error.strerror}") from error
if not SECRET_KEY and (LOCAL or TESTING):
    SECRET_KEY = "only-for-this-machine: the address in SIJILL_BASE_URL is a local one"  # noqa: S105
refuse(
    "SIJILL_SECRET_KEY must be 50 random characters or more on a public address, for example of"
    " `python -c 'import secrets; print(secrets.token_urlsafe(64))'`",
    len(SECRET_KEY) >= 50
    and len(set(SECRET_KEY)) >= 10
    and not SECRET_KEY.startswith("django-insecure"),
)
# Links and sessions signed with these still work; links to unsubscribe must for as long as mails are kept.
SECRET_KEY_FALLBACKS = env("SIJILL_FORMER_SECRET_KEYS")
for key in SECRET_KEY_FALLBACKS:
    refuse("each of SIJILL_FORMER_SECRET_KEYS must have at least 50 characters", len(key) >= 50)

# The log's checkpoints: who signs them, who is sent them, who timestamps them.
LOG_KEY, LOG_KEY_FILE = env("SIJILL_LOG_KEY"), env("SIJILL_LOG_KEY_FILE")
# Outside the database, so that a database that was restored does not forget what was signed.
_memory = f"{LOG_KEY_FILE}.signed" if LOG_KEY_FILE else str(VAR / "log.signed")
LOG_MEMORY_FILE = env("SIJILL_LOG_MEMORY_FILE") or _memory
LOG_POLICY_FILE = env("SIJILL_LOG_POLICY_FILE")
refuse("SIJILL_LOG_KEY and SIJILL_LOG_KEY_FILE are both set: name one", not (LOG_KEY and LOG_KEY_FILE))
LOG_ORIGIN = f"{_address.netloc}/log"  # the name a new key gets
CHECKPOINT_MAIL_TO = env("SIJILL_CHECKPOINT_MAIL_TO")
_contact = re.compile(r"(https://\S+|[^\s@:]+@[^\s@:]+)?").fullmatch
SECURITY_CONTACT = checked("SIJILL_SECURITY_CONTACT", "an email address or an https address", _contact)
# Known weaknesses of the packages, as osv.dev publishes them; the operator fetches the file.
ADVISORIES_FILE = env("SIJILL_ADVISORIES_FILE")
TIMESTAMP_URL = env("SIJILL_TIMESTAMP_URL")
TIMESTAMP_AUTHORITY = env("SIJILL_TIMESTAMP_AUTHORITY")
_both = bool(TIMESTAMP_URL) == bool(TIMESTAMP_AUTHORITY)
refuse("SIJILL_TIMESTAMP_URL and SIJILL_TIMESTAMP_AUTHORITY go together", _both)

ALLOWED_HOSTS = [_address.hostname] + (["127.0.0.1", "localhost"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS, CSRF_FAILURE_VIEW = [BASE_URL], "policies.reading.responses.csrf_refused"

INSTALLED_APPS = [
    # Before Wagtail: it brings its own publish_scheduled command and its own templates of ours.
    "policies",
    "modeltranslation",
    "cms.wagtail_users.UsersConfig",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.sites",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.humanize",  # the list of passkeys writes its dates with it
    "cms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "anymail",
    "csp",
]

MIDDLEWARE = [
    "policies.reading.shelf.keeping.ShelfMiddleware",  # the first: what it keeps is sent as it is
    "cms.security.SharedCacheMiddleware",  # it sees every answer, the redirect to https too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.security.AdminPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "policies.reading.request_language.LanguageMiddleware",
    "policies.reading.cross_origin.CrossOriginMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.accounts.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "policies.desk.gate.GateMiddleware",
    "policies.desk.refusal_middleware.RefusalMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": database_of(env("SIJILL_DATABASE_URL"), VAR, testing=TESTING)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if TESTING:
    # Accounts are made in many tests: the real, slow hash would be a fifth of their time.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SHORTEST_PASSWORD = 12
_passwords = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_passwords}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_passwords}.MinimumLengthValidator", "OPTIONS": {"min_length": SHORTEST_PASSWORD}},
    {"NAME": f"{_passwords}.CommonPasswordValidator"},
    # Of those 20,000 common passwords 187 are as long as that: the list of leaked ones has 1.4 million.
    {"NAME": "cms.passwords.BreachedPasswordValidator"},
    {"NAME": "cms.passwords.ContextPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"

MODELTRANSLATION_DEFAULT_LANGUAGE = "fr"
# A missing translation is shown as missing, never as another language's text.
MODELTRANSLATION_ENABLE_FALLBACKS = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # also where SQLite's file lives
# Pages already rendered, which are served whatever is down behind them. Tests ask the site itself.
SHELF = not (DEBUG or TESTING)
SHELF_ROOT = VAR / "shelf"
# Backups that a timer makes: where, for whom sealed, for how many days, and what hands each on to another place.
BACKUP_FOLDER = Path(env("SIJILL_BACKUP_FOLDER") or VAR / "backups")
BACKUP_RECIPIENTS = env("SIJILL_BACKUP_RECIPIENTS")
BACKUP_DAYS = checked("SIJILL_BACKUP_DAYS", "from 1 to 36500", range(1, 36_501).__contains__)
BACKUP_THEN = env("SIJILL_BACKUP_THEN")
DRILL_DATABASE_URL = env("SIJILL_DRILL_DATABASE_URL")
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
_static_files = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if DEBUG or TESTING:
    _static_files = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_files},
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

# 40 sections in three languages post more than the default of 1,000 form fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

WAGTAIL_SITE_NAME = "Sijill"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no call to other hosts from the admin
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# A typed address is not looked up among the pages: the answer would name drafts of other organisations.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "none"
# A step of the workflow is told to the people of the organisation.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # public addresses are plain ASCII
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # published versions are public
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "txt"]
WAGTAIL_PASSWORD_RESET_ENABLED = False  # the pages of accounts do it, with the second factor
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
LOGIN_URL = "account_login"

# Accounts: allauth. Administrators make them; who may publish has a second factor.
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_ADAPTER = "cms.accounts.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # also when a second factor comes or goes
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False  # sessions end with the browser
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# The proxy of a public address adds the client's address at the end of X-Forwarded-For; what stands before it was
# written by the client. Without a proxy the header is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Sijill"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
SECOND_FACTOR_REQUIRED = not (DEMO or TESTING)  # tests of the admin sign in without; its own turn it on

CACHES = {"default": cache_of(env("SIJILL_CACHE_URL"), VAR, testing=TESTING)}

EMAIL_HOST, EMAIL_PORT = env("SIJILL_EMAIL_HOST"), env("SIJILL_EMAIL_PORT")
EMAIL_HOST_USER = env("SIJILL_EMAIL_USER")
EMAIL_HOST_PASSWORD = env("SIJILL_EMAIL_PASSWORD")
EMAIL_USE_TLS = env("SIJILL_EMAIL_TLS")
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env("SIJILL_MAIL_FROM")

# Notices. The window is what a worker that dies can repeat, at most.
MAIL_BOUNCES = checked(
    "SIJILL_MAIL_BOUNCES",
    "an address without a plus, such as bounces@example.org",
    re.compile(r"([^@\s+]+@[^@\s]+)?").fullmatch,
)
_mailbox = re.compile(r"([\w.+-]+@[\w.-]+)?", re.ASCII).fullmatch
MAIL_UNSUBSCRIBE = checked("SIJILL_MAIL_UNSUBSCRIBE", "such as unsubscribe@example.org", _mailbox)
_server = re.compile(r"(smtp(\+tls)?://\S+)?").fullmatch
MAIL_CONFIRMATIONS = checked(
    "SIJILL_MAIL_CONFIRMATIONS", "smtp[+tls]://user:password@host:port", _server
)
# Mailboxes of the operator that get the mails of each notice too, so that an arrival can be watched.
MAIL_CANARIES = checked(
    "SIJILL_MAIL_CANARIES",
    "addresses, such as canary@example.org, with commas between",
    lambda named: all(address and _mailbox(address) for address in named),
)
# Under which name the mail server's DKIM key stands in DNS: asked by `manage.py doctor` alone.
MAIL_DKIM_SELECTOR = env("SIJILL_MAIL_DKIM_SELECTOR")
MAIL_FOLDER = VAR / "mail"
MAIL_WINDOW = checked("SIJILL_MAIL_WINDOW", "from 1 to 500 mails", lambda mails: 1 <= mails <= 500)
MAIL_RATE = checked(
    "SIJILL_MAIL_RATE", "from 0 (no cap) to 100000 a second", range(100_001).__contains__
)
MAIL_IN_DOUBT = checked("SIJILL_MAIL_IN_DOUBT", "resend or hold", ("resend", "hold").__contains__)
MAIL_LEASE = checked("SIJILL_MAIL_LEASE", "from 1 to 3600 seconds", lambda lease: 1 <= lease <= 3600)
MAIL_DELIVERIES_KEPT = checked(
    "SIJILL_MAIL_DELIVERIES_KEPT", "from 30 to 36500 days", lambda days: 30 <= days <= 36_500
)
MAIL_MOST_COMPLAINTS = checked(
    "SIJILL_MAIL_MOST_COMPLAINTS", "from 0 to 100 percent", lambda share: 0 <= share <= 100
)
MAIL_SLOWDOWN = 0.05 if TESTING else 1.0  # seconds; doubled by every trouble in a row
# Mail providers by django-anymail, and how each proves that a webhook is its own.
_with_secret = ("amazon_ses", "brevo", "mailjet", "postmark", "sendgrid", "sparkpost")
MAIL_PROVIDERS = dict.fromkeys(_with_secret, "WEBHOOK_SECRET") | {
    "mailersend": "MAILERSEND_SIGNING_SECRET",
    "mailgun": "MAILGUN_WEBHOOK_SIGNING_KEY",
}
ANYMAIL = env("SIJILL_MAIL_PROVIDER")
_transports = ("smtp", "file", "console", *MAIL_PROVIDERS)
MAIL_TRANSPORT = checked(
    "SIJILL_MAIL_TRANSPORT",
    f"smtp, file, console or one of {', '.join(MAIL_PROVIDERS)}",
    _transports.__contains__,
)
EMAIL_BACKEND = "cms.site_mail.EmailBackend"
if MAIL_TRANSPORT in MAIL_PROVIDERS:
    EMAIL_BACKEND = f"anymail.backends.{MAIL_TRANSPORT}.EmailBackend"
    _secret = MAIL_PROVIDERS[MAIL_TRANSPORT]
    refuse(
        f"SIJILL_MAIL_PROVIDER must name {_secret}: without it anyone could report bounces in the provider's name",
        ANYMAIL.get(_secret),
    )

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day, counted from the last request
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin shows previews in a frame
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # DENY would shut the previews above
    "security.W021",  # the browsers' preload list is for the owner of the whole domain to join
]
