// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/file_sum.h"

#include <array>
#include <memory>
#include <vector>

#include <openssl/evp.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"

namespace studio {

namespace {

std::string lowered(std::string text) {
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

std::string hexOf(EVP_MD_CTX* context) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_DigestFinal_ex(context, digest.data(), &length);
    std::string text;
    for (unsigned i = 0; i < length; ++i)
        text += {kDigits[digest[i] >> 4], kDigits[digest[i] & 15]};
    return text;
}

} // namespace

bool isSumText(const std::string& text, SumKind kind) {
    return text.size() == (kind == SumKind::Md5 ? 32 : 64) &&
           text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

std::string sumOfFile(const std::string& path, SumKind kind, const std::function<void(std::uint64_t)>& read,
                      const std::stop_token& stop) {
    constexpr std::size_t kBlock = 1u << 20;
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    if (!context || EVP_DigestInit_ex(context.get(), kind == SumKind::Md5 ? EVP_md5() : EVP_sha256(), nullptr) != 1)
        throw Error(ErrorKind::Internal, "This sum is not available in OpenSSL");
    const FileDescriptor file = openToRead(path);
    if (!file.isOpen())
        throw readError("Cannot open a file", path, errno);
    std::vector<std::byte> block(kBlock);
    while (!stop.stop_requested()) {
        const ssize_t got = readSome(file.get(), block);
        if (got < 0)
            throw systemError("Cannot read a file", path, errno);
        if (got == 0)
            return hexOf(context.get());
        EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(got));
        if (read)
            read(static_cast<std::uint64_t>(got));
    }
    return {};
}

std::string sumDifference(const std::string& path, const FileSums& wanted,
                          const std::function<void(std::uint64_t)>& read, const std::stop_token& stop) {
    const bool strong = !wanted.sha256.empty(); // the stronger one says all that the other could
    if (!wanted.any())
        return {};
    const std::string sum = lowered(strong ? wanted.sha256 : wanted.md5);
    const std::string found = sumOfFile(path, strong ? SumKind::Sha256 : SumKind::Md5, read, stop);
    if (found.empty() || found == sum)
        return {};
    return std::string("Its ") + (strong ? "SHA-256" : "MD5") + " sum is " + found + " instead of " + sum + ".";
}

} // namespace studio
