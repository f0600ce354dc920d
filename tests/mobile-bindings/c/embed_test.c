/*
 * Goal: the core is embeddable from plain C. Method: what a small application does, with the messages written
 * by hand, so that nothing but a C compiler is needed: open, save a visit offline, read it back, status, close.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "c/xinqiao.h"

/* Names the line of the first broken expectation. */
#define EXPECT(condition)                                \
  do {                                                   \
    if (!(condition)) {                                  \
      fprintf(stderr, "%d: %s\n", __LINE__, #condition); \
      return __LINE__;                                   \
    }                                                    \
  } while (0)

typedef struct {
  uint8_t bytes[512];
  size_t size;
} message;

static void put_varint(message* m, uint64_t value) {
  while (value >= 0x80) {
    m->bytes[m->size++] = (uint8_t)(value | 0x80);
    value >>= 7;
  }
  m->bytes[m->size++] = (uint8_t)value;
}

static void put_number(message* m, unsigned field, uint64_t value) {
  put_varint(m, field << 3);
  put_varint(m, value);
}

static void put_bytes(message* m, unsigned field, const void* data, size_t size) {
  put_varint(m, field << 3 | 2);
  put_varint(m, size);
  memcpy(m->bytes + m->size, data, size);
  m->size += size;
}

static void put_message(message* m, unsigned field, const message* inner) {
  put_bytes(m, field, inner->bytes, inner->size);
}

static uint64_t take_varint(const uint8_t** at) {
  uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    const uint8_t byte = *(*at)++;
    value |= (uint64_t)(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
}

/* Finds a length-delimited field of a message; numbers are passed over. */
static bool find(xq_bytes in, unsigned field, xq_bytes* out) {
  const uint8_t* at = in.data;
  const uint8_t* end = in.data + in.size;
  while (at < end) {
    const uint64_t tag = take_varint(&at);
    if ((tag & 7) == 0) {
      take_varint(&at);
      continue;
    }
    if ((tag & 7) != 2) return false;
    const size_t size = (size_t)take_varint(&at);
    if (tag >> 3 == field) {
      out->data = (uint8_t*)at;
      out->size = size;
      return true;
    }
    at += size;
  }
  return false;
}

static bool contains(xq_bytes in, const char* text) {
  const size_t size = strlen(text);
  for (size_t i = 0; i + size <= in.size; ++i) {
    if (memcmp(in.data + i, text, size) == 0) return true;
  }
  return false;
}

static xq_status call(xq_client* client, unsigned method, const message* argument, xq_bytes* response) {
  message request = {.size = 0};
  put_message(&request, method, argument);
  return xq_call(client, request.bytes, request.size, response);
}

static const char note[] = "奶奶说灶边的电线老化了，已经约好周六来换";

static message visit_of_a_child(void) {
  message visit = {.size = 0};
  put_bytes(&visit, 1, "child---16-bytes", 16);
  put_number(&visit, 2, 1); /* a home visit */
  put_bytes(&visit, 10, note, strlen(note));
  message edit = {.size = 0};
  put_bytes(&edit, 2, "visit", 5);
  put_message(&edit, 3, &visit);
  put_number(&edit, 7, 1);
  message save = {.size = 0};
  put_message(&save, 1, &edit);
  return save;
}

int embed(const char* folder) {
  const xq_options options = {.version = XQ_API_VERSION, .folder = folder};
  xq_client* client = NULL;
  xq_bytes response = {0};
  EXPECT(xq_api_version() == XQ_API_VERSION);
  EXPECT(xq_open(&options, &client, &response) == XQ_OK);
  EXPECT(client != NULL);

  const message save = visit_of_a_child();
  EXPECT(call(client, 2, &save, &response) == XQ_OK);
  xq_bytes saved, id;
  EXPECT(find(response, 3, &saved) && find(saved, 1, &id) && id.size == 16);

  message get = {.size = 0};
  put_bytes(&get, 1, id.data, id.size);
  xq_free(&response);
  EXPECT(response.data == NULL);
  EXPECT(call(client, 3, &get, &response) == XQ_OK);
  xq_bytes record, fields;
  EXPECT(find(response, 4, &record) && find(record, 3, &fields) && contains(fields, note));
  xq_free(&response);

  const message nothing = {.size = 0};
  EXPECT(call(client, 7, &nothing, &response) == XQ_OK);
  xq_bytes status;
  EXPECT(find(response, 8, &status) && status.size >= 2 && status.data[0] == 1 << 3 &&
         status.data[1] == 1); /* unsent */
  xq_free(&response);
  xq_free(&response);

  xq_close(&client);
  EXPECT(client == NULL);
  xq_close(&client);
  return 0;
}
