// What glibc declares for _GNU_SOURCE only, so that Swift's Glibc module does not have it.
#include <spawn.h>
#include <sys/types.h>

// unistd.h
int pipe2(int ends[2], int flags);
// spawn.h, glibc 2.34
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
// sys/pidfd.h, glibc 2.36 and Linux 5.3
int pidfd_open(pid_t process, unsigned int flags);
