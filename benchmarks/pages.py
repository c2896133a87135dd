"""Every page over HTTP, as the people who open it, on a national caseload and its year.

The demo's own server answers on loopback; each page is asked for one after the other,
as a person would, warm. Figures are in milliseconds. Beside the time it took stands the
processor time of the server and its database, which other work on the machine lengthens
less.
"""

import argparse
import http.cookiejar
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.national import prepare
from benchmarks.results import machine, report, table


ASKED = 20
PORT = 8790
HERE = f"http://127.0.0.1:{PORT}"
TARGET = 200
FRAGMENTS = ("/cases/count/", "figures/")  # asked for by a page that is there
PAGES: dict[str, tuple[str, ...]] = {
    "amira": (
        "/my-work/",
        "/cases/",
        "/cases/?q=ama",
        "/cases/?q=sayed+17/5/1990",
        "/cases/?q=muhamad+aly",
        "/cases/?q=EH-40",
        "/cases/?nationality=Syria&waiting=12",
        "/cases/?flag=child",
        "/cases/?supported=no&held=held&flag=vulnerable",
        "/cases/?due=overdue&columns=barriers.nationality.held",
        "/cases/?band=1&order=band",
        "/cases/?unit=LIVERPOOL",
        "/cases/count/",
        "/cases/count/?q=sayed",
        "/cases/count/?flag=child",
        "/cases/count/?flag=vulnerable",
        "/cases/count/?supported=yes",
        "/cases/count/?due=overdue",
        "/cases/count/?due=month",
        "/cases/count/?held=ready",
        "/cases/count/?band=3",
        "/cases/count/?nationality=Afghanistan",
        "{case}",
        "/glossary/",
        "/guidance/",
    ),
    "cass": ("/team/", "/people/", "/people/LIVERPOOL/", "/trackers/", "{case}"),
    "dana": (
        "/cases/",
        "/cases/?owner=none&held=ready&order=band",
        "/cases/?barrier=medical-evidence&unit=LIVERPOOL",
        "/cases/count/?nationality=Syria",
        "/cases/views/keep/",
        "/planning/",
        "{run}",
        "{run}?show=not-placed",
        "{run}?show=left-out",
        "{run}?show=done",
        "{run}?show=shares",
        "{run}?show=effects",
        "{run}?show=effects&by=nationality",
        "{run}?show=read",
        "{run}review/",
        "{old}",
        "{old}?show=done",
        "{old}?show=shares",
        "{old}?show=effects",
        "/planning/cut-overs/",
        "/people/",
        "/people/LIVERPOOL/",
        "/trackers/",
        "/trackers/?count=yes",
        "{import}",
        "{import}?show=set-aside",
        "{import}?show=two",
        "{import}figures/",
        "/same-person/",
        "{case}",
    ),
    "fern": (
        "/interviews/",
        "/interviews/?unit=LIVERPOOL",
        "/interviews/today/",
        "/interviews/at-risk/",
        "/interviews/standby/",
        "/interviews/plans/",
        "/interviews/calendar/",
        "/interviews/figures/use/",
        "/interviews/figures/lost/",
        "/interviews/figures/waiting/",
        "/places/",
        "/places/interpreters/",
        "/places/interviewers/",
        "{case}",
    ),
    "gil": ("/rules/", "/rules/1/routing/", "/rules/1/prioritisation/"),
    "idris": (
        "/audit/",
        "/audit/?kind=export",
        "/audit/?who=amira",
        "/audit/?from=2026-05-01&to=2026-05-02",
        "{case}",
    ),
}
_HEADER = (
    *("person", "page", "median", "95th percentile", "most"),
    *("processor: server", "database"),
)


