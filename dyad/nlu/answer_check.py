"""The action server's answers pass through here: Rasa's own schema, prepared once instead of at every message.

`jsonschema.validate` checks the schema itself each time, which took about half of a turn (bench/profile_turn.py). A test holds the
private method that this replaces.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from rasa.core.actions.action import RemoteAction

_ANSWER = Draft202012Validator(RemoteAction.action_response_format_spec())


def _check(self: RemoteAction, result: dict[str, Any]) -> bool:
    """Refuse an answer that is not of Rasa's form, as the method it replaces does."""
    error = best_match(_ANSWER.iter_errors(result))
    if error is not None:
        raise error
    return True


def check_answers_once() -> None:
    """Let Rasa check answers with the prepared schema from now on."""
    RemoteAction._validate_action_result = _check
