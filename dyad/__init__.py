"""Dyad: a simulated patient on which prescribers practise the relationship side of medication."""

__version__ = "0.1.0"
