"""The protocol from outside, in as little as it takes to break it: frames by hand (docs/protocol.md section 5), requests over
TLS, and a recorder that stands between a device and the server with the server's own key."""
import base64
import contextlib
import hashlib
import http.client
import http.server
import os
import sqlite3
import ssl
import struct
import threading

from township import PATIENCE_S

VARINT, FIXED64, BYTES = 0, 1, 2
ERRORS = {1: "MALFORMED", 2: "TOO_LARGE", 3: "UNAUTHENTICATED", 4: "REPLAYED", 5: "WRONG_ORGANISATION", 7: "BUSY",
          9: "CODE_UNKNOWN", 10: "CODE_EXPIRED", 11: "CODE_USED", 13: "BAD_CURSOR", 14: "NOT_FOUND"}


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3 | VARINT) + varint(value)
    return varint(number << 3 | BYTES) + varint(len(value)) + value


def fixed64(number, value):
    return varint(number << 3 | FIXED64) + struct.pack("<Q", value)


def parse(message):
    """Fields by number, the last of each; enough for what is sent here."""
    fields, at = {}, 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        tag = number()
        if tag & 7 == VARINT:
            fields[tag >> 3] = number()
            continue
        size = 8 if tag & 7 == FIXED64 else number()
        fields[tag >> 3] = message[at:at + size]
        at += size
    return fields


def mac(secret, text):
    return hashlib.blake2b(text, key=secret, digest_size=16).digest()


def frame(payload, secret, organisation=1, device=1, nonce=None, encoding=0, size=None):
    nonce = int.from_bytes(os.urandom(8), "little") if nonce is None else nonce
    size = len(payload) if size is None else size
    text = b"xq-frame-1" + struct.pack("<IIQIII", organisation, device, nonce, encoding, 0, size) + payload
    return (field(1, organisation) + field(2, device) + fixed64(3, nonce) + field(4, mac(secret, text)) +
            field(5, encoding) + field(7, size) + field(8, payload))


def sync_request(incarnation, cursor=b"", batches=()):
    hello = field(1, 1) + field(4, incarnation)
    return (field(1, hello) + field(2, cursor) + b"".join(field(3, batch) for batch in batches) + field(5, 1) +
            field(6, 1 << 14))


def zstd_bomb(opened_size):
    """A zstd frame that names `opened_size` and repeats one byte so often: four bytes of it open to 128 KiB."""
    header = struct.pack("<I", 0xFD2FB528) + bytes([0b11100000]) + struct.pack("<Q", opened_size)
    blocks, left = [], opened_size
    while left:
        part = min(left, 1 << 17)
        left -= part
        blocks.append(struct.pack("<I", part << 3 | 1 << 1 | (left == 0))[:3] + b"\0")
    return header + b"".join(blocks)


def code_of(enrolment_code):
    """URL, pin, organisation, code number and secret of an enrolment code, by field number."""
    text = enrolment_code.removeprefix("XQ1-")
    return parse(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def enroll_request(code, secret, keys=None):
    """The frame of an enrolment by a device that nobody has."""
    sign_key, box_key, incarnation = keys or (os.urandom(32), os.urandom(32), os.urandom(16))
    number, = struct.unpack("<Q", code)
    label = b"e2e"
    text = b"xq-enroll-1" + code
    for part in (sign_key, box_key, incarnation, label):
        text += struct.pack("<I", len(part)) + part
    proof = mac(secret, text + struct.pack("<I", 1))
    payload = (fixed64(1, number) + field(2, proof) + field(3, sign_key) + field(4, box_key) + field(5, incarnation) +
               field(6, label) + field(7, 1))
    return frame(payload, secret, device=0)


class Answer:
    def __init__(self, status, body):
        self.status, self.body = status, body

    @property
    def error(self):
        """The error's name; every answer that is not 200 has one, with a message."""
        fields = parse(self.body)
        assert fields.get(2), f"{self.status} has no message"
        return ERRORS[fields[1]]


def unchecked_tls():
    return ssl._create_unverified_context()


def post(port, path, body, method="POST", headers=None):
    with contextlib.closing(http.client.HTTPSConnection("127.0.0.1", port, context=unchecked_tls(), timeout=PATIENCE_S)) as to:
        to.request(method, path, body=body, headers=headers or {})
        response = to.getresponse()
        return Answer(response.status, response.read())


class Recorder:
    """Listens on the server's port, keeps every request's path and body, and passes them on to the server elsewhere."""

    def __init__(self, server, listen_port, server_port):
        self.requests = []
        recorder = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                recorder.requests.append((self.path, body))
                answer = post(server_port, self.path, body)
                self.send_response(answer.status)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with contextlib.closing(sqlite3.connect(server.data / "control.db")) as db:
            certificate, key = db.execute("SELECT tls_certificate, tls_key FROM server").fetchone()
        pem = server.folder / "tls.pem"
        pem.write_text(certificate + key)
        context.load_cert_chain(pem)
        self.listener = http.server.ThreadingHTTPServer(("127.0.0.1", listen_port), Handler)
        self.listener.daemon_threads = True
        self.listener.socket = context.wrap_socket(self.listener.socket, server_side=True)
        self.thread = threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown()
        self.thread.join()
        self.listener.server_close()
