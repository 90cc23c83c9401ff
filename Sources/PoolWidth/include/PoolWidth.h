// Nothing to call: the library is preloaded (see PoolWidth.c).
