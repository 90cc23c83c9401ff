#include <sys/prctl.h>

// prctl takes a varying number of arguments, which Swift cannot call.
static inline int redrive_forbid_dumps(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