def run(*, small: bool = False) -> None:
    """Serve the caseload of the cycle's benchmark and open its pages."""
    cases = prepare(small=small)
    where = _addresses()
    server = subprocess.Popen(
        [sys.executable, "-m", "evenhand", "serve", "--port", str(PORT)],
        stdout=subprocess.DEVNULL,
    )
    try:
        rows = [
            row
            for person, pages in PAGES.items()
            for row in _opened(person, pages, where, server.pid)
        ]
    finally:
        server.terminate()
        server.wait(timeout=30)
    slow = [row for row in rows if row[3] > TARGET]
    said = (
        f"No page is slower than {TARGET} ms at the 95th percentile."
        if not slow
        else f"Slower than {TARGET} ms at the 95th percentile: "
        + ", ".join(f"{row[1]} ({row[0]}: {row[3]:.0f} ms)" for row in slow)
    )
    if small:
        print(table(_HEADER, rows), said, sep="\n\n")
        return
    report(
        "Pages at national size",
        f"{machine()}\n\n{cases:,} cases and a year of what happened to them "
        f"(`year.py`). {said}",
        [(f"Each asked {ASKED} times, in milliseconds", table(_HEADER, rows))],
    )


def _opened(
    person: str, pages: tuple[str, ...], where: dict[str, str], server: int
) -> list[tuple[str, str, float, float, float, float, float]]:
    browser = _signed_in(person)
    where = {**where, "case": _first_case(_signed_in("amira"))}
    rows = []
    for page in pages:
        address = HERE + page.format(**where)
        part = any(some in page for some in FRAGMENTS)
        asked = urllib.request.Request(
            address, headers={"HX-Request": "true"} if part else {}
        )
        for _ in range(3):
            browser.open(asked).read()
        times = []
        web, database = _processor(server)
        for _ in range(ASKED):
            started = time.perf_counter()
            browser.open(asked).read()
            times.append(1000 * (time.perf_counter() - started))
        web_after, database_after = _processor(server)
        times.sort()
        rows.append(
            (
                *(person, _shown(page)),
                *(times[ASKED // 2], times[int(ASKED * 0.95)], times[-1]),
                1000 * (web_after - web) / ASKED,
                1000 * (database_after - database) / ASKED,
            )
        )
    return rows


def _shown(page: str) -> str:
    for name, words in (
        *(("{case}", "a case"), ("{run}", "the last run ")),
        *(("{old}", "a run of half a year ago "), ("{import}", "the largest tracker ")),
    ):
        page = page.replace(name, words)
    return page.strip()


def _addresses() -> dict[str, str]:
    """Where the last run is, one of half a year ago, and the largest import."""
    from django.db.models import Count

    from evenhand.core.accounts import planning_service
    from evenhand.core.viewing import acting_as
    from evenhand.intake.models import TrackerRow
    from evenhand.planning.models import Run

    with acting_as(planning_service()):
        runs = list(Run.objects.filter(why="").order_by("-started_at"))
        by_size = TrackerRow.objects.values_list("of").annotate(rows=Count("*"))
        largest = by_size.order_by("-rows").first()
    return {
        "run": f"/planning/{runs[0].pk}/",
        "old": f"/planning/{runs[26].pk}/",
        "import": f"/trackers/{largest[0] if largest else 0}/",
    }


def _processor(server: int) -> tuple[float, float]:
    """Seconds that the server and the processes of its database have used."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        backends = [row[0] for row in cursor.fetchall()]
    return sum(map(_used, _family(server))), sum(map(_used, backends))


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def _used(pid: int) -> float:
    """Seconds on a processor, of all threads; 0 for a process that has ended."""
    try:
        return sum(
            int(task.read_text().split()[0]) / 1e9
            for task in Path(f"/proc/{pid}/task").glob("*/schedstat")
        )
    except FileNotFoundError:
        return 0.0


def _signed_in(person: str) -> urllib.request.OpenerDirector:
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    door = _waited_for(browser)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', door)
    assert token is not None, "the demo's door has no form"
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1]}).encode()
    browser.open(f"{HERE}/demo/{person}/", data=form)
    return browser


def _waited_for(browser: urllib.request.OpenerDirector) -> str:
    for _ in range(100):
        try:
            return str(browser.open(f"{HERE}/demo/").read().decode())
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    raise SystemExit("the server does not answer")


def _first_case(browser: urllib.request.OpenerDirector) -> str:
    found = re.search(
        r'href="(/cases/EH-[0-9-]+/)"', browser.open(f"{HERE}/my-work/").read().decode()
    )
    assert found is not None, "nobody has a case"
    return found[1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    run(small=parser.parse_args().small)
