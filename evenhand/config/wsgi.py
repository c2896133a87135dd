"""The web process, for gunicorn."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from evenhand.config.production import database_refusals


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
application = get_wsgi_application()
if settings.PRODUCTION and (found := database_refusals()):
    raise ImproperlyConfigured("Production does not start: " + "; ".join(found))
