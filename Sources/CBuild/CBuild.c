#include "CBuild.h"

// A file of its own, so that another commit compiles this file alone.
const char *redrive_commit(void) { return REDRIVE_COMMIT; }
