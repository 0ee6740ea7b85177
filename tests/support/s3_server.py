#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A bucket on loopback that believes nothing: each signature is made again by botocore, Amazon's own code, and each body
is hashed. s3_server.py FOLDER; key and secret in S3_KEY and S3_SECRET. Prints its port. Objects lie in FOLDER/objects
under their quoted names, FOLDER/log gets a line per request, and FOLDER/faults holds lines "METHOD FAULT COUNT" of what
to do wrong to the next requests: 503, cut, stall, etag, denied; ok is nothing."""
import base64
import hashlib
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

root = sys.argv[1]
objects = os.path.join(root, "objects")
os.makedirs(objects, exist_ok=True)
lock = threading.Lock()
KEY, SECRET = os.environ["S3_KEY"], os.environ["S3_SECRET"]


def next_fault(method):
    path = os.path.join(root, "faults")
    if not os.path.exists(path):
        return None
    found, lines = None, []
    for line in open(path).read().splitlines():
        verb, fault, count = line.split()
        if found is None and verb == method and int(count) > 0:
            found, count = fault, int(count) - 1
        lines.append(f"{verb} {fault} {count}\n")
    open(path, "w").writelines(lines)
    return found


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def say(self, status, body=b"", headers=None):
        with lock:
            with open(os.path.join(root, "log"), "a") as log:
                log.write(f"{self.command} {self.path} {status}\n")
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if "Content-Length" not in (headers or {}):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status, code):
        self.say(status, f"<?xml?><Error><Code>{code}</Code><Message>no</Message></Error>".encode())

    def problem(self):
        authorization = self.headers.get("Authorization", "")
        if not authorization.startswith("AWS4-HMAC-SHA256 "):
            return "AccessDenied"
        parts = dict(p.strip().split("=", 1) for p in authorization.split(" ", 1)[1].split(","))
        key, _, region, service, _ = parts["Credential"].split("/")
        signed = parts["SignedHeaders"].split(";")
        for name in self.headers:
            if name.lower().startswith("x-amz-") and name.lower() not in signed:
                return "AccessDenied"
        if key != KEY or service != "s3" or "host" not in signed:
            return "InvalidAccessKeyId"
        request = AWSRequest(method=self.command, url="http://" + self.headers["Host"] + self.path)
        for name in signed:
            request.headers[name] = self.headers[name]
        request.context["timestamp"] = self.headers["X-Amz-Date"]
        auth = S3SigV4Auth(Credentials(KEY, SECRET), "s3", region)
        wanted = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
        return None if wanted == parts["Signature"] else "SignatureDoesNotMatch"

    def handle_one(self):
        with lock:
            fault = next_fault(self.command)
        length = int(self.headers.get("Content-Length", 0))
        if fault == "stall":
            self.rfile.read(min(length, 1000))
            time.sleep(20)
            self.close_connection = True
            return
        if fault == "cut":
            self.rfile.read(length // 2)
            self.close_connection = True
            self.connection.close()
            return
        body = self.rfile.read(length)
        if fault == "503":
            return self.refuse(503, "SlowDown")
        if fault == "denied":
            return self.refuse(403, "AccessDenied")
        if problem := self.problem():
            return self.refuse(403, problem)
        if hashlib.sha256(body).hexdigest() != self.headers.get("x-amz-content-sha256"):
            return self.refuse(400, "XAmzContentSHA256Mismatch")
        path = os.path.join(objects, quote(unquote(self.path), safe=""))
        if self.command == "PUT":
            return self.store(path, body, fault)
        if self.command == "DELETE":
            if os.path.exists(path):
                os.remove(path)
                os.remove(path + ".meta")
            return self.say(204)
        if not os.path.exists(path):
            return self.refuse(404, "NoSuchKey")
        content = open(path, "rb").read()
        meta = json.load(open(path + ".meta"))
        meta["Content-Length"] = str(len(content))
        return self.say(200, content, meta)

    def store(self, path, body, fault):
        checksum = base64.b64encode(hashlib.sha256(body).digest()).decode()
        if self.headers.get("x-amz-checksum-sha256") != checksum:
            return self.refuse(400, "BadDigest")
        etag = hashlib.md5(body).hexdigest() if fault != "etag" else "0" * 32
        with open(path + ".new", "wb") as out:
            out.write(body)
        json.dump({"ETag": f'"{etag}"', "x-amz-meta-sha256": self.headers.get("x-amz-meta-sha256", "")},
                  open(path + ".meta", "w"))
        os.rename(path + ".new", path)
        return self.say(200, b"", {"ETag": f'"{etag}"'})

    do_GET = do_HEAD = do_PUT = do_DELETE = handle_one


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
