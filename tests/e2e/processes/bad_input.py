#!/usr/bin/env python3
"""Goal: whatever is sent to it, the server says what is wrong, goes on, and nothing else is affected.
Method: honest requests of a device are recorded; they, and frames made by hand with the device's own secret, are cut, flipped,
repeated and blown up, over real TLS. After each test the data is what it was and an honest device syncs."""
import contextlib
import os
import random
import socket
import ssl

import frames
import township
from frames import code_of, enroll_request, field, frame, post, sync_request, zstd_bomb
from township import PATIENCE_S, SharedTownshipTest, free_port

BODY_BYTES = 4 << 20
OPENED_BYTES = 4 << 20  # what a request may open to
FLIPS = 150


class BadInput(SharedTownshipTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.child = cls.office.add("child", name="韦小燕")
        for n in range(20):
            cls.office.add("visit", child=cls.child, kind="talk", mind=f"第{n}次：愿意说话了")
        cls.record_a_sync()
        cls.secret, = cls.server.sql("SELECT request_secret FROM devices WHERE number = 1")[0]
        cls.incarnation, = cls.server.sql("SELECT id FROM incarnations WHERE device = 1")[0]
        cls.watcher = cls.town.invited("office", "王主任")
        cls.watcher.sync()
        cls.office.sync()
        cls.before = cls.office.digest()

    @classmethod
    def record_a_sync(cls):
        cls.server.end()
        port, cls.server.port = cls.server.port, free_port()
        cls.server.start()
        with frames.Recorder(cls.server, port, cls.server.port) as recorder:
            cls.office.sync()
        cls.recorded = recorder.requests
        cls.server.end()
        cls.server.port = port
        cls.server.start()

    def tearDown(self):
        """The server is alive, its data unchanged, and honest devices sync."""
        self.assertIsNone(self.server.process.poll())
        healthy = post(self.server.port, "/healthz", None, method="GET")
        self.assertEqual((200, b"ok"), (healthy.status, healthy.body))
        for device in (self.office, self.watcher):
            report = device.sync()
            self.assertEqual((1, 0), (report["requests"], report["pulled"]))
            self.assertEqual(self.before, device.digest())

    def send(self, body, path="/v1/sync"):
        return post(self.server.port, path, body)

    def refused(self, status, error, body, path="/v1/sync"):
        answer = self.send(body, path)
        self.assertEqual((status, error), (answer.status, answer.error))
        return answer

    def honest(self, payload=None, **changes):
        """A frame as the device would make it, but for the changes."""
        return frame(sync_request(self.incarnation) if payload is None else payload, self.secret, **changes)

    def pushes(self):
        return [body for path, body in self.recorded if path == "/v1/sync"]

    def test_the_frames_made_here_are_understood(self):
        self.assertEqual(200, self.send(self.honest()).status)

    def test_a_replayed_request_is_refused(self):
        body = self.honest()
        self.assertEqual(200, self.send(body).status)
        self.refused(400, "REPLAYED", body)

    def test_a_recorded_push_repeated_after_a_restart_changes_nothing(self):
        """The server remembers numbers of requests only while it runs; the chain remembers for ever."""
        for body in self.pushes():
            self.assertIn(self.send(body).status, (200, 400))
            self.refused(400, "REPLAYED", body)

    def test_a_forged_mac_is_refused(self):
        for secret in (os.urandom(32), b"\0" * 32):
            self.refused(401, "UNAUTHENTICATED", frame(sync_request(self.incarnation), secret))
        self.refused(401, "UNAUTHENTICATED", self.honest(device=2))
        self.refused(401, "UNAUTHENTICATED", self.honest(device=999))
        self.refused(401, "UNAUTHENTICATED", self.honest(device=0))

    def test_another_organisation_is_refused(self):
        for organisation in (0, 2, 0xFFFFFFFF):
            self.refused(401, "WRONG_ORGANISATION", self.honest(organisation=organisation))

    def test_cut_requests_are_refused(self):
        for body in self.pushes():
            for size in {0, 1, 2, 10, 30, len(body) // 2, len(body) - 1}:
                answer = self.send(body[:size])
                self.assertIn((answer.status, answer.error),
                              ((400, "MALFORMED"), (401, "UNAUTHENTICATED"), (401, "WRONG_ORGANISATION")))

    def test_flipped_bits_are_refused(self):
        rng = random.Random(20261124)
        bodies = self.pushes()
        for _ in range(FLIPS):
            body = bytearray(rng.choice(bodies))
            body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
            answer = self.send(bytes(body))
            self.assertIn(answer.status, (400, 401))
            self.assertIn(answer.error, ("MALFORMED", "UNAUTHENTICATED", "WRONG_ORGANISATION"))

    def test_dust_is_refused(self):
        rng = random.Random(7)
        for size in (1, 16, 300, 70_000):
            self.assertIn(self.send(rng.randbytes(size)).status, (400, 401))

    def test_a_payload_that_is_no_request_is_refused_even_with_the_right_mac(self):
        for payload in (b"\xff" * 40, b"\x0a\xff\xff\xff\xff\x0f", field(1, b"\x0a" * 50), b"\x0b" * 1000):
            self.refused(400, "MALFORMED", self.honest(payload))

    def test_a_batch_that_is_none_is_refused_and_the_request_answered(self):
        for batch in (b"", b"\xff" * 100, field(1, b"short"), field(1, self.incarnation) + field(2, 1 << 60),
                      field(1, os.urandom(16)) + field(2, 1), field(1, self.incarnation) + field(2, 1) + field(6, b"")):
            self.assertIn(self.send(self.honest(sync_request(self.incarnation, batches=[batch]))).status, (200, 400))

    def test_a_forged_cursor_starts_the_pull_anew(self):
        for cursor in (b"\0", os.urandom(40), b"\xff" * 100):
            answer = self.send(self.honest(sync_request(self.incarnation, cursor)))
            self.assertEqual((400, "BAD_CURSOR"), (answer.status, answer.error))

    def test_a_payload_of_another_size_or_encoding_is_refused(self):
        for changes in ({"size": 5}, {"size": 0}, {"encoding": 1}, {"encoding": 7}, {"encoding": 1, "size": OPENED_BYTES}):
            self.refused(400, "MALFORMED", self.honest(**changes))

    def test_a_decompression_bomb_does_not_go_off(self):
        bomb = zstd_bomb(1 << 30)
        self.assertLess(len(bomb), 1 << 16)
        before = self.memory_kib()
        for size, refusal in ((1 << 30, (413, "TOO_LARGE")), (OPENED_BYTES + 1, (413, "TOO_LARGE")),
                              (OPENED_BYTES, (400, "MALFORMED")), (1000, (400, "MALFORMED"))):
            self.refused(*refusal, self.honest(bomb, encoding=1, size=size))
        # Within the limits it opens, and is no request.
        opened = self.refused(400, "MALFORMED", self.honest(zstd_bomb(OPENED_BYTES), encoding=1, size=OPENED_BYTES))
        self.assertIn(b"not a sync request", opened.body)
        if not os.environ.get("XQ_SANITIZE"):  # which keeps freed memory
            self.assertLess(self.memory_kib() - before, 8 * OPENED_BYTES >> 10)

    def memory_kib(self):
        with open(f"/proc/{self.server.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

    def test_too_large_a_body_is_refused(self):
        self.refused(413, "TOO_LARGE", b"\0" * (BODY_BYTES + 1))
        for head in (b"Content-Length: 999999999999\r\n", b"Transfer-Encoding: chunked\r\n"):
            body = b"100000\r\n" * 3 + b"\0" * (BODY_BYTES + (1 << 20))
            said = self.raw(b"POST /v1/sync HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n" + body)
            self.assertRegex(said, rb"^HTTP/1.1 4(00|13)")

    def raw(self, request, shut=False):
        """Sends bytes as they are; what is answered until the server closes, or says nothing more to a broken sender."""
        with contextlib.ExitStack() as stack:
            plain = stack.enter_context(socket.create_connection(("127.0.0.1", self.server.port), timeout=PATIENCE_S))
            tls = stack.enter_context(frames.unchecked_tls().wrap_socket(plain))
            said = b""
            with contextlib.suppress(OSError):
                tls.sendall(request)
            if shut:
                return said
            with contextlib.suppress(OSError):
                while part := tls.recv(1 << 16):
                    said += part
            return said

    def test_broken_http_is_refused(self):
        for request in (b"\r\n\r\n\r\n\r\n", b"NONSENSE\r\n\r\n", b"POST /v1/sync\r\n\r\n", b"\x16\x03\x01" * 50,
                        b"POST /v1/sync HTTP/9.9\r\n\r\n", b"POST /v1/sync HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                        b"POST /v1/sync HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                        b"GET / HTTP/1.1\r\n" + b"A: " + b"b" * 20_000 + b"\r\n\r\n",
                        b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\n\r\n"):
            said = self.raw(request)
            self.assertRegex(said, rb"^(HTTP/1.1 4\d\d|$)", request[:60])

    def test_bodies_that_break_off_are_forgotten(self):
        for body in (b"", self.pushes()[0][:50]):
            self.raw(b"POST /v1/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n" + body, shut=True)

    def test_other_paths_and_methods_are_refused(self):
        for method, path, status in (("POST", "/", 404), ("GET", "/v1/sync", 405), ("PUT", "/v1/enroll", 405),
                                     ("POST", "/healthz", 405), ("POST", "/v1/sync/../enroll", 404)):
            answer = post(self.server.port, path, b"", method=method)
            self.assertEqual(status, answer.status, path)
            self.assertTrue(answer.error)

    def test_older_tls_and_plain_http_get_no_answer(self):
        context = frames.unchecked_tls()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=PATIENCE_S) as plain:
            with self.assertRaises(OSError):
                context.wrap_socket(plain)
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=PATIENCE_S) as plain:
            plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            said = b""
            with contextlib.suppress(OSError):
                said = plain.recv(1000)
            self.assertNotIn(b"HTTP/1.1", said)

    # Codes.

    def devices(self):
        return self.server.sql("SELECT count(*) FROM devices")[0][0]

    def test_a_used_code_enrols_nobody_else(self):
        devices = self.devices()
        code = code_of(self.server.office_code)
        self.refused(403, "CODE_USED", enroll_request(code[4], code[5]), "/v1/enroll")
        said = self.town.device("second").run("enroll", self.server.office_code, expect=1)
        self.assert_says_in_both_tongues(said.err)
        self.assertEqual(devices, self.devices())

    def test_an_unknown_code_or_a_wrong_secret_enrols_nobody(self):
        devices = self.devices()
        code = code_of(self.server.office_code)
        for number, secret in ((os.urandom(8), code[5]), (code[4], os.urandom(16)), (b"\0" * 8, b"\0" * 16)):
            self.refused(403, "CODE_UNKNOWN", enroll_request(number, secret), "/v1/enroll")
        self.assertEqual(devices, self.devices())

    def test_a_mangled_code_is_refused_before_anything_is_sent(self):
        stranger = self.town.device("stranger")
        for code in ("", "XQ1-", "XQ1-AAAA", self.server.office_code[:-20], "XQ2" + self.server.office_code[3:]):
            said = stranger.run("enroll", code, expect=None)
            self.assertIn(said.code, (1, 2), code)
            self.assert_says_in_both_tongues(said.err)

    def test_dust_at_the_door_enrols_nobody(self):
        devices = self.devices()
        code = code_of(self.server.office_code)
        whole = enroll_request(code[4], code[5])
        for body in (b"", b"\xff" * 200, whole[:30], whole[:-1], frame(b"\xff" * 30, code[5], device=0), self.honest()):
            answer = self.send(body, "/v1/enroll")
            self.assertIn(answer.status, (400, 401, 403))
            self.assertTrue(answer.error)
        self.assertEqual(devices, self.devices())


class Expired(township.TownshipTest):
    def test_an_expired_code_enrols_nobody(self):
        code = self.server.invite("helper", "李秀英")
        self.server.end()
        self.server.sql("UPDATE codes SET expires = 1 WHERE used_by IS NULL")
        self.server.start()
        read = code_of(code)
        answer = post(self.server.port, "/v1/enroll", enroll_request(read[4], read[5]))
        self.assertEqual((403, "CODE_EXPIRED"), (answer.status, answer.error))
        late = self.town.device("late")
        self.assert_says_in_both_tongues(late.run("enroll", code, expect=1).err)
        late.enroll(self.server.invite("helper", "李秀英"))
        late.sync()


if __name__ == "__main__":
    township.main()
