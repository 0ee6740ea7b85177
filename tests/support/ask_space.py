# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""ask_space.py SPACE PICTURE...: starts the page of a Space without the net and asks it over HTTP, as a program would.

Prints the front page's title, then an answer a picture, as JSON lines.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

WAIT = 120  # seconds, for imports on a busy machine


def free_port():
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


def started(space, port):
    nowhere = "http://127.0.0.1:9"
    environment = {
        **os.environ,
        "GRADIO_SERVER_NAME": "127.0.0.1",
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "no_proxy": "127.0.0.1,localhost",
        **{name: nowhere for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY")},
    }
    return subprocess.Popen([sys.executable, "app.py"], cwd=space, env=environment, stdout=sys.stderr)


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(url, data=None, kind="application/json"):
    request = urllib.request.Request(url, data, {"Content-Type": kind} if data else {})
    with OPENER.open(request, timeout=WAIT) as answer:
        return answer.read().decode()


def wait_for(page, root):
    end = time.monotonic() + WAIT
    while True:
        try:
            return json.loads(ask(root + "/config"))
        except (urllib.error.URLError, ConnectionError):
            if page.poll() is not None or time.monotonic() > end:
                raise SystemExit("the page did not start")
            time.sleep(0.1)


def upload(api, picture):
    border = uuid.uuid4().hex
    with open(picture, "rb") as file:
        content = file.read()
    head = f'--{border}\r\nContent-Disposition: form-data; name="files"; filename="{os.path.basename(picture)}"\r\n'
    body = head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + f"\r\n--{border}--\r\n".encode()
    return json.loads(ask(api + "/upload", body, f"multipart/form-data; boundary={border}"))[0]


def answer(api, picture):
    file = {"path": upload(api, picture), "orig_name": os.path.basename(picture), "meta": {"_type": "gradio.FileData"}}
    event = json.loads(ask(api + "/call/predict", json.dumps({"data": [file]}).encode()))["event_id"]
    kind = None
    for line in ask(f"{api}/call/predict/{event}").splitlines():
        if line.startswith("event: "):
            kind = line[7:]
        elif line.startswith("data: ") and kind in ("complete", "error"):
            return {"event": kind, "data": json.loads(line[6:])}
    raise SystemExit("no answer")


def main():
    port = free_port()
    root = f"http://127.0.0.1:{port}"
    page = started(sys.argv[1], port)
    try:
        config = wait_for(page, root)
        print(json.dumps({"title": config["title"], "front": len(ask(root + "/"))}))
        for picture in sys.argv[2:]:
            print(json.dumps(answer(root + config["api_prefix"], picture)))
    finally:
        page.terminate()
        page.wait(30)


main()
