"""A real server on loopback that can be killed, and a client that never gives up."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings


PATIENCE = 120.0  # seconds; a busy machine makes no test fail


class Served:
    """Our web process over the present database: two workers, as `evenhand serve` has.

    `kill` ends all of it at once, as a power cut would, and `start` begins again at the
    same address. What it complains of goes to `log`.
    """

    def __init__(self, log: Path) -> None:
        self.log = log
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin, and wait until it listens."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "evenhand.config.wsgi"),
                    *("--bind", f"127.0.0.1:{self.port}", "--workers", "2"),
                    *("--threads", "8", "--backlog", "512"),
                    *("--no-control-socket", "--log-level", "critical"),
                ],
                env={
                    **os.environ,
                    "EVENHAND_MODE": "demo",
                    "DATABASE_URL": _address(settings.DATABASES["default"]),
                    "DATABASE_OWNER_URL": _address(settings.DATABASES["owner"]),
                },
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server does not listen")

    def kill(self) -> None:
        """End every process of it in the midst of what it does."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None


class Client:
    """Calls over HTTP; where the server is gone it sends the same call again."""

    def __init__(self, port: int, text: str) -> None:
        self.port, self.text = port, text
        self.sent_again = 0

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        """Status and body of what is looked up."""
        return self._ask("GET", f"/api/v1{path}?{urlencode(query)}", None, {})

    def post(self, path: str, body: Mapping[str, Any], *, key: str) -> tuple[int, Any]:
        """Status and body of what is done once under a key."""
        said = {"Idempotency-Key": key, "Content-Type": "application/json"}
        return self._ask("POST", f"/api/v1{path}", json.dumps(body), said)

    def _ask(
        self, method: str, address: str, body: str | None, headers: Mapping[str, str]
    ) -> tuple[int, Any]:
        until = time.monotonic() + 2 * PATIENCE
        while time.monotonic() < until:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                line.request(
                    method,
                    address,
                    body,
                    {"Authorization": f"Bearer {self.text}", **headers},
                )
                answer = line.getresponse()
                told = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError):
                self.sent_again += 1
                time.sleep(0.2)
                continue
            finally:
                line.close()
            if str(told.get("type", "")).endswith(":being-answered"):
                time.sleep(0.2)
                continue
            return answer.status, told
        raise AssertionError("the server answers no more")


def _address(database: Mapping[str, Any]) -> str:
    query = {"host": database["HOST"], "port": database["PORT"]}
    who = quote(str(database["USER"]))
    if database["PASSWORD"]:
        who += f":{quote(str(database['PASSWORD']))}"
    said = urlencode({name: value for name, value in query.items() if value})
    return f"postgresql://{who}@/{database['NAME']}?{said}"
