"""A vendor's API for tests: `server.py FOLDER VENDOR PORT [DESCRIPTIONS]`, on loopback.

The folder holds a module of the vendor's name, with its routes, and `control`, with the orders of the tests. With a folder
of the vendors' official descriptions every request and answer is held against the vendor's: what the description does not
know is answered 500 and remembered as a violation."""

import contextlib
import importlib
import json
import os
import re
import select
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from orders import Refusal


class Request:
    """One request as a vendor's routes see it."""

    def __init__(self, method, target, headers, raw):
        parts = urlsplit(target)
        self.method, self.target, self.path, self.headers, self.raw = method, target, parts.path, headers, raw
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.body = json.loads(raw) if raw[:1] in (b"{", b"[") else {}
        self.account = self.token = None

    def page(self, size_name, default, most):
        size = min(int(self.query.get(size_name, default)), most)
        number = int(self.query.get("page", 1))
        return number, size


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are written one after the other: the body would wait until the head is acknowledged.
    disable_nagle_algorithm = True
    control = vendor = contract = None

    def log_message(self, *arguments):
        pass

    def handle_one(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/_control":
            with self.control.world.lock:
                answer = self.control.do(json.loads(raw))
            return self.reply(200, {"value": answer}, {})
        request = Request(self.command, self.path, self.headers, raw)
        request.token = self.vendor.token(self.headers)
        with self.control.world.lock:
            # What one address answers for all repositories is told apart by what it is asked about.
            subject = getattr(self.vendor, "subject", lambda request: "")(request)
            self.control.times.append([time.time(), self.command, self.path])
            self.control.requests.append([self.command, self.path + subject, request.token is not None])
            fault = self.control.fault(self.command, self.path + subject, request.token)
        if self.control.delay:
            time.sleep(self.control.delay)
        if fault and fault.kind == "silent":
            return self.hold()
        if fault and fault.kind == "status":
            return self.reply(fault.status, fault.body, fault.headers)
        status, body, headers = self.answer(request)
        self.control.answers.append([self.command, self.path, str(status)])
        if hasattr(body, "__next__"):
            return self.pour(request, body)
        if fault and fault.kind == "lost":
            return self.cut()
        if fault and fault.kind == "mute":
            return self.hold()
        if fault and fault.kind == "lostStatus":
            return self.reply(fault.status, fault.body, fault.headers)
        self.reply(status, body, headers)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one

    def answer(self, request):
        act = self.control.aside(self.vendor.__name__, request)
        if act:
            with self.control.world.lock:
                request.account = self.control.world.tokens.get(request.token)
                answer = act() if request.account else (401, self.vendor.UNAUTHORIZED)
                return answer if len(answer) == 3 else (*answer, {})
        violation = self.contract and self.contract.fault_of_request(request)
        if violation:
            return self.violated(request, violation)
        with self.control.world.lock:
            try:
                limit = self.vendor.limit(self.control, request)
                status, body, headers = self.route(request)
                headers = {**headers, **limit}
            except Refusal as refusal:
                status, body, headers = refusal.status, refusal.body, refusal.headers
        if self.contract and not hasattr(body, "__next__"):
            body = self.contract.completed(request, status, body)
            violation = self.contract.fault_of_answer(request, status, body)
            if violation:
                return self.violated(request, violation)
        return status, body, headers

    def route(self, request):
        request.account = self.control.world.tokens.get(request.token) or self.vendor_account(request)
        if request.account is None:
            raise Refusal(401, self.vendor.UNAUTHORIZED)
        self.control.sync()
        for method, pattern, action in self.vendor.ROUTES:
            match = re.fullmatch(pattern, request.path)
            if method == request.method and match:
                arguments = [unquote(part) for part in match.groups()]
                answer = action(self.control.world, request, *arguments)
                return answer if len(answer) == 3 else (*answer, {})
        raise Refusal(404, self.vendor.NOT_FOUND)

    def vendor_account(self, request):
        """The account of a token that a vendor knows in another way."""
        known = getattr(self.vendor, "account", None)
        return known(self.control.world, request.token) if known and request.token else None

    def violated(self, request, words):
        subject = getattr(self.vendor, "subject", lambda request: "")(request)
        words = f"{request.method} {request.target}{subject}: {words}"
        self.control.violations.append(words)
        return 500, {"message": "The description does not know this: " + words}, {}

    def reply(self, status, body, headers):
        data = b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if body is not None and "Content-Type" not in headers:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def pour(self, request, lines):
        """Lines of JSON as they come, until there are no more or the client is gone. The head comes with the first of them,
        as from grpc-gateway."""
        has_begun = False
        self.close_connection = True
        with contextlib.closing(lines):
            for line in lines:
                if line is None:
                    if select.select([self.connection], [], [], 0)[0]:
                        return
                    continue
                if self.contract:
                    line = self.contract.completed(request, 200, line)
                    violation = self.contract.fault_of_answer(request, 200, line)
                    if violation:
                        self.violated(request, violation)
                if not has_begun:
                    self.send_response(200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Transfer-Encoding", "chunked")
                    self.end_headers()
                    has_begun = True
                data = json.dumps(line).encode() + b"\n"
                self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def hold(self):
        """Until the client is gone."""
        self.control.held += 1
        self.rfile.read(1)
        self.cut()

    def cut(self):
        self.close_connection = True


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # Otherwise another server could take the port that this one has, and does not listen on yet.
    allow_reuse_address = False
    request_queue_size = 128


def end_with(parent):
    """Ends the server once the process that started it is gone, however that ended."""
    end = select.poll()
    end.register(os.pidfd_open(parent), select.POLLIN)
    end.poll()
    os._exit(0)


def main(folder, vendor, port, descriptions=None):
    # Taken before what takes its time is read, so that nobody else takes it meanwhile; answered only once all is there.
    server = Server(("127.0.0.1", int(port)), Handler, bind_and_activate=False)
    server.server_bind()
    sys.path.insert(0, folder)
    Handler.vendor = importlib.import_module(vendor)
    Handler.control = importlib.import_module("control").Control()
    if descriptions:
        from contract import Contract

        Handler.contract = Contract(vendor, descriptions)
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
    server.server_activate()
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
