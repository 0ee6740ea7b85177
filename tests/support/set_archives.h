// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/archives.h"

namespace studio::test {

using Members = std::vector<std::pair<std::string, std::string>>;

inline std::string tarOf(const Members& members) {
    std::string tar;
    for (const auto& [name, content] : members)
        tar += tarMember(name, content);
    return tar + tarEnd();
}

inline std::string gzipped(const std::string& bytes) {
    return compressed(bytes, 31);
}

/// A zip of stored files by hand; `mode` is the Unix mode of a member, 0120777 makes it a link.
inline std::string zipOf(const Members& members, unsigned mode = 0100644) {
    const auto number = [](std::size_t value, int bytes) {
        std::string text;
        for (int i = 0; i < bytes; ++i)
            text += static_cast<char>(value >> (8 * i) & 0xFF);
        return text;
    };
    std::string zip, directory;
    for (const auto& [name, content] : members) {
        const std::string sizes =
            number(crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())), 4) +
            number(content.size(), 4) + number(content.size(), 4) + number(name.size(), 2) + number(0, 2);
        const std::string common = number(20, 2) + number(0x800, 2) + number(0, 2) + number(0, 4) + sizes;
        directory += "PK\x01\x02" + number(3 << 8 | 20, 2) + common + number(0, 2) + number(0, 2) + number(0, 2) +
                     number(static_cast<std::size_t>(mode) << 16, 4) + number(zip.size(), 4) + name;
        zip += "PK\x03\x04" + common + name + content;
    }
    return zip + directory + "PK\x05\x06" + number(0, 4) + number(members.size(), 2) + number(members.size(), 2) +
           number(directory.size(), 4) + number(zip.size(), 4) + number(0, 2);
}

/// CIFAR's binary form with a few pictures; pixel k of plane p of picture i of a batch is known.
struct TinyCifar {
    bool hundred = false;
    int perBatch = 4, test = 6;

    std::size_t classes() const { return hundred ? 100 : 10; }
    std::string className(std::size_t label) const { return "kind_" + std::to_string(label); }
    static unsigned char pixel(int batch, int picture, int plane, int at) {
        return static_cast<unsigned char>(batch * 31 + picture * 17 + plane * 85 + at * 3);
    }
    std::size_t label(int batch, int picture) const {
        return static_cast<std::size_t>(batch * 3 + picture) % classes();
    }
    std::string batch(int number, int pictures) const {
        std::string bytes;
        for (int i = 0; i < pictures; ++i) {
            if (hundred)
                bytes += '\x07'; // the coarse class, of no interest
            bytes += static_cast<char>(label(number, i));
            for (int plane = 0; plane < 3; ++plane) {
                for (int at = 0; at < 1024; ++at)
                    bytes += static_cast<char>(pixel(number, i, plane, at));
            }
        }
        return bytes;
    }
    Members members() const {
        std::string names;
        for (std::size_t i = 0; i < classes(); ++i)
            names += className(i) + "\n";
        if (hundred)
            return {{"cifar-100-binary/coarse_label_names.txt", "a\nb\n"},
                    {"cifar-100-binary/train.bin", batch(1, perBatch)},
                    {"cifar-100-binary/fine_label_names.txt", names},
                    {"cifar-100-binary/test.bin", batch(0, test)}};
        Members all{{"cifar-10-batches-bin/readme.html", "<p>"},
                    {"cifar-10-batches-bin/batches.meta.txt", names + "\n"}};
        for (int n = 1; n <= 5; ++n)
            all.emplace_back("cifar-10-batches-bin/data_batch_" + std::to_string(n) + ".bin", batch(n, perBatch));
        all.emplace_back("cifar-10-batches-bin/test_batch.bin", batch(0, test));
        return all;
    }
};

} // namespace studio::test
