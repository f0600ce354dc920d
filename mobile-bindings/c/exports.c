/* The shared library needs one source of its own; this one also proves that the header is C. */
#include "c/xinqiao.h"

_Static_assert(XQ_API_VERSION == 1, "a new version of the interface needs a new SOVERSION");
