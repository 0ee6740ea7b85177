// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/socket_place_internal.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr int kBacklog = 16;

FileDescriptor openLocalSocket() {
    return FileDescriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

/// Never too long: see pathThrough().
sockaddr_un addressOf(int folder, const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::snprintf(address.sun_path, sizeof address.sun_path, "%s", pathThrough(folder, name).c_str());
    return address;
}

template<typename Call>
int withAddress(const Call& call, int socket, const sockaddr_un& address) {
    return call(socket, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(sizeof address));
}

} // namespace

std::vector<std::string> socketFolders() {
    const std::string user = std::to_string(::geteuid());
    std::vector<std::string> folders;
    const char* runtime = std::getenv("XDG_RUNTIME_DIR");
    if (runtime != nullptr && runtime[0] == '/')
        folders.push_back(std::string(runtime) + "/resnet-studio");
    const std::string usual = "/run/user/" + user + "/resnet-studio";
    if (std::find(folders.begin(), folders.end(), usual) == folders.end())
        folders.push_back(usual);
    folders.push_back("/tmp/resnet-studio-" + user);
    return folders;
}

FileDescriptor openSocketFolder(const std::string& path, bool make, std::string& why) {
    if (make && ::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
        why = path + ": " + std::strerror(errno);
        return {};
    }
    FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat info {};
    if (!folder.isOpen() || ::fstat(folder.get(), &info) != 0) {
        why = path + ": " + std::strerror(errno);
        return {};
    }
    if (info.st_uid != ::geteuid() || (info.st_mode & 077) != 0) {
        why = path + " is not this user's alone";
        return {};
    }
    return folder;
}

std::optional<std::string> socketName(const std::string& runFolder) {
    struct stat info {};
    if (::lstat(RunPaths(runFolder).lock.c_str(), &info) != 0 || !S_ISREG(info.st_mode))
        return std::nullopt;
    char name[64];
    std::snprintf(name, sizeof name, "run-%llx-%llx.sock", static_cast<unsigned long long>(info.st_dev),
                  static_cast<unsigned long long>(info.st_ino));
    return name;
}

std::string pathThrough(int folder, const std::string& name) {
    return "/proc/self/fd/" + std::to_string(folder) + "/" + name;
}

ConnectResult connectSocket(int folder, const std::string& name, FileDescriptor& into, int& error) {
    FileDescriptor socket = openLocalSocket();
    if (socket.isOpen() && withAddress(::connect, socket.get(), addressOf(folder, name)) == 0) {
        into = std::move(socket);
        return ConnectResult::Connected;
    }
    error = errno;
    return error == ENOENT || error == ECONNREFUSED ? ConnectResult::NobodyThere : ConnectResult::Refused;
}

FileDescriptor listenSocket(int folder, const std::string& name) {
    FileDescriptor socket = openLocalSocket();
    const sockaddr_un address = addressOf(folder, name);
    if (!socket.isOpen())
        return socket;
    int bound = withAddress(::bind, socket.get(), address);
    if (bound != 0 && errno == EADDRINUSE) {
        FileDescriptor other;
        int error = 0;
        if (connectSocket(folder, name, other, error) != ConnectResult::NobodyThere) {
            errno = EADDRINUSE;
            return {};
        }
        // The process that made it is dead: the run's lock, which names it, is ours.
        ::unlinkat(folder, name.c_str(), 0);
        bound = withAddress(::bind, socket.get(), address);
    }
    if (bound != 0 || ::fchmodat(folder, name.c_str(), 0600, 0) != 0 || ::listen(socket.get(), kBacklog) != 0) {
        const int error = errno;
        socket.close();
        errno = error;
    }
    return socket;
}

std::optional<SocketPeer> peerOf(int socket) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
        return std::nullopt;
    return SocketPeer{credentials.uid, credentials.pid};
}

bool mayTalk(const std::optional<SocketPeer>& peer, uid_t user) {
    return peer && peer->user == user;
}

} // namespace studio
