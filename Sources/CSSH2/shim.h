#pragma once

#include <libssh2.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int sluice_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
static inline unsigned int sluice_ssh2_window_default(void) { return LIBSSH2_CHANNEL_WINDOW_DEFAULT; }

/* memfd_create(2) with MFD_CLOEXEC; the C library declares it for GNU sources only. */
static inline int sluice_memfd(const char *name) { return (int)syscall(SYS_memfd_create, name, 1u); }
