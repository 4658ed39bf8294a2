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
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the child does
        self._process: subprocess.Popen[bytes] | None = None
        self._start()

    def ask(self, label: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The answer for a page; an empty one when there is none within the limit."""
        if self._process is None:
            self._start()
        begun = time.perf_counter()
        answer = self._exchange(json.dumps(asked).encode() + b"\n", self._limit)
        if answer is None:
            late = time.perf_counter() - begun >= self._limit
            answer = {"error": f"no answer in {self._limit:.0f} s" if late else "died"}
            if late:
                answer["ms"] = self._limit * 1000
            self.close()
        if "error" in answer:
            self.failures[label] = answer["error"]
        return answer

    def close(self) -> None:
        """End the process, by force when it does not end by itself."""
        if self._process is not None:
            if self._process.stdin is not None:
                self._process.stdin.close()
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def _start(self) -> None:
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
            )
        except OSError as error:
            raise Unavailable(str(error)) from error
        hello = self._exchange(b"", START)
        if hello is None:
            self.close()
            self._errors.seek(0)
            said = self._errors.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
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
