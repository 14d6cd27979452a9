"""Settings of one installation. Everything that differs between installations comes from the environment."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.database import database_from
from config.logs import logging_in

BASE_DIR = Path(__file__).resolve().parent.parent
ZHENGAI_HOME = Path(os.environ.get("ZHENGAI_HOME", "var")).resolve()
try:
    ZHENGAI_HOME.mkdir(parents=True, exist_ok=True)
except OSError as problem:
    raise ImproperlyConfigured(
        f"不能使用文件夹 {ZHENGAI_HOME}，请检查 ZHENGAI_HOME 和权限：{problem.strerror}"
    ) from problem

DEBUG = os.environ.get("ZHENGAI_DEBUG", "") == "1"
ALLOWED_HOSTS = os.environ.get("ZHENGAI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_FAILURE_VIEW = "zhengai.web.shell.returning.expired"
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("ZHENGAI_ORIGINS", "").split(",") if origin]


def _secret_key() -> str:
    """From the environment, else made once and kept readable by the owner only."""
    if given := os.environ.get("ZHENGAI_SECRET_KEY"):
        return given
    path = ZHENGAI_HOME / "secret-key"
    if not path.exists():
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as problem:
            raise ImproperlyConfigured(
                f"不能写入文件夹 {ZHENGAI_HOME}，请检查权限：{problem.strerror}"
            ) from problem
        with os.fdopen(descriptor, "w") as handle:
            handle.write(os.urandom(48).hex())
    return path.read_text()


SECRET_KEY = _secret_key()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "zhengai.core",
    "zhengai.accounts",
    "zhengai.notices",
    "zhengai.evidence",
    "zhengai.college",
    "zhengai.framework",
    "zhengai.cycles",
    "zhengai.datacentre",
    "zhengai.sources",
    "zhengai.indicators",
    "zhengai.classroom",
    "zhengai.quality",
    "zhengai.submissions",
    "zhengai.regulations",
    "zhengai.standards",
    "zhengai.goals",
    "zhengai.alerts",
    "zhengai.diagnosis",
    "zhengai.improvement",
    "zhengai.performance",
    "zhengai.reports",
    "zhengai.intake",
    "zhengai.web",
    "zhengai.web.shell",
    "zhengai.web.components",
    "zhengai.web.levels",
    "zhengai.web.desks",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # pages go over the line at a fifth of their size; it pads each answer, and tokens are masked, against BREACH
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhengai.web.shell.middleware.content_policy",
    "zhengai.web.shell.middleware.whole_page_when_signed_out",
    "zhengai.web.shell.returning.back_to_the_page_of_a_form",
    "zhengai.web.shell.using.count_uses",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhengai.web.shell.context.shell",
            ]
        },
    }
]

DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", ""), ZHENGAI_HOME)}
LOGGING = logging_in(ZHENGAI_HOME)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "zhengai" / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = ZHENGAI_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# a small college runs from one process without a build step: unhashed files are found in the packages
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("ZHENGAI_HTTPS", "") == "1"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "zhengai.web.shell.uploads.CarefulUpload",
]

PACK_DIRS = [BASE_DIR / "zhengai" / "packs", ZHENGAI_HOME / "packs"]
LAKE_ROOT = ZHENGAI_HOME / "lake"

# the largest single file that may be attached to a record as evidence
_most = os.environ.get("ZHENGAI_EVIDENCE_MB", "50")
if not _most.isdecimal() or not 1 <= int(_most) <= 2048:
    raise ImproperlyConfigured(f"ZHENGAI_EVIDENCE_MB 要写 1 到 2048 之间的整数(MB)，不能是“{_most}”")
EVIDENCE_MOST_MB = int(_most)

# the master of a Spark standalone cluster, for `zhengai evaluate --engine spark`
SPARK_MASTER = os.environ.get("ZHENGAI_SPARK_MASTER", "spark://127.0.0.1:7077")

# long work waits here for the worker: a file beside the database, or Redis where several machines share it
QUEUE_URL = os.environ.get("QUEUE_URL", "")
QUEUE_FILE = ZHENGAI_HOME / "queue.db"
QUEUE_IMMEDIATE = False

# seconds between writing down who used what (core.using); 0 = only counted
USE_WRITTEN_EVERY = 20.0
