"""The service in its real processes, any of which may be killed (kill -9) at any moment and is started again."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import IO

import psutil

from ivr.folders import PROJECT

PATIENCE = 20.0


@dataclass
class Mortal:
    """One process with its children, in a group of its own. `words`: what `ivr` is told."""

    name: str
    words: list[str]
    environment: dict[str, str]
    log: IO[bytes]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        command = [sys.executable, "-m", "webhooks.cli", *self.words]
        self.process = subprocess.Popen(
            command, cwd=PROJECT, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    @property
    def running(self) -> "subprocess.Popen[bytes]":
        assert self.process is not None
        return self.process

    def dies(self) -> None:
        """kill -9 of the whole group."""
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait(PATIENCE)

    def loses_a_child(self, chance: Random) -> bool:
        """kill -9 of one worker; whoever made it makes another. False when there was none."""
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(self.running.pid).children()
            if children:
                chance.choice(children).kill()
                return True
        return False


@dataclass
class Mortals:
    """`schedulers` are several; every one that was killed is started again at once."""

    environment: dict[str, str]
    var: Path
    web: Mortal = field(init=False)
    telephone: Mortal = field(init=False)
    schedulers: list[Mortal] = field(init=False)

    def begin(self, web: int, telephone: int, schedulers: int = 2) -> "Mortals":
        """Start them all: web and telephone at these ports of this machine."""
        self.web = self._made("web", ["serve", "--bind", f"127.0.0.1:{web}", "--workers", "2"])
        self.telephone = self._made("telephone", ["telephone", "--bind", f"127.0.0.1:{telephone}"])
        self.schedulers = [self._made(f"scheduler{at}", ["scheduler"]) for at in range(schedulers)]
        for each in self.all():
            each.start()
        return self

    def all(self) -> list[Mortal]:
        return [self.web, self.telephone, *self.schedulers]

    def kill_one(self, chance: Random) -> str:
        """Somebody dies now, and is started again; says who. Of web mostly one worker, sometimes all of it."""
        victim = chance.choice([*self.schedulers, *self.schedulers, self.web, self.telephone])
        if victim is self.web and chance.random() < 0.7 and victim.loses_a_child(chance):
            return "a worker of web"
        victim.dies()
        victim.start()
        return victim.name

    def end(self) -> None:
        for each in self.all():
            if each.process is not None:
                each.dies()
            each.log.close()

    def _made(self, name: str, words: list[str]) -> Mortal:
        return Mortal(name, words, self.environment, (self.var / f"{name}.log").open("ab"))
