"""A current ClickHouse behind the HTTP interface that the collector speaks.

The engine comes as a library for Python (chdb), which cannot listen. This listens on loopback for
it, prints its port, and answers as a server does: the statement is the body, or stands in the
address of a body that is to be written.
"""

import http.server
import sys
import tempfile
import threading
import urllib.parse

sys.path.insert(0, sys.argv[1])

from chdb import session  # noqa: E402: it is where the line above says

ENGINE = session.Session(sys.argv[2])
# It does one thing at a time.
TURN = threading.Lock()


class Interface(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        body = self.read()
        statement = asked.pop("query", [""])[0]
        if not statement:
            statement, body = body.decode(), b""
        try:
            with TURN:
                answer = answer_to(statement, asked, body)
            self.answer(200, answer)
        except Exception as error:  # whatever the engine says is the answer
            self.answer(500, str(error).encode())

    do_GET = do_POST

    def read(self):
        if "chunked" not in self.headers.get("transfer-encoding", ""):
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def answer_to(statement, settings, body):
    form = settings.pop("default_format", ["TabSeparated"])[0]
    # Of the interface, not of the engine.
    settings.pop("wait_end_of_query", None)
    settings.pop("database", None)
    for name, values in settings.items():
        ENGINE.query(f"SET {name} = '{values[0]}'")
    if not statement.startswith("INSERT"):
        return ENGINE.query(statement, form).bytes()
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        into, form = statement.rsplit(" FORMAT ", 1)
        ENGINE.query(f"{into} FROM INFILE '{file.name}' FORMAT {form}")
    return b""


SERVER = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Interface)
print(SERVER.server_port, flush=True)
SERVER.serve_forever()
