"""Python reads this at every start of our processes: deprecations inside what Rasa pins are not shown, other warnings are.

PYTHONWARNINGS alone does not do it, because Sanic and others switch deprecation warnings on again when imported.
"""

import warnings

_HIDDEN = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)
_show = warnings.showwarning


def _showwarning(message, category, filename, lineno, file=None, line=None):  # type: ignore[no-untyped-def]
    if not issubclass(category, _HIDDEN) and "pkg_resources" not in str(message):
        _show(message, category, filename, lineno, file, line)


warnings.showwarning = _showwarning
