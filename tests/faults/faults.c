/* Laid under the server with LD_PRELOAD: counts what it writes, syncs and sends, and does harm at the call that a test has chosen.
 *
 * Calls are of these kinds: writes and syncs of the database file and its WAL, sends to a client, sends to PostgreSQL, and those
 * among them that ask for a COMMIT.
 * Power cuts are the reason that this is no strace: what was written since a file's last sync is noted, and a cut takes it back
 * (all, some, or some of it in half; power.h), as a machine does that loses power. A mere SIGKILL leaves it in the system's cache. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum call { NEITHER, WRITE, SYNC, SEND, QUERY, COMMIT };
enum action { NOTHING, KILL, KILL_AFTER, TEAR, POWER, POWER_AFTER, ERROR, SHORT, CUT, CUT_AFTER };

#define ORDER 65536

/* Shared with the test: tests/faults/control.py spells the same out. */
struct control {
    int64_t armed, call, left, action, error, times, seed;
    int64_t port, postgresql_port, fired, tracing, traced;
    int64_t counts[6];
    char path[512];
    char order[ORDER]; /* w: written to database or WAL, s: synced, a: an answer begins to leave,
                           q: sent to PostgreSQL, c: a COMMIT sent to it, d: its answer read,
                           r: anything else read from it */
};

static struct control *control;
static pthread_rwlock_t power = PTHREAD_RWLOCK_INITIALIZER; /* held for writing by the cut alone */
static pthread_mutex_t book = PTHREAD_MUTEX_INITIALIZER;
static int committing = -1; /* the connection that was asked for a COMMIT last */

__attribute__((constructor)) static void attach(void) {
    const char *path = getenv("FAULTS_CONTROL");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* no server outlives its test */
    void *shared = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared != MAP_FAILED) control = shared;
    close(fd);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

#include "power.h"

/* 0 the database, 1 its WAL, -1 anything else. */
static int file_of(int fd) {
    char link[32], path[520];
    if (!control || !control->path[0]) return -1;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return -1;
    path[size] = 0;
    size_t length = strlen(control->path);
    if (strncmp(path, control->path, length)) return -1;
    return !path[length] ? 0 : !strcmp(path + length, "-wal") ? 1 : -1;
}

static int port_of(struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET) return ntohs(((struct sockaddr_in *)address)->sin_port);
    if (address->ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)address)->sin6_port);
    return 0;
}

static enum call peer_of(int fd) {
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    int error = errno;
    enum call call = NEITHER;
    if (control && !getsockname(fd, (struct sockaddr *)&address, &size)) {
        size = sizeof address;
        if (port_of(&address) == control->port) call = SEND;
        else if (!getpeername(fd, (struct sockaddr *)&address, &size) && port_of(&address) == control->postgresql_port) call = QUERY;
    }
    errno = error;
    return call;
}

static void trace(char what) {
    if (!control->tracing) return;
    pthread_mutex_lock(&book);
    if (control->traced < ORDER) control->order[control->traced++] = what;
    pthread_mutex_unlock(&book);
}

/* What is to be done about this call. */
static enum action due(enum call call) {
    enum action action = NOTHING;
    pthread_mutex_lock(&book);
    control->counts[call]++;
    if (control->armed && control->call == call && --control->left <= 0) {
        action = control->action;
        control->fired++;
        if (action == SHORT) control->action = ERROR; /* and there is no room for the rest */
        else if (--control->times <= 0) control->armed = 0;
    }
    pthread_mutex_unlock(&book);
    return action;
}

static void open_gate(void) { pthread_rwlock_unlock(&power); }

static ssize_t file_write(int file, int fd, const void *data, size_t size, off_t at) {
    pthread_rwlock_rdlock(&power);
    enum action action = due(WRITE);
    if (action == KILL) die();
    if (action == POWER) cut_power();
    if (action == ERROR) {
        open_gate();
        errno = (int)control->error;
        return -1;
    }
    if (action == TEAR || action == SHORT) size = size > 1 ? size / 2 : size;
    note(file, fd, data, size, at);
    ssize_t written = syscall(SYS_pwrite64, fd, data, size, at);
    if (action == TEAR || action == KILL_AFTER) die();
    if (action == POWER_AFTER) cut_power();
    trace('w');
    open_gate();
    return written;
}

