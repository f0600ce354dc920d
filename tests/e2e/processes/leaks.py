#!/usr/bin/env python3
"""Goal: a phone that is found, and the server's log, tell nobody's name, number or story.
Method: after a day's work every byte of every file is searched for every text of the township, in several encodings; the
same search finds them where they may be, and where they are planted."""
import base64
import http.client
import ssl
import unittest

import township
from township import CHILDREN, NOTES, PATIENCE_S, VISITS, SilentServer, TownshipTest, read_jsonl

BLOCK = 12  # bytes; shorter texts are searched as they are
SURE_BYTES = 6  # fewer come up by chance in sealed bytes
PEOPLE = ("李秀英", "陈志强", "王主任")
OWN_NOTE = "她说想妈妈，夜里睡不着，我们约好星期三再来看她。"
OWN_PHONE = "13926104477"
SECRET_FIELDS = ("name", "school", "village", "address", "remark", "father_name", "father_workplace", "father_phone",
                 "mother_name", "mother_workplace", "mother_phone", "guardian_name", "guardian_phone", "companion", *NOTES)


def texts_of(children, visits):
    texts = {*PEOPLE, OWN_NOTE, OWN_PHONE}
    for line in (*children, *visits):
        texts.update(line[field] for field in SECRET_FIELDS if line.get(field))
    return texts


def encodings(text):
    plain = text.encode()
    yield plain
    yield text.encode("utf-16-le")
    yield plain.hex().encode()
    for shift in range(3):
        # Base64 of the same bytes at any offset; what depends on the neighbours is cut off.
        yield base64.b64encode(b"\0" * shift + plain)[4 if shift else 0:].rstrip(b"=")[:-1]


class Search:
    """Finds any of the texts, and any run of 23 bytes out of the middle of one, in one pass over the bytes."""

    def __init__(self, texts):
        self.short, self.blocks = set(), {}
        for text in texts:
            for encoded in encodings(text):
                if len(encoded) < 2 * BLOCK:
                    self.short.add(encoded)
                for at in range(0, len(encoded) - BLOCK + 1, BLOCK):
                    self.blocks[encoded[at:at + BLOCK]] = text
        self.short = {encoded for encoded in self.short if len(encoded) >= SURE_BYTES}

    def found(self, data):
        hits = {encoded for encoded in self.short if encoded in data}
        hits.update(self.blocks[data[at:at + BLOCK]] for at in range(len(data) - BLOCK + 1)
                    if data[at:at + BLOCK] in self.blocks)
        return hits


class Searching(unittest.TestCase):
    def test_finds_what_is_planted_in_any_encoding(self):
        search = Search(texts_of(read_jsonl(CHILDREN), read_jsonl(VISITS)))
        dust = bytes(range(256)) * 4
        self.assertEqual(set(), search.found(dust))
        for text in ("李秀英", OWN_PHONE, OWN_NOTE, OWN_NOTE[5:15]):
            for encoded in encodings(text):
                if len(encoded) >= SURE_BYTES:
                    self.assertTrue(search.found(dust + encoded + dust), (text, encoded))


class Leaks(TownshipTest):
    def setUp(self):
        super().setUp()
        self.children = read_jsonl(CHILDREN)[:12]
        mine = {child["id"] for child in self.children}
        self.visits = [visit for visit in read_jsonl(VISITS) if visit["child_id"] in mine]
        self.search = Search(texts_of(read_jsonl(CHILDREN), self.visits))

    def subset(self, name, lines):
        path = self.folder / name
        path.write_text("".join(township.json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
        return path

    def a_days_work(self):
        self.office.run("import", "children", self.subset("children.jsonl", self.children))
        self.office.run("import", "visits", self.subset("visits.jsonl", self.visits))
        helper = self.town.invited("helper", PEOPLE[0])
        pinned = self.town.invited("helper", PEOPLE[1], pin="2580")
        self.office.sync()
        for name in PEOPLE[:2]:
            person = self.office.person(name)
            for child in self.children:
                self.office.pair(child["id"], person)
        self.office.sync()
        for device in (helper, pinned):
            device.sync()
            child = self.children[0]["id"]
            visit = device.add("visit", child=child, kind="talk", mind=OWN_NOTE)
            contact = device.add("contact", child=child, name=PEOPLE[2], relation="other", phone=OWN_PHONE)
            device.sync()
            device.set(visit, living=OWN_NOTE)  # stays unsent
            device.run("list", "visit")
            device.run("history", contact)
            device.run("rescue", device.folder / "work.xqrescue")
            self.die_in_mid_sync(device)
        return helper, pinned

    def die_in_mid_sync(self, device):
        """A process that is killed leaves its write-ahead log behind."""
        self.server.end()
        with SilentServer(self.server.port) as silent:
            process = device.start("sync")
            silent.wait_for_a_device()
            process.kill()
            process.communicate(timeout=PATIENCE_S)
        self.server.start()

    def strange_requests(self):
        """Names where a log might repeat them."""
        for method, target, headers in (("GET", "/v1/children?name=" + "%E6%9D%8E%E7%A7%80%E8%8B%B1", {}),
                                        ("POST", "/v1/sync", {"User-Agent": OWN_PHONE, "Content-Type": OWN_PHONE}),
                                        ("POST", f"/{OWN_PHONE}", {}), (OWN_PHONE, "/healthz", {})):
            context = ssl._create_unverified_context()
            connection = http.client.HTTPSConnection("127.0.0.1", self.server.port, context=context, timeout=PATIENCE_S)
            connection.request(method, target, body=OWN_NOTE.encode(), headers=headers)
            self.assertNotEqual(200, connection.getresponse().status)
            connection.close()

    def test_phones_and_logs_hold_no_text_in_clear(self):
        helper, pinned = self.a_days_work()
        self.strange_requests()
        for device in (helper, pinned, self.office):
            files = {path.name: path for path in device.folder.iterdir()}
            self.assertIn("xinqiao.db", files)
            self.assertEqual(device is not self.office, "xinqiao.db-wal" in files)
            self.assertEqual(device is not pinned, "key" in files)
            for path in files.values():
                self.assertEqual(set(), self.search.found(path.read_bytes()), path)
        self.assertEqual(0, self.server.end())
        log = self.server.log.read_bytes()
        self.assertIn(b"/v1/sync", log)
        self.assertEqual(set(), self.search.found(log))
        # The server's own file is plain by design: what the search finds there it would have found elsewhere.
        plain = self.server.database().read_bytes()
        self.assertGreater(len(self.search.found(plain)), 100)
        planted = helper.folder / "xinqiao.db"
        planted.write_bytes(planted.read_bytes() + OWN_PHONE.encode())
        self.assertTrue(self.search.found(planted.read_bytes()))


if __name__ == "__main__":
    township.main()
