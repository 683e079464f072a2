"""Scripted trainees and cases go in; whole visits, played through the very parts of a live one, come out."""

from dyad.simulate.play import Moment, SimulatedTurn, Stage, moments, play_all, play_visit
from dyad.simulate.trainee import TRAINEES_FOLDER, Trainee, TraineeError, load_trainee, trainee_names

__all__ = [
    "TRAINEES_FOLDER",
    "Moment",
    "SimulatedTurn",
    "Stage",
    "Trainee",
    "TraineeError",
    "load_trainee",
    "moments",
    "play_all",
    "play_visit",
    "trainee_names",
]
