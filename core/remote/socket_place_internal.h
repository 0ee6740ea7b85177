// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "core/base/file.h"

namespace studio {

// Where the sockets of running trainers are. Only folders that belong to this user and that nobody else may enter are
// used: in another one somebody could wait in a trainer's place, or take the socket away.

/// $XDG_RUNTIME_DIR/resnet-studio, /run/user/UID/resnet-studio, /tmp/resnet-studio-UID: the trainer serves in the first
/// that can be used; a follower, which may have come in another way, looks in each.
std::vector<std::string> socketFolders();

/// Opens a folder of sockets; `make`: makes it where it is not there. Not open where it is missing, a link, not this
/// user's, or open to others; `why` says which.
FileDescriptor openSocketFolder(const std::string& path, bool make, std::string& why);

/// "run-DEVICE-INODE.sock" of the run's lock, which keeps its name when the run is moved or reached by another path.
/// Empty where the run has no lock: nobody ever trained it.
std::optional<std::string> socketName(const std::string& runFolder);

/// A socket's path for bind(2) and connect(2) that has room for any folder: through the open folder.
std::string pathThrough(int folder, const std::string& name);

enum class ConnectResult { Connected, NobodyThere, Refused };
/// Not blocking. `error`: errno's number unless Connected.
ConnectResult connectSocket(int folder, const std::string& name, FileDescriptor& into, int& error);

/// Listens there with mode 0600, in place of a socket that a dead process left. Not open, with errno, where that fails:
/// EADDRINUSE = somebody alive serves there.
FileDescriptor listenSocket(int folder, const std::string& name);

/// Who is at the other end, as the system says.
struct SocketPeer {
    uid_t user = 0;
    pid_t process = 0;
};
std::optional<SocketPeer> peerOf(int socket);
/// Only the user's own programs may listen in or steer.
bool mayTalk(const std::optional<SocketPeer>& peer, uid_t user);

} // namespace studio
