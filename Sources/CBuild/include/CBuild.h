#ifndef REDRIVE_CBUILD_H
#define REDRIVE_CBUILD_H

/// The commit that this binary was built from, as hexadecimal digits; empty if the build was not told.
const char *redrive_commit(void);

#endif
