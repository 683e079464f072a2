"""Replies go in; codes with evidence, a turn score and suggested session domains come out. It never knows the patient's state machine."""

from dyad.scoring.rubric import Rubric, load_rubric
from dyad.scoring.score import CodedThought, TurnContext, TurnScore, score_turn

__all__ = ["CodedThought", "Rubric", "TurnContext", "TurnScore", "load_rubric", "score_turn"]
