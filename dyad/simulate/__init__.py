"""Scripted trainees and cases go in; whole visits, played through the very parts of a live one, come out."""

from dyad.simulate.play import SimulatedTurn, Stage, play_all, play_visit
from dyad.simulate.trainee import TRAINEES_FOLDER, Trainee, TraineeError, load_trainee, trainee_names

__all__ = [
    "TRAINEES_FOLDER",
    "SimulatedTurn",
    "Stage",
    "Trainee",
    "TraineeError",
    "load_trainee",
    "play_all",
    "play_visit",
    "trainee_names",
]
