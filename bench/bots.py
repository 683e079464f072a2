"""The two bots under test: trained, started, asked, weighed and stopped, each with its own folder, ports and processes.

Everything is written to a folder that the caller throws away, and every socket is on loopback.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CASES = ("blue-notebook", "the-seven-forty", "two-flights-up", "hundred-and-forty-covers")
_HOST = "127.0.0.1"
_START_TIMEOUT_S = 180
_ASK_TIMEOUT_S = 60


class BenchError(RuntimeError):
    """A bot could not be trained, started or asked, so there is nothing to compare."""


def endless_visits(folder: Path) -> dict[str, str]:
    """Write rules and cases in which no visit of the bench comes to an end; return the settings that name them.

    A visit ends at the last turn, when the patient walks out, or at a goodbye after the doorknob test: the limits are moved
    out of reach, the doorknob becomes a test like others, and nobody hears a goodbye.
    """
    rules = yaml.safe_load((ROOT / "dyad" / "patient" / "rules.yml").read_text(encoding="utf-8"))
    rules["limits"].update(last_turn=1_000, leave_from_turn=1_000)
    (folder / "rules.yml").write_text(yaml.safe_dump(rules, sort_keys=False), encoding="utf-8")
    for file in (file for case in CASES for file in (ROOT / "cases" / case).glob("*.yml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        if file.name == "answers.yml":
            content.pop("say_goodbye", None)
        for beat in content.get("beats", ()):
            beat["kind"] = "test" if beat["kind"] == "doorknob" else beat["kind"]
        copy = folder / "cases" / file.parent.name / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return {"DYAD_RULES": str(folder / "rules.yml"), "DYAD_CASES": str(folder / "cases")}


class Processes:
    """Child processes that are always stopped, each with the children it started itself."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._running = folder, list[tuple[subprocess.Popen[bytes], Path]]()

    def start(self, name: str, command: Sequence[str], cwd: Path, environment: dict[str, str]) -> None:
        """Start one process; what it prints goes to a file."""
        log = self._folder / f"{name}-{len(self._running)}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running.append((process, log))

    def finish(self, timeout_s: float) -> None:
        """Wait until all processes have ended by themselves; raise if one failed."""
        for process, log in self._running:
            if process.wait(timeout=timeout_s):
                raise BenchError(f"{log.stem} ended with {process.returncode}:\n{tail(log)}")
        self._running.clear()

    def complain_if_dead(self) -> None:
        """Raise if a process has ended by itself."""
        for process, log in self._running:
            if process.poll() is not None:
                raise BenchError(f"{log.stem} ended with {process.returncode}:\n{tail(log)}")

    def memory_mb(self) -> float:
        """Return the resident memory of all processes and their children, shared pages counted in each."""
        groups = {process.pid for process, _ in self._running}
        return sum(_resident_kb(pid) for pid in _processes_of(groups)) / 1024

    def worked_s(self) -> float:
        """Return the processor time of all processes so far, which other work on the machine does not lengthen much."""
        return sum(_worked_ticks(pid) for pid in _processes_of({process.pid for process, _ in self._running})) / os.sysconf(
            "SC_CLK_TCK"
        )

    def last_words(self) -> str:
        """Return the end of each process's log."""
        return "\n".join(f"--- {log.stem}\n{tail(log)}" for _, log in self._running)

    def stop(self) -> None:
        """End all processes, politely and then not."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            for process, _ in self._running:
                try:
                    os.killpg(process.pid, how)
                except ProcessLookupError:
                    continue
            for process, _ in self._running:
                try:
                    process.wait(timeout=10)
                except subprocess.TimeoutExpired:
                    continue
        self._running.clear()


class Talk:
    """One conversation over one kept connection."""

    def __init__(self, port: int) -> None:
        self.sender, self.turn = uuid.uuid4().hex, 0
        self._connection = http.client.HTTPConnection(_HOST, port, timeout=_ASK_TIMEOUT_S)

    def post(self, path: str, body: dict[str, Any], headers: dict[str, str]) -> tuple[float, Any]:
        """Send JSON; return the milliseconds until the whole answer was there, and the answer."""
        data = json.dumps(body)
        began = time.perf_counter()
        self._connection.request("POST", path, data, {"Content-Type": "application/json", **headers})
        response = self._connection.getresponse()
        raw = response.read()
        took = (time.perf_counter() - began) * 1000
        if response.status != 200:
            raise BenchError(f"{path} answered {response.status} at message {self.turn}: {raw[:200].decode(errors='replace')}")
        return took, json.loads(raw)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class Bot:
    """What the bench does with either bot."""

    name = ""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        folder.mkdir()
        self.processes = Processes(folder)
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("DYAD_", "RASA_", "SANIC_"))},
            "RASA_TELEMETRY_ENABLED": "false",
            "RASA_CACHE_DIRECTORY": str(folder / "cache"),
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "SANIC_HOST": _HOST,
        }

    def train(self) -> float:
        """Train from nothing, all parts side by side as `make model` does; return the seconds it took."""
        began = time.perf_counter()
        for number, (command, cwd) in enumerate(self._training()):
            self.processes.start(f"train-{number}", command, cwd, self.environment)
        self.processes.finish(timeout_s=600)
        return time.perf_counter() - began

    def start(self) -> float:
        """Start the bot; return the seconds until it can answer."""
        began = time.perf_counter()
        self._start()
        for port, path in self._ready():
            while not _answers(port, path):
                self.processes.complain_if_dead()
                if time.perf_counter() - began > _START_TIMEOUT_S:
                    raise BenchError(f"{self.name} was not ready after {_START_TIMEOUT_S} s.")
                time.sleep(0.1)
        return time.perf_counter() - began

    def _rasa(self, model: Path, *more: str) -> list[str]:
        return [str(BIN / "rasa"), "run", "--model", str(model), "--interface", _HOST, "--port", str(self.port), *more]

    def _training(self) -> list[tuple[list[str], Path]]:
        raise NotImplementedError

    def _start(self) -> None:
        raise NotImplementedError

    def _ready(self) -> list[tuple[int, str]]:
        raise NotImplementedError

    def begin(self, number: int) -> Talk:
        """Begin a conversation."""
        raise NotImplementedError

    def ask(self, talk: Talk, words: str) -> float:
        """Send one message; return the milliseconds until a real answer was there."""
        raise NotImplementedError


class Starter(Bot):
    """What `rasa init` writes, unchanged, behind the REST channel."""

    name = "starter"

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder, port)
        from rasa.cli.scaffold import create_initial_project  # what `rasa init --no-prompt` calls before it trains

        self._home = folder / "project"
        create_initial_project(str(self._home))

    def _training(self) -> list[tuple[list[str], Path]]:
        return [
            (
                [
                    str(BIN / "rasa"),
                    "train",
                    "--force",
                    "--skip-validation",
                    "--fixed-model-name",
                    "starter",
                    "--out",
                    str(self.folder),
                ],
                self._home,
            )
        ]

    def _start(self) -> None:
        self.processes.start("starter", self._rasa(self.folder / "starter.tar.gz"), self._home, self.environment)

    def _ready(self) -> list[tuple[int, str]]:
        return [(self.port, "/webhooks/rest/")]

    def begin(self, number: int) -> Talk:
        return Talk(self.port)

    def ask(self, talk: Talk, words: str) -> float:
        talk.turn += 1
        took, answer = talk.post("/webhooks/rest/webhook", {"sender": talk.sender, "message": words}, {})
        if not isinstance(answer, list):
            raise BenchError(f"The starter bot answered {str(answer)[:200]}.")
        return took


class Dyad(Bot):
    """This project's bot, its action server and its web app, started as the Procfile does but on other ports."""

    name = "dyad"

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder, port)
        self._secret = uuid.uuid4().hex
        self.environment |= {
            **endless_visits(folder),
            "DYAD_CHANNEL_SECRET": self._secret,
            "DYAD_ACTIONS_URL": f"http://{_HOST}:{port + 1}/webhook",
            "DYAD_TRACKER_DIALECT": "sqlite",
            "DYAD_TRACKER_HOST": "",
            "DYAD_TRACKER_DB": str(folder / "tracker.db"),
            "DYAD_RASA_URL": f"http://{_HOST}:{port}",
            "DYAD_VAR": str(folder),
        }

    def _training(self) -> list[tuple[list[str], Path]]:
        rasa = [
            str(BIN / "rasa"),
            "train",
            "--force",
            "--skip-validation",
            "--fixed-model-name",
            "dyad",
            "--out",
            str(self.folder),
        ]
        return [(rasa, ROOT)]

    def _start(self) -> None:
        # As the Procfile has it; set here and not before, since training may use both processors.
        self.environment |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}
        actions = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(self.port + 1)]
        rasa = self._rasa(self.folder / "dyad.tar.gz", "--endpoints", "endpoints.yml", "--credentials", "credentials.yml")
        self.processes.start("actions", actions, ROOT, self.environment)
        self.processes.start("rasa", rasa, ROOT, self.environment)

    def start_web(self) -> bool:
        """Start the web app too, for the memory figure; tell whether there is one."""
        if not (ROOT / "web" / "wsgi.py").is_file():
            return False
        python, web = sys.executable, self.port + 2
        migrate = [python, "web/manage.py", "migrate", "-v0"]
        environment = {**self.environment, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(migrate, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        if done.returncode:
            raise BenchError(f"The web app's database could not be made:\n{done.stderr[-2000:]}")
        gunicorn = [str(BIN / "gunicorn"), "web.wsgi", "--bind", f"{_HOST}:{web}", "--workers", "1", "--threads", "8"]
        self.processes.start("web", gunicorn, ROOT, self.environment)
        began = time.perf_counter()
        while not _answers(web, "/", below=500):
            self.processes.complain_if_dead()
            if time.perf_counter() - began > _START_TIMEOUT_S:
                raise BenchError("The web app was not ready in time.")
            time.sleep(0.1)
        return True

    def _ready(self) -> list[tuple[int, str]]:
        return [(self.port + 1, "/health"), (self.port, "/webhooks/trainer/")]

    def begin(self, number: int) -> Talk:
        talk = Talk(self.port)
        self._send(talk, {"kind": "start", "case": CASES[number % len(CASES)], "seed": number})
        return talk

    def ask(self, talk: Talk, words: str) -> float:
        talk.turn += 1
        took, answer = self._send(talk, {"kind": "reply", "message": words, "meant": True})
        if not answer.get("score") or answer["turn"]["number"] != talk.turn:
            raise BenchError(f"Dyad did not score reply {talk.turn}.")
        if answer["turn"]["ended"]:
            raise BenchError(f"A visit ended at turn {talk.turn}, which the bench's rules should prevent; the reply was: {words}")
        return took

    def _send(self, talk: Talk, body: dict[str, Any]) -> tuple[float, Any]:
        whole = {"sender": talk.sender, "turn": talk.turn, "message_id": uuid.uuid4().hex, **body}
        return talk.post("/webhooks/trainer/webhook", whole, {"Authorization": f"Bearer {self._secret}"})


def tail(log: Path, lines: int = 15) -> str:
    """Return the end of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def _answers(port: int, path: str, below: int = 300) -> bool:
    connection = http.client.HTTPConnection(_HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < below
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _processes_of(groups: set[int]) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getpgid(int(entry.name)) in groups:
                    found.append(int(entry.name))
            except ProcessLookupError:
                continue
    return found


def _resident_kb(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(row.split()[1]) for row in status.splitlines() if row.startswith("VmRSS:")), 0)


def _worked_ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])  # utime and stime, proc(5)
