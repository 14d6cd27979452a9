"""Entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# what the program itself is made of stays: looking through it for garbage again and again slows every page by a tenth
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
