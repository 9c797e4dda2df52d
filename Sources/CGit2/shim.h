#pragma once

#include <git2.h>
#include <git2/sys/commit.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/stream.h>
#include <git2/sys/transport.h>
#include <stddef.h>

// Swift cannot call variadic functions; each wrapper fixes one use.
static inline int sluice_git_option_int(int option, int value) { return git_libgit2_opts(option, value); }
static inline int sluice_git_option_size(int option, size_t value) { return git_libgit2_opts(option, value); }
static inline int sluice_git_search_path(int level, const char *path) {
    return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

// libgit2 passes its own table back to each callback; the context rides behind it.
typedef struct {
    git_smart_subtransport parent;
    void *context;
} sluice_subtransport;

typedef struct {
    git_smart_subtransport_stream parent;
    void *context;
} sluice_substream;
