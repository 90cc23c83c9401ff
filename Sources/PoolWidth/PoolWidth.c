// Preloaded into the real binary by tests: makes the runtime believe in REDRIVE_TEST_PROCESSORS processors, which is what
// the width of Swift's task pool is taken from. Pinning a process to one processor does not make the pool smaller.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include "PoolWidth.h"

long sysconf(int name) {
    static long (*real)(int);
    if (name == _SC_NPROCESSORS_CONF || name == _SC_NPROCESSORS_ONLN) {
        const char *wanted = getenv("REDRIVE_TEST_PROCESSORS");
        long count = wanted ? atol(wanted) : 0;
        if (count > 0) return count;
    }
    if (!real) real = (long (*)(int))dlsym(RTLD_NEXT, "sysconf");
    return real ? real(name) : -1;
}
