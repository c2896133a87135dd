"""Every page over HTTP, as the people who open it, on a national caseload.

The demo's own server answers on loopback; each page is asked for one after the other,
as a person would, warm. Figures are in milliseconds.
"""

import argparse
import http.cookiejar
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from benchmarks.results import machine, report, table


ASKED = 40
PORT = 8790
HERE = f"http://127.0.0.1:{PORT}"
TARGET = 200
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
        "/cases/?due=overdue&columns=barriers.nationality.held",
        "/cases/count/?q=sayed",
        "/cases/?band=1&order=band",
        "/cases/?unit=LIVERPOOL",
        "/cases/count/",
        "{case}",
        "/glossary/",
    ),
    "dana": (
        "/cases/",
        "/cases/?owner=none&held=ready&order=band",
        "/cases/?barrier=medical-evidence&unit=LIVERPOOL",
        "/cases/count/?nationality=Syria",
        "/cases/views/keep/",
        "/planning/",
        "/planning/1/",
        "/planning/1/?show=not-placed",
        "/planning/1/?show=read",
        "/people/",
        "/people/LIVERPOOL/",
        "{case}",
    ),
    "gil": ("/rules/", "/rules/1/routing/", "/rules/1/prioritisation/"),
    "idris": ("/audit/", "{case}"),
}
_HEADER = ("person", "page", "median", "95th percentile", "most")


def run(*, small: bool = False) -> None:
    """Serve the caseload of the cycle's benchmark and open its pages."""
    cases = 12_000 if small else 120_000
    os.environ["EVENHAND_MODE"] = "demo"
    os.environ["EVENHAND_DATABASE"] = f"evenhand_bench_{cases}"
    from evenhand.cli.demo import fill
    from evenhand.config.django import set_up_django

    set_up_django()
    fill(cases, lambda words: print(f"  {words}", file=sys.stderr))
    server = subprocess.Popen(
        [sys.executable, "-m", "evenhand", "serve", "--port", str(PORT)],
        stdout=subprocess.DEVNULL,
    )
    try:
        rows = [
            row for person, pages in PAGES.items() for row in _opened(person, pages)
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
        f"{machine()}\n\n{cases:,} cases. {said}",
        [(f"Each asked {ASKED} times, in milliseconds", table(_HEADER, rows))],
    )


def _opened(
    person: str, pages: tuple[str, ...]
) -> list[tuple[str, str, float, float, float]]:
    browser = _signed_in(person)
    case = _first_case(_signed_in("amira"))
    rows = []
    for page in pages:
        address = page.format(case=case)
        for _ in range(3):
            browser.open(HERE + address).read()
        times = []
        for _ in range(ASKED):
            started = time.perf_counter()
            browser.open(HERE + address).read()
            times.append(1000 * (time.perf_counter() - started))
        times.sort()
        shown = "a case" if page == "{case}" else page
        rows.append(
            (person, shown, times[ASKED // 2], times[int(ASKED * 0.95)], times[-1])
        )
    return rows


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
