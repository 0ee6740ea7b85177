// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <unistd.h>

#include <openssl/evp.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/prepare_job_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr const char* kTrainName = "ILSVRC2012_img_train.tar";
constexpr const char* kValName = "ILSVRC2012_img_val.tar";
constexpr const char* kDevkitName = "ILSVRC2012_devkit_t12.tar.gz";

bool exists(const std::string& path) {
    std::error_code error;
    return fs::exists(path, error);
}

/// True if `root` is Kaggle's unpacked folder, or the one inside it.
bool findKaggle(const std::string& root, PrepareSources& found) {
    for (const std::string& inner : {root + "/ILSVRC/Data/CLS-LOC", root + "/Data/CLS-LOC", root}) {
        if (!exists(inner + "/train") || !exists(inner + "/val"))
            continue;
        for (const std::string& lists : {root, inner + "/../../..", root + "/.."}) {
            if (!exists(lists + "/LOC_synset_mapping.txt") || !exists(lists + "/LOC_val_solution.csv"))
                continue;
            found.kaggle = inner;
            found.mapping = lists + "/LOC_synset_mapping.txt";
            found.solution = lists + "/LOC_val_solution.csv";
            return true;
        }
    }
    return false;
}

void takeFile(const std::string& path, PrepareSources& found) {
    const std::string name = baseName(path);
    if (name.find("devkit") != std::string::npos)
        found.devkit = path;
    else if (name.find("img_train") != std::string::npos)
        found.train = path;
    else if (name.find("img_val") != std::string::npos)
        found.val = path;
    else
        throw Error(ErrorKind::Usage, {"The name of this file does not say which archive it is",
                                       displayText(path),
                                       {},
                                       std::string("The archives are called ") + kTrainName + ", " + kValName +
                                           " and " + kDevkitName + "."});
}

std::string md5Of(const std::string& path, PrepareMeter& meter, const std::stop_token& stop) {
    constexpr std::size_t kBlock = 1u << 20;
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!context || EVP_DigestInit_ex(context.get(), EVP_md5(), nullptr) != 1)
        throw Error(ErrorKind::Internal, "MD5 is not available in OpenSSL");
    struct File {
        int fd;
        ~File() { ::close(fd); }
    } const file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    if (file.fd < 0)
        throw systemError("Cannot open an archive", path, errno);
    std::vector<unsigned char> block(kBlock);
    while (!stop.stop_requested()) {
        const ssize_t got = ::read(file.fd, block.data(), block.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw systemError("Cannot read an archive", path, errno);
        if (got == 0)
            break;
        EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(got));
        meter.add(1, static_cast<std::uint64_t>(got));
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_DigestFinal_ex(context.get(), digest.data(), &length);
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        text += {kDigits[digest[i] >> 4], kDigits[digest[i] & 15]};
    }
    return text;
}

} // namespace

std::vector<std::string> PrepareSources::archives() const {
    return kaggle.empty() ? std::vector<std::string>{train, val, devkit} : std::vector<std::string>{};
}

PrepareSources gatherSources(const std::vector<std::string>& sources) {
    PrepareSources found;
    for (const std::string& source : sources) {
        std::error_code error;
        if (!exists(source))
            throw Error(ErrorKind::Usage, {"This file or folder does not exist", displayText(source), {}, {}});
        if (!fs::is_directory(source, error)) {
            takeFile(source, found);
            continue;
        }
        if (sources.size() == 1 && findKaggle(source, found))
            return found;
        for (const char* name : {kTrainName, kValName, kDevkitName}) {
            if (exists(source + "/" + name))
                takeFile(source + "/" + name, found);
        }
    }
    return found;
}

PrepareSources findSources(const std::vector<std::string>& sources) {
    PrepareSources found = gatherSources(sources);
    if (!found.kaggle.empty())
        return found;
    std::string missing;
    for (const auto& [path, name] :
         {std::pair{found.train, kTrainName}, {found.val, kValName}, {found.devkit, kDevkitName}})
        missing += path.empty() ? (missing.empty() ? "" : ", ") + std::string(name) : "";
    if (!missing.empty())
        throw Error(ErrorKind::Usage, {"Not all of ImageNet's archives are there",
                                       "Missing: " + missing,
                                       {},
                                       "They are given by image-net.org to registered people; or give the unpacked "
                                       "folder of Kaggle's copy."});
    return found;
}

bool verifySums(const PrepareSources& sources, const ArchiveSums& sums, const PrepareProgress& progress,
                const std::stop_token& stop) {
    std::uint64_t bytes = 0;
    for (const std::string& path : sources.archives())
        bytes += fs::file_size(path);
    PrepareMeter meter(progress, PrepareStatus::Stage::Sums, static_cast<std::int64_t>(bytes >> 20), bytes);
    // The smallest first: a wrong one is told in seconds.
    for (const auto& [path, sum] :
         {std::pair{sources.devkit, sums.devkit}, {sources.val, sums.val}, {sources.train, sums.train}}) {
        if (sum.empty() || path.empty())
            continue;
        const std::string found = md5Of(path, meter, stop);
        if (stop.stop_requested())
            return false;
        if (found != sum)
            throw Error(ErrorKind::Data,
                        {"An archive is not what was published", displayText(path),
                         "Its MD5 sum is " + found + " instead of " + sum + ".", "Download it again."});
    }
    return true;
}

} // namespace studio
