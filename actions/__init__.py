"""Rasa's door: one action per file; each reads the tracker, lets dyad work, and returns events."""
