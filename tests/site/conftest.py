"""The site, built and served on this machine, and a browser that reaches nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Handler(SimpleHTTPRequestHandler):
    """Serves files and says nothing. `asked` collects the paths."""

    asked: ClassVar[list[str]] = []
    extensions_map: ClassVar[dict[str, str]] = {
        **SimpleHTTPRequestHandler.extensions_map,
        **{".mjs": "text/javascript", ".wasm": "application/wasm"},
    }

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site: that of `--site`, else one that is built now."""
    given = request.config.getoption("--site")
    if given:
        return Path(given).resolve()
    folder = tmp_path_factory.mktemp("site")
    npm = shutil.which("npm")
    assert npm is not None, "npm is needed for Pyodide"
    subprocess.run([npm, "install", "--silent", "--prefix", str(folder), "pyodide"], check=True, timeout=300)
    output, pyodide = folder / "out", folder / "node_modules" / "pyodide"
    command = [sys.executable, "-m", "docs.site", str(output), "--pyodide", str(pyodide)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=300)
    return output


@pytest.fixture(scope="session")
def site(built: Path) -> Iterator[str]:
    """The address of the site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(built))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, which knows no other host than this one."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path is not None, f"one of {', '.join(BROWSERS)} is needed"
    with sync_playwright() as playwright:
        rules = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", rules])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Any, site: str) -> Iterator[Any]:
    """A fresh page; the test fails where a script does, or where anything is asked of another host."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-US")
    page = context.new_page()
    outside: list[str] = []
    errors: list[str] = []
    context.on("request", lambda asked: asked.url.startswith((site, "data:", "blob:")) or outside.append(asked.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert outside == []
    assert errors == []