static int file_sync(int file, int fd, long number) {
    pthread_rwlock_rdlock(&power);
    enum action action = due(SYNC);
    if (action == KILL) die();
    if (action == POWER) cut_power();
    if (action == ERROR) {
        open_gate();
        errno = (int)control->error;
        return -1;
    }
    size_t before = noted();
    int failed = (int)syscall(number, fd);
    if (!failed) {
        forget(file, before);
        trace('s');
    }
    if (action == KILL_AFTER) die();
    if (action == POWER_AFTER) cut_power();
    open_gate();
    return failed;
}

static int asks_for_commit(const struct iovec *parts, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (memmem(parts[i].iov_base, parts[i].iov_len, "COMMIT", 6)) return 1;
    return 0;
}

/* Before a send to a client or to PostgreSQL. */
static enum action begin_send(int fd, enum call call, const struct iovec *parts, size_t count) {
    pthread_rwlock_rdlock(&power);
    enum action action = due(call);
    int commit = call == QUERY && asks_for_commit(parts, count);
    if (commit) committing = fd;
    if (commit && action == NOTHING) action = due(COMMIT);
    if (action == KILL) die();
    if (action == POWER) cut_power();
    if (action == CUT) shutdown(fd, SHUT_RDWR);
    trace(call == SEND ? 'a' : commit ? 'c' : 'q');
    return action;
}

static ssize_t end_send(int fd, enum action action, ssize_t sent) {
    int error = errno;
    if (action == KILL_AFTER) die();
    if (action == POWER_AFTER) cut_power();
    if (action == CUT_AFTER) shutdown(fd, SHUT_WR);
    open_gate();
    errno = error;
    return sent;
}

#define SENDING(parts, count, number, ...)                        \
    enum call call = peer_of(fd);                                 \
    if (call == NEITHER) return syscall(number, fd, __VA_ARGS__); \
    enum action action = begin_send(fd, call, parts, count);      \
    return end_send(fd, action, syscall(number, fd, __VA_ARGS__));

ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) {
    int file = file_of(fd);
    return file < 0 ? syscall(SYS_pwrite64, fd, data, size, at) : file_write(file, fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }

ssize_t write(int fd, const void *data, size_t size) {
    int file = file_of(fd);
    if (file >= 0) { /* a build of SQLite that seeks and writes */
        off_t at = lseek(fd, 0, SEEK_CUR);
        ssize_t written = file_write(file, fd, data, size, at);
        if (written > 0) lseek(fd, at + written, SEEK_SET);
        return written;
    }
    struct iovec part = {(void *)data, size};
    SENDING(&part, 1, SYS_write, data, size)
}

ssize_t writev(int fd, const struct iovec *parts, int count) { SENDING(parts, count, SYS_writev, parts, count) }

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    SENDING(message->msg_iov, message->msg_iovlen, SYS_sendmsg, message, flags)
}

ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *to, socklen_t length) {
    struct iovec part = {(void *)data, size};
    SENDING(&part, 1, SYS_sendto, data, size, flags, to, length)
}

ssize_t send(int fd, const void *data, size_t size, int flags) { return sendto(fd, data, size, flags, NULL, 0); }

static ssize_t received(int fd, ssize_t size) {
    if (control && control->tracing && size > 0 && peer_of(fd) == QUERY) {
        trace(fd == committing ? 'd' : 'r');
        if (fd == committing) committing = -1;
    }
    return size;
}

ssize_t read(int fd, void *data, size_t size) { return received(fd, syscall(SYS_read, fd, data, size)); }

ssize_t recvfrom(int fd, void *data, size_t size, int flags, struct sockaddr *from, socklen_t *length) {
    return received(fd, syscall(SYS_recvfrom, fd, data, size, flags, from, length));
}

ssize_t recv(int fd, void *data, size_t size, int flags) { return recvfrom(fd, data, size, flags, NULL, NULL); }

int fdatasync(int fd) {
    int file = file_of(fd);
    return file < 0 ? (int)syscall(SYS_fdatasync, fd) : file_sync(file, fd, SYS_fdatasync);
}

int fsync(int fd) {
    int file = file_of(fd);
    return file < 0 ? (int)syscall(SYS_fsync, fd) : file_sync(file, fd, SYS_fsync);
}
