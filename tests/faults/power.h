/* What a power cut takes: the writes since each file's last sync. Part of faults.c, whose `control`, `power` and `book` it uses. */

struct entry { /* one write since the last sync of its file */
    int file;
    off_t at, was_long;
    size_t size, was_there;
    char *before, *after;
};

static struct entry *entries;
static size_t held, room;

static void note(int file, int fd, const void *data, size_t size, off_t at) {
    struct stat status;
    if (fstat(fd, &status)) return;
    pthread_mutex_lock(&book);
    if (held == room) entries = realloc(entries, (room = room * 2 + 64) * sizeof *entries);
    struct entry *entry = &entries[held++];
    *entry = (struct entry){file, at, status.st_size, size, 0, malloc(size), malloc(size)};
    memcpy(entry->after, data, size);
    ssize_t there = pread(fd, entry->before, size, at);
    entry->was_there = there > 0 ? there : 0;
    pthread_mutex_unlock(&book);
}

static size_t noted(void) {
    pthread_mutex_lock(&book);
    size_t count = held;
    pthread_mutex_unlock(&book);
    return count;
}

/* What was noted before the sync began is on disk. */
static void forget(int file, size_t before) {
    pthread_mutex_lock(&book);
    size_t kept = 0;
    for (size_t i = 0; i < held; i++) {
        if (i < before && entries[i].file == file) {
            free(entries[i].before);
            free(entries[i].after);
        } else {
            entries[kept++] = entries[i];
        }
    }
    held = kept;
    pthread_mutex_unlock(&book);
}

static uint64_t draw(uint64_t *state) {
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return *state >> 33;
}

static void put(int fd, const char *data, size_t size, off_t at) {
    if (syscall(SYS_pwrite64, fd, data, size, at) != (ssize_t)size) abort();
}

static void cut_power(void) {
    pthread_rwlock_unlock(&power);
    pthread_rwlock_wrlock(&power); /* no other thread writes or answers from here on */
    char wal[520];
    snprintf(wal, sizeof wal, "%s-wal", control->path);
    int files[2] = {open(control->path, O_RDWR), open(wal, O_RDWR)};
    for (size_t i = held; i-- > 0;) {
        struct entry *entry = &entries[i];
        put(files[entry->file], entry->before, entry->was_there, entry->at);
        if (entry->at + (off_t)entry->size > entry->was_long && ftruncate(files[entry->file], entry->was_long)) abort();
    }
    uint64_t state = (uint64_t)control->seed;
    for (size_t i = 0; i < held && control->seed % 3; i++) {
        size_t size = draw(&state) % 2 ? entries[i].size : 0;
        if (control->seed % 3 == 2 && draw(&state) % 4 == 0) size = entries[i].size / 2;
        put(files[entries[i].file], entries[i].after, size, entries[i].at);
    }
    die();
}
