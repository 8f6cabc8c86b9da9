"""Looks at a page in headless Chromium: `browser.py PAGE SCREENSHOT [WORD]`, where PAGE is a file or an http URL.

Fails where the page asks for anything, writes to the console, or is wider than a narrow window. Where a
WORD is given, types it into the first table's filter and prints as JSON how many rows there were before and after, and what the
first header sorts first. Speaks WebDriver (https://www.w3.org/TR/webdriver2/) to chromedriver.
"""

import base64
import json
import subprocess
import sys
import tempfile
import urllib.request

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--window-size=500,900",
]
ROWS = "return [...document.querySelector('table[data-filter]').tBodies[0].rows].filter(row => !row.hidden).length"
TYPE = """
const input = document.querySelector('input[type=search]');
input.value = arguments[0];
input.dispatchEvent(new Event('input'));
"""
SORT = """
const table = document.querySelector('table[data-filter]');
table.querySelector('th:nth-child(3) button').click();
const rows = [...table.tBodies[0].rows].map(row => row.cells[2].textContent);
return rows.join() === [...rows].sort((a, b) => a.localeCompare(b, undefined, {numeric: true})).join();
"""
ASKED = "return performance.getEntriesByType('resource').map(one => one.name)"
WIDE = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"


def main(page, screenshot, word=None):
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
    try:
        port = next(line for line in driver.stdout if "started successfully on port" in line).split()[-1].rstrip(".")
        with tempfile.TemporaryDirectory() as profile:
            look(f"http://127.0.0.1:{port}", profile, page, screenshot, word)
    finally:
        driver.kill()


def look(server, profile, page, screenshot, word):
    def ask(method, path, **body):
        data = json.dumps(body).encode() if method == "POST" else None
        request = urllib.request.Request(server + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    options = {"args": [*FLAGS, f"--user-data-dir={profile}"]}
    wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
    session = "/session/" + ask("POST", "/session", capabilities={"alwaysMatch": wanted})["sessionId"]
    run = lambda script, *arguments: ask("POST", session + "/execute/sync", script=script, args=list(arguments))
    try:
        ask("POST", session + "/url", url=page if page.startswith("http://") else f"file://{page}")
        asked, console = run(ASKED), ask("POST", session + "/se/log", type="browser")
        assert not asked, f"the page asks for {asked}"
        assert not console, f"the page says {console}"
        assert not run(WIDE), "the page is wider than a narrow window"
        with open(screenshot, "wb") as file:
            file.write(base64.b64decode(ask("GET", session + "/screenshot")))
        if word is None:
            return
        before = run(ROWS)
        run(TYPE, word)
        after = run(ROWS)
        run(TYPE, "")
        print(json.dumps({"before": before, "after": after, "again": run(ROWS), "sorted": run(SORT)}))
    finally:
        ask("DELETE", session)


main(*sys.argv[1:])
