"""The door for a WSGI server; a broken case or setting stops the start here, as it would under manage.py."""

import os

from django.core.checks import ERROR, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
application = get_wsgi_application()

_problems = [problem for problem in run_checks() if problem.level >= ERROR]
if _problems:
    raise ImproperlyConfigured("\n".join(str(problem) for problem in _problems))
