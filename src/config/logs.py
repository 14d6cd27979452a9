"""Where errors are written: to the server's standard error, and to a file in the home that turns over by itself."""

from pathlib import Path
from typing import Any

MOST_BYTES, KEPT = 5_000_000, 9  # of one file, and how many older ones stay: 50 MB at most


def logging_in(home: Path) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"entry": {"()": "zhengai.core.errorlog.Entry"}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "entry"},
            "file": {
                "class": "zhengai.core.errorlog.ErrorFile",
                "formatter": "entry",
                "filename": str(home / "log" / "errors.log"),
                "maxBytes": MOST_BYTES,
                "backupCount": KEPT,
            },
        },
        "root": {"level": "WARNING", "handlers": ["stderr", "file"]},
        "loggers": {
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # pages that are not there or refused are no errors of the program
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            # whoever knocks with a foreign name does not fill the file
            "django.security.DisallowedHost": {"handlers": ["stderr"], "propagate": False},
        },
    }
