/*
 * Xinqiao core, C interface. Every other binding stands on this one.
 *
 * Calls carry protobuf messages of proto/xinqiao/v1/api.proto: an ApiRequest in, an ApiResponse out.
 *
 * Threads: a handle may be used from any thread; calls on one handle run one after another. A call
 * that waits for the network (enroll, sync) blocks its thread and every other caller of the handle.
 * Memory: what a call hands out in `xq_bytes` is freed with xq_free. Destroying nulls the pointer.
 */
#ifndef XINQIAO_C_XINQIAO_H
#define XINQIAO_C_XINQIAO_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define XQ_API_VERSION 1

/* NOLINTBEGIN(modernize-use-using, readability-identifier-naming): this is C. */

typedef struct xq_client xq_client;

typedef struct xq_bytes {
  uint8_t* data;
  size_t size;
} xq_bytes;

/* What to do next about a failure; the response's ApiError says more. */
typedef enum xq_status {
  XQ_OK = 0,
  XQ_FIX_INPUT = 1, /* the same call fails again until something about it is changed */
  XQ_RETRY = 2,     /* nothing is wrong with the call: later, or when there is a network */
  XQ_SIGN_IN = 3,   /* wrong PIN, or the device is not enrolled any more */
  XQ_REPORT = 4     /* a defect, ours or the disk's */
} xq_status;

/* Called during long work, on the calling thread: stage is "push", "pull" or "import". total 0: not known. */
typedef void (*xq_progress)(void* context, const char* stage, uint64_t done, uint64_t total);

typedef struct xq_options {
  uint32_t version;   /* XQ_API_VERSION */
  const char* folder; /* the data folder, UTF-8; created when missing */
  const char* pin;    /* NULL: the key is in a 0600 file beside the database */
  xq_progress progress;
  void* progress_context;
} xq_options;

/* The version this library was built with. */
uint32_t xq_api_version(void);

/*
 * Opens a data folder. On failure *client is NULL and *error holds a serialized ApiResponse with its
 * error. Another process that holds the folder is waited for briefly, then XQ_RETRY.
 */
xq_status xq_open(const xq_options* options, xq_client** client, xq_bytes* error);

/* One ApiRequest, one ApiResponse; *response is set whatever the status. */
xq_status xq_call(xq_client* client, const uint8_t* request, size_t size, xq_bytes* response);

/*
 * Copies the unsent work out of a data folder that does not open (forgotten PIN, broken schema,
 * half-done login) into a file sealed to the server. Needs no key, and nobody who has the folder open:
 * close first. *response: an ApiResponse.
 */
xq_status xq_rescue(const char* folder, const char* file, xq_bytes* response);

/* Waits for a call under way, then closes. *client becomes NULL; NULL in is fine. */
void xq_close(xq_client** client);

/* Frees and nulls; safe to repeat. */
void xq_free(xq_bytes* bytes);

/* NOLINTEND(modernize-use-using, readability-identifier-naming) */

#ifdef __cplusplus
}
#endif

#endif
