"""Reads patterns/*.yml: what all patients of one pattern share, as data; a case chooses a pattern and brings the person."""

from dyad.patterns.load import PATTERNS_FOLDER, Need, Pace, Pattern, PatternError, PatternMove, load_pattern, load_patterns

__all__ = ["PATTERNS_FOLDER", "Need", "Pace", "Pattern", "PatternError", "PatternMove", "load_pattern", "load_patterns"]
