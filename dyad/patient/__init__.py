"""A scored reply goes in; the patient's next state and line come out. It uses scoring's types and never the other way round."""

from dyad.patient.ear import Heard, prepare
from dyad.patient.frame import is_sexual
from dyad.patient.memory import BadMemory, Memory
from dyad.patient.state import VisitState, start_state
from dyad.patient.visit import Turn, end_visit, start_visit, stop_visit, take_turn

__all__ = [
    "BadMemory",
    "Heard",
    "Memory",
    "Turn",
    "VisitState",
    "end_visit",
    "is_sexual",
    "prepare",
    "start_state",
    "start_visit",
    "stop_visit",
    "take_turn",
]
