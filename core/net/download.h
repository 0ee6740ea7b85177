// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/net/file_sum.h"
#include "core/net/url.h"

namespace studio {

struct DownloadOptions {
    std::string url;            ///< https://, http:// or s3://BUCKET/KEY
    std::string endpoint;       ///< for s3://, of a store that speaks S3; empty: as the environment says, or Amazon's
    std::string out;            ///< the file; its folder is made
    FileSums sums;              ///< verified over the whole file before it gets its name
    std::uint64_t bytes = 0;    ///< that it must have; 0 = whatever the server says
    std::uint64_t maxBytes = 0; ///< that it cannot have more than; 0 = no limit but `bytes`
    bool foreign = false;       ///< the folder is somebody else's: a file there is taken only if size or sums vouch
                                ///< for it, and neither it nor a part of unknown origin is ever replaced
    int tries = 8;              ///< attempts that bring nothing new, one after another
    double backoffSeconds = 1;  ///< before the second attempt; doubled up to a minute
    double stallSeconds = 30;   ///< a connection that brings nothing for so long is given up
    double connectSeconds = 20; ///< for name, connection and TLS together
};

struct DownloadStatus {
    bool checking = false;     ///< the sum of what is there is being made
    std::uint64_t done = 0;    ///< bytes that are there
    std::uint64_t total = 0;   ///< 0 = not known
    double bytesPerSecond = 0; ///< over the last seconds
    double secondsLeft = -1;   ///< below 0 = not known
    std::string note;          ///< why nothing comes at the moment, for people; mostly empty
};
/// Called at most ten times a second, on the caller's thread.
using DownloadProgress = std::function<void(const DownloadStatus&)>;

struct DownloadResult {
    bool complete = false; ///< false: stopped on request; the same call goes on
    std::uint64_t bytes = 0;
    std::uint64_t fetched = 0;      ///< over the net, this time
    bool wasThere = false;          ///< before this call, whole; nothing was fetched
    std::vector<std::string> notes; ///< what people should know: "The file on the server has changed since ..."
};

/// Fetches one file. It grows as OUT.part, is compared with size and sums, made durable, and only then called OUT.
/// A part that a stop, a kill or a broken connection left is gone on with, if the server's ETag or date says that it is
/// the same file (kept in OUT.part.json); else it is fetched anew, and the notes say so. Redirects: at most 8, never
/// from https to http. Certificates are checked (against SSL_CERT_FILE where that is set). An OUT that is there is
/// kept, unless size or sums are other ones (see `foreign`). s3: signed (SigV4) with AWS_ACCESS_KEY_ID and
/// AWS_SECRET_ACCESS_KEY, else the shared credentials file and AWS_PROFILE, else the role of the machine, else
/// anonymously; AWS_REGION and AWS_ENDPOINT_URL_S3 as elsewhere. A stop is obeyed within half a second. Throws Error:
/// Usage (address, refusal, no such file), Data (other size or sum), Io (network; a retry may help), DiskFull (told
/// before it begins), Locked. No secret is ever in a message.
DownloadResult download(const DownloadOptions& options, const DownloadProgress& progress = {},
                        std::stop_token stop = {});

/// How long the file there is, by one short request; 0 = the server does not tell, or does not answer within seconds.
std::uint64_t askLength(const std::string& url, std::stop_token stop = {});

} // namespace studio
