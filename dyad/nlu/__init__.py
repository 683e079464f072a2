"""Rasa's parts built on dyad.language: pipeline components, the policy, the tracker store and the trainer channel."""
