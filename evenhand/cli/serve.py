"""start the web process and one worker, and stop both together"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from evenhand.config.django import set_up_django


ROOT = Path(__file__).resolve().parents[2]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Loopback by default: put a reverse proxy with TLS in front of production."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=port, default=8000)


def port(text: str) -> int:
    """A port as typed; argparse tells of the error."""
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f"{text} is not a port: give 1 to 65535")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted; answers 2 where production must not start."""
    remember_the_demo()
    set_up_django()
    from django.conf import settings
    from django.core.management import call_command

    from evenhand.config.production import database_refusals

    if settings.PRODUCTION and (found := database_refusals()):
        print("Production does not start: " + "; ".join(found), file=sys.stderr)
        return 2
    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)
    return serve(args.host, args.port)


def remember_the_demo() -> None:
    """In the demo, serve the caseload that was made last."""
    latest = ROOT / ".local" / "demo" / "latest"
    if os.environ.get("EVENHAND_MODE") == "demo" and latest.is_file():
        os.environ.setdefault("EVENHAND_DATABASE", latest.read_text().strip())


def serve(host: str, port: int) -> int:
    """Run gunicorn and a worker until one ends or somebody interrupts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.config.settings")
    port = free_port(host, port)
    web = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "evenhand.config.wsgi"),
            *("--bind", f"{host}:{port}", "--workers", "2", "--threads", "4"),
            *("--no-control-socket", "--log-level", "warning"),
        ]
    )
    worker = subprocess.Popen(
        [sys.executable, "-m", "django", "procrastinate", "worker"],
        stdout=subprocess.DEVNULL,
    )
    print(f"Evenhand is at http://{host}:{port}/ (Ctrl-C stops it)", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while web.poll() is None and worker.poll() is None:
            time.sleep(0.5)
        code = web.poll() or worker.poll() or 0
        print("A process ended by itself, so Evenhand stops.", file=sys.stderr)
    except KeyboardInterrupt:
        code = 0
    finally:
        for process in (web, worker):
            if process.poll() is None:
                process.terminate()
        for process in (web, worker):
            process.wait(timeout=20)
    return code


def free_port(host: str, wanted: int) -> int:
    """`wanted`, or the next port that nobody listens on."""
    for port in range(wanted, min(wanted + 50, 65_536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise SystemExit(f"No port is free between {wanted} and {wanted + 49} on {host}.")
