#pragma once

#include <libssh2.h>
#include <stdint.h>
#include <sys/eventfd.h>

static inline int sluice_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
static inline unsigned int sluice_ssh2_window_default(void) { return LIBSSH2_CHANNEL_WINDOW_DEFAULT; }
