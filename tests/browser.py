"""Looks at a page in headless Chromium: `browser.py AXE PAGE SCREENSHOT [WORD]`, where PAGE is a file or an http URL.

Fails where the page asks for anything, writes to the console, is wider than a narrow window, has something that keeps
people out, light or dark, wide or narrow, by the rules of axe-core (whose script is AXE), or prints on no sheet. Where a
WORD is given, types it into the first table's filter and prints as JSON how many rows there were before and after, and what the
first header sorts first. Speaks WebDriver (https://www.w3.org/TR/webdriver2/) to chromedriver.
"""

import base64
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
import zlib

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
# A dashboard asks for itself again, and keeps what was typed and where somebody was.
CHECK = """
const done = arguments[arguments.length - 1];
axe.run(document, {rules: {'meta-refresh': {enabled: false}}}).then(found => done({
    passed: found.passes.map(rule => rule.id),
    violated: found.violations.map(rule => rule.id + ': ' + rule.nodes.map(node => node.html + ' ' + node.failureSummary)),
}), error => done({violated: [String(error)]}));
"""
MILLIMETRES = 72 / 25.4


def main(axe, page, screenshot, word=None):
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
    try:
        port = next(line for line in driver.stdout if "started successfully on port" in line).split()[-1].rstrip(".")
        with tempfile.TemporaryDirectory() as profile:
            look(f"http://127.0.0.1:{port}", profile, axe, page, screenshot, word)
    finally:
        driver.kill()


def look(server, profile, axe, page, screenshot, word):
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
        if word is not None:
            before = run(ROWS)
            run(TYPE, word)
            after = run(ROWS)
            run(TYPE, "")
            print(json.dumps({"before": before, "after": after, "again": run(ROWS), "sorted": run(SORT)}))
        with open(axe, encoding="utf-8") as file:
            run(file.read())
        for width in (500, 1200):
            ask("POST", session + "/window/rect", width=width, height=900)
            for scheme in ("light", "dark"):
                feature = {"name": "prefers-color-scheme", "value": scheme}
                media = {"features": [feature]}
                ask("POST", session + "/goog/cdp/execute", cmd="Emulation.setEmulatedMedia", params=media)
                found = ask("POST", session + "/execute/async", script=CHECK, args=[])
                assert not found["violated"], f"{scheme}, {width} wide: " + json.dumps(found["violated"], indent=1)
                assert "color-contrast" in found["passed"], "nothing was looked at"
        sheets(base64.b64decode(ask("POST", session + "/print", page={"width": 21.0, "height": 29.7})))
    finally:
        ask("DELETE", session)


def sheets(pdf):
    """Whether a PDF has sheets of A4, each with its number, and words."""
    assert pdf.startswith(b"%PDF-"), "it does not print"
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", pdf)
    assert boxes, "it prints on no sheet"
    for box in boxes:
        wide, high = (float(side) / MILLIMETRES for side in box)
        assert (round(wide), round(high)) == (210, 297), f"a sheet of {wide} by {high} mm"
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    texts = [text for stream in streams if b"BT" in (text := inflated(stream))]
    assert len(texts) >= len(boxes), f"{len(texts)} of {len(boxes)} sheets have words"


def inflated(stream):
    try:
        # The last byte of its checksum may be a \r, which is taken for the end of the line.
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


main(*sys.argv[1:])
