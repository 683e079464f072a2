"""Ratings of the same things by several raters go in; how far they agree comes out, with n and an interval."""

from dyad.agreement.agree import Agreement, agree
from dyad.agreement.resample import RESAMPLES
from dyad.agreement.tables import CodedVisit, Table, code_tables, level_table

__all__ = ["RESAMPLES", "Agreement", "CodedVisit", "Table", "agree", "code_tables", "level_table"]
