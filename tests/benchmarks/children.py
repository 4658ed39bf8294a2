"""Extractors in processes of their own: what hangs, crashes or eats memory costs one page, and no more."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
START = 60.0
"""Seconds that an extractor may take to be imported."""


class Unavailable(Exception):
    """An extractor could not be started."""


class Child:
    """One extractor. It is started anew when it has died or was killed."""

    def __init__(
        self, name: str, python: Path | str = sys.executable, limit: float = 30.0, *more: str
    ) -> None:
        """``limit`` is how many seconds a page may take. Raises Unavailable when it does not start."""
        self.name = name
        self.version = ""
        self.failures: dict[str, str] = {}
        """Page → why it has no answer."""
        self._command = [str(python), str(HERE / "extractors.py"), name, *more]
        self._limit = limit
        self._process: subprocess.Popen[bytes] | None = None
        self._start()

    @property
    def process_id(self) -> int:
        """Of the process that would answer next; 0 when it has yet to be started."""
        return self._process.pid if self._process is not None else 0

    def ask(self, label: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The answer for a page; an empty one when there is none within the limit."""
        if self._process is None:
            self._start()
        begun = time.perf_counter()
        answer = self._exchange(json.dumps(asked).encode() + b"\n", self._limit)
        if answer is None:
            late = time.perf_counter() - begun >= self._limit
            answer = {"error": f"no answer in {self._limit:g} s" if late else "died"}
            if late:
                answer["ms"] = self._limit * 1000
            self.close()
        if "error" in answer:
            self.failures[label] = answer["error"]
        return answer

    def close(self) -> None:
        """End the process, by force when it does not end by itself."""
        if self._process is None:
            return
        with self._process as process:  # closes the pipes
            if process.stdin is not None:
                with suppress(BrokenPipeError):
                    process.stdin.close()
            try:
                process.wait(2)
            except subprocess.TimeoutExpired:
                process.kill()
        self._process = None

    def _start(self) -> None:
        with tempfile.TemporaryFile() as errors:
            try:
                self._process = subprocess.Popen(
                    self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
                )
            except OSError as error:
                raise Unavailable(str(error)) from error
            hello = self._exchange(b"", START)
            if hello is None:
                self.close()
                errors.seek(0)
                said = errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
                raise Unavailable(said or f"{self.name} does not start")
        self.version = hello["version"]

    def _exchange(self, line: bytes, limit: float) -> dict[str, Any] | None:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(line)
            process.stdin.flush()
        except OSError:
            return None
        deadline = time.perf_counter() + limit
        parts: list[bytes] = []
        while not parts or not parts[-1].endswith(b"\n"):
            left = deadline - time.perf_counter()
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, left))
            part = os.read(process.stdout.fileno(), 1 << 20) if ready else b""
            if not part:
                return None
            parts.append(part)
        answer: dict[str, Any] = json.loads(b"".join(parts))
        return answer
