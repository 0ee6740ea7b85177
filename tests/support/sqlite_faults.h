// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstring>
#include <new>
#include <string_view>

#include <sqlite3.h>

namespace studio::test {

/// A disk that fails under SQLite: each call that it makes on a run.db, its -wal or its -shm can be made to fail.
/// Stands between SQLite and the system as its default VFS, from install() on.
class SqliteFaults {
public:
    /// Before the first database is opened.
    static void install() {
        static const bool done = [] {
            real() = sqlite3_vfs_find(nullptr);
            static sqlite3_vfs ours = *real();
            ours.szOsFile = static_cast<int>(sizeof(File)) + real()->szOsFile;
            ours.zName = "faults";
            ours.xOpen = &open;
            return sqlite3_vfs_register(&ours, 1) == SQLITE_OK;
        }();
        static_cast<void>(done);
    }
    /// The `number`-th call from now on fails, counted from 1; `lasting`: so do all after it.
    static void arm(int number, bool lasting) {
        calls() = 0;
        failed() = 0;
        lasts() = lasting;
        failAt() = number;
    }
    static void disarm() { failAt() = 0; }
    static int failures() { return failed(); }

private:
    struct File {
        sqlite3_file base;
        sqlite3_file* real;
    };
    static sqlite3_vfs*& real() {
        static sqlite3_vfs* value = nullptr;
        return value;
    }
    static std::atomic<int>& failAt() {
        static std::atomic<int> value{0};
        return value;
    }
    static std::atomic<int>& calls() {
        static std::atomic<int> value{0};
        return value;
    }
    static std::atomic<int>& failed() {
        static std::atomic<int> value{0};
        return value;
    }
    static std::atomic<bool>& lasts() {
        static std::atomic<bool> value{false};
        return value;
    }
    static bool fails() {
        const int at = failAt();
        if (at == 0)
            return false;
        const int call = ++calls();
        const bool hit = call == at || (lasts() && call > at);
        failed() += hit ? 1 : 0;
        return hit;
    }
    static sqlite3_file* of(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }

    static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
        static const sqlite3_io_methods methods = makeMethods();
        const bool isHistory = name != nullptr && std::string_view(name).find("run.db") != std::string_view::npos;
        file->pMethods = nullptr;
        if (isHistory && fails())
            return SQLITE_CANTOPEN;
        auto* ours = new (file) File{};
        ours->real = reinterpret_cast<sqlite3_file*>(ours + 1);
        std::memset(ours->real, 0, static_cast<std::size_t>(real()->szOsFile));
        const int code = real()->xOpen(real(), name, ours->real, flags, out);
        if (code == SQLITE_OK)
            ours->base.pMethods = &methods;
        return code;
    }
    static sqlite3_io_methods makeMethods() {
        sqlite3_io_methods m{};
        m.iVersion = 2;
        m.xClose = [](sqlite3_file* f) { return of(f)->pMethods->xClose(of(f)); };
        m.xRead = [](sqlite3_file* f, void* to, int bytes, sqlite3_int64 at) {
            return fails() ? SQLITE_IOERR_READ : of(f)->pMethods->xRead(of(f), to, bytes, at);
        };
        m.xWrite = [](sqlite3_file* f, const void* from, int bytes, sqlite3_int64 at) {
            return fails() ? SQLITE_IOERR_WRITE : of(f)->pMethods->xWrite(of(f), from, bytes, at);
        };
        m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
            return fails() ? SQLITE_IOERR_TRUNCATE : of(f)->pMethods->xTruncate(of(f), size);
        };
        m.xSync = [](sqlite3_file* f, int flags) {
            return fails() ? SQLITE_IOERR_FSYNC : of(f)->pMethods->xSync(of(f), flags);
        };
        m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
            return fails() ? SQLITE_IOERR_FSTAT : of(f)->pMethods->xFileSize(of(f), size);
        };
        m.xLock = [](sqlite3_file* f, int lock) {
            return fails() ? SQLITE_IOERR_LOCK : of(f)->pMethods->xLock(of(f), lock);
        };
        m.xUnlock = [](sqlite3_file* f, int lock) { return of(f)->pMethods->xUnlock(of(f), lock); };
        m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
            return of(f)->pMethods->xCheckReservedLock(of(f), out);
        };
        m.xFileControl = [](sqlite3_file* f, int what, void* with) {
            return of(f)->pMethods->xFileControl(of(f), what, with);
        };
        m.xSectorSize = [](sqlite3_file* f) { return of(f)->pMethods->xSectorSize(of(f)); };
        m.xDeviceCharacteristics = [](sqlite3_file* f) { return of(f)->pMethods->xDeviceCharacteristics(of(f)); };
        m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
            return fails() ? SQLITE_IOERR_SHMMAP : of(f)->pMethods->xShmMap(of(f), page, size, extend, out);
        };
        m.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
            const bool takes = (flags & SQLITE_SHM_LOCK) != 0;
            return takes && fails() ? SQLITE_IOERR_SHMLOCK : of(f)->pMethods->xShmLock(of(f), offset, n, flags);
        };
        m.xShmBarrier = [](sqlite3_file* f) { of(f)->pMethods->xShmBarrier(of(f)); };
        m.xShmUnmap = [](sqlite3_file* f, int away) { return of(f)->pMethods->xShmUnmap(of(f), away); };
        return m;
    }
};

} // namespace studio::test
