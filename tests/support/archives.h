// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <zlib.h>

namespace studio::test {

inline void writeText(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

/// One tar member by hand, so that it may also be what no archiver would write.
inline std::string tarMember(const std::string& name, const std::string& content, char type = '0',
                             const std::string& link = {}, const std::string& sizeField = {}) {
    std::string head(512, '\0');
    const auto put = [&](std::size_t at, const std::string& text) { head.replace(at, text.size(), text); };
    char size[16];
    std::snprintf(size, sizeof size, "%011zo", content.size());
    put(0, name.substr(0, 100));
    put(100, "0000644");
    put(108, "0000000");
    put(116, "0000000");
    put(124, sizeField.empty() ? size : sizeField);
    put(136, "00000000000");
    put(148, "        ");
    head[156] = type;
    put(157, link.substr(0, 100));
    put(257, "ustar");
    put(263, "00");
    unsigned sum = 0;
    for (const char c : head)
        sum += static_cast<unsigned char>(c);
    char check[16];
    std::snprintf(check, sizeof check, "%06o", sum);
    put(148, std::string(check) + '\0' + ' ');
    return head + content + std::string((512 - content.size() % 512) % 512, '\0');
}

/// A name of any length, as GNU tar stores it.
inline std::string longNameMember(const std::string& name, const std::string& content) {
    return tarMember("././@LongLink", name + '\0', 'L') + tarMember(name, content);
}

inline std::string tarEnd() {
    return std::string(1024, '\0');
}

/// A MATLAB 5 element, padded to eight bytes.
inline std::string matElement(std::uint32_t type, const std::string& data) {
    const auto size = static_cast<std::uint32_t>(data.size());
    std::string bytes(reinterpret_cast<const char*>(&type), 4);
    bytes.append(reinterpret_cast<const char*>(&size), 4);
    return bytes + data + std::string(type == 15 ? 0 : (8 - data.size() % 8) % 8, '\0');
}

inline std::string matArray(char arrayClass, std::int32_t rows, std::int32_t columns, const std::string& name,
                            const std::string& content) {
    std::string flags(8, '\0'), dims(reinterpret_cast<const char*>(&rows), 4);
    flags[0] = arrayClass;
    dims.append(reinterpret_cast<const char*>(&columns), 4);
    return matElement(14, matElement(6, flags) + matElement(5, dims) + matElement(1, name) + content);
}

inline std::string matText(const std::string& text) {
    return matArray(4, 1, static_cast<std::int32_t>(text.size()), "", matElement(16, text));
}

/// A number as MATLAB stores it: in the smallest type that holds it, here two bytes in the short form.
inline std::string matNumber(std::uint16_t value) {
    const std::uint32_t tag = (2u << 16) | 4u;
    std::string element(reinterpret_cast<const char*>(&tag), 4);
    element.append(reinterpret_cast<const char*>(&value), 2);
    return matArray(6, 1, 1, "", element + std::string(2, '\0'));
}

inline std::string compressed(const std::string& plain, int windowBits) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
    std::string in = plain, out(plain.size() + 1000, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// A small ImageNet: class ids are not in the order of their WordNet ids, and a group of classes is listed too.
struct TinyImageNet {
    struct Class {
        std::string id, words;
        int train = 0;
    };
    std::vector<Class> classes{{"n02012849", "crane", 3},
                               {"n01440764", "tench, Tinca tinca", 4},
                               {"n03126707", "crane", 2},
                               {"n01443537", "goldfish, Carassius auratus", 3}};
    std::vector<int> truth{2, 4, 1, 3, 2}; ///< of each validation picture, counted from 1

    static std::string pictureOf(const std::string& file) {
        return "\xFF\xD8 stands for the picture " + file + std::string(700, '.');
    }
    std::string trainPicture(const Class& c, int i) const { return c.id + "_" + std::to_string(7 * i + 10) + ".JPEG"; }
    std::string valPicture(std::size_t i) const {
        char name[64];
        std::snprintf(name, sizeof name, "ILSVRC2012_val_%08zu.JPEG", i + 1);
        return name;
    }
    std::string metaMat(bool pack = true) const {
        const std::vector<std::string> fields{"ILSVRC2012_ID", "WNID", "words", "num_children", "num_train_images"};
        const std::int32_t width = 32;
        std::string names, cells;
        for (const std::string& field : fields)
            names += field + std::string(static_cast<std::size_t>(width) - field.size(), '\0');
        const auto row = [&](std::size_t id, const Class& c, std::uint16_t children) {
            cells += matNumber(static_cast<std::uint16_t>(id)) + matText(c.id) + matText(c.words) +
                     matNumber(children) + matNumber(static_cast<std::uint16_t>(c.train));
        };
        for (std::size_t i = 0; i < classes.size(); ++i)
            row(i + 1, classes[i], 0);
        row(classes.size() + 1, {"n00001740", "entity", 0}, 4);
        const std::string list = matArray(2, static_cast<std::int32_t>(classes.size()) + 1, 1, "synsets",
                                          matElement(5, std::string(reinterpret_cast<const char*>(&width), 4)) +
                                              matElement(1, names) + cells);
        std::string file(128, ' ');
        file.replace(124, 4, std::string("\x00\x01IM", 4));
        return file + (pack ? matElement(15, compressed(list, 15)) : list);
    }
    std::string truthText() const {
        std::string text;
        for (const int id : truth)
            text += std::to_string(id) + "\n";
        return text;
    }
    std::string devkit(const std::string& mat) const {
        return compressed(
            tarMember("ILSVRC2012_devkit_t12/data/meta.mat", mat) +
                tarMember("ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt", truthText()) + tarEnd(),
            31);
    }
    std::string classTar(const Class& c, const std::string& more = {}) const {
        std::string tar;
        for (int i = 0; i < c.train; ++i)
            tar += tarMember(trainPicture(c, i), pictureOf(trainPicture(c, i)));
        return tar + more + tarEnd();
    }
    /// `inner` goes into the archive of the second class, `outer` behind the first one.
    std::string trainTar(const std::string& inner = {}, const std::string& outer = {}) const {
        std::string tar;
        for (std::size_t i = 0; i < classes.size(); ++i)
            tar += tarMember(classes[i].id + ".tar", classTar(classes[i], i == 1 ? inner : std::string())) +
                   (i == 0 ? outer : std::string());
        return tar + tarEnd();
    }
    std::string valTar(const std::string& more = {}) const {
        std::string tar;
        for (std::size_t i = 0; i < truth.size(); ++i)
            tar += tarMember(valPicture(i), pictureOf(valPicture(i)));
        return tar + more + tarEnd();
    }
    void write(const std::string& folder) const {
        writeText(folder + "/ILSVRC2012_img_train.tar", trainTar());
        writeText(folder + "/ILSVRC2012_img_val.tar", valTar());
        writeText(folder + "/ILSVRC2012_devkit_t12.tar.gz", devkit(metaMat()));
    }
    void writeKaggle(const std::string& folder) const {
        const std::string data = folder + "/ILSVRC/Data/CLS-LOC";
        std::string mapping, solution = "ImageId,PredictionString\n";
        for (const Class& c : classes) {
            mapping += c.id + " " + c.words + "\n";
            for (int i = 0; i < c.train; ++i)
                writeText(data + "/train/" + c.id + "/" + trainPicture(c, i), pictureOf(trainPicture(c, i)));
        }
        for (std::size_t i = 0; i < truth.size(); ++i) {
            const std::string name = valPicture(i), &id = classes[static_cast<std::size_t>(truth[i]) - 1].id;
            solution += name.substr(0, name.find('.')) + "," + id + " 85 1 499 272 \n";
            writeText(data + "/val/" + name, pictureOf(name));
        }
        writeText(folder + "/LOC_synset_mapping.txt", mapping);
        writeText(folder + "/LOC_val_solution.csv", solution);
    }
};

} // namespace studio::test
