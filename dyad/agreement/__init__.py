"""Ratings of the same things by several raters go in; how far they agree comes out, with n and an interval."""

from dyad.agreement.agree import RESAMPLES, Agreement, agree
from dyad.agreement.tables import Pattern, Table, code_tables, level_table

__all__ = ["RESAMPLES", "Agreement", "Pattern", "Table", "agree", "code_tables", "level_table"]
