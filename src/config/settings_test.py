"""Settings of the test suite: a home of its own, loud templates, quick passwords, either database."""

import os
import tempfile

_home = tempfile.mkdtemp(prefix="zhengai-test-")
os.environ["ZHENGAI_HOME"] = _home
os.environ["DATABASE_URL"] = os.environ.get("ZHENGAI_TEST_DATABASE", "")
os.environ.setdefault("ZHENGAI_SECRET_KEY", "only-for-tests")

from config.settings import *  # noqa: E402, F403
from config.settings import STORAGES, TEMPLATES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "undefined template variable: %s"  # type: ignore[index]
# files come straight from the packages: nothing has been collected
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# queued work is done at once, in the process that asked for it
QUEUE_IMMEDIATE = True
# tests write down what was counted when they look at it
USE_WRITTEN_EVERY = 0.0
