"""An error passes through here and comes out as its kind and place, fit for a log."""

from __future__ import annotations


def place_of(error: Exception) -> str:
    """Return the kind of an error and where it was raised, without its text, which may quote the reply."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    return f"{type(error).__name__} at {frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else type(error).__name__
