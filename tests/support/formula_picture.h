// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include "core/image/image_file.h"
#include "test_places.h"

namespace studio::test {

/// The picture of tests/data/make_torchvision_reference.py.
inline Picture formulaPicture(int width, int height) {
    Picture picture{width, height, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < 3; ++c) {
                const int value = x * (3 + c) + y * (7 - 2 * c) + (x * y >> 3) + ((x * 7 + y * 3) % 11) * 9 + 40 * c;
                picture.rgb.push_back(static_cast<std::uint8_t>(value & 255));
            }
        }
    }
    return picture;
}

/// One list of tests/data/torchvision_reference.json; empty when the file is missing.
inline QJsonArray reference(const char* list) {
    QFile file(QStringLiteral(STUDIO_SOURCE_DIR "/tests/data/torchvision_reference.json"));
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    return QJsonDocument::fromJson(file.readAll()).object()[QLatin1String(list)].toArray();
}

inline int at(const QJsonValue& row, const char* list, int index) {
    return row[QLatin1String(list)][index].toInt();
}

inline std::vector<std::uint8_t> bytesOf(const QJsonValue& row) {
    const QByteArray bytes = QByteArray::fromBase64(row[QLatin1String("bytes")].toString().toLatin1());
    return {bytes.begin(), bytes.end()};
}

inline std::vector<float> floatsOf(const QJsonValue& row) {
    const QByteArray bytes = QByteArray::fromBase64(row[QLatin1String("floats")].toString().toLatin1());
    std::vector<float> values(static_cast<std::size_t>(bytes.size()) / sizeof(float));
    std::memcpy(values.data(), bytes.constData(), values.size() * sizeof(float));
    return values;
}

/// The largest difference of two equally long lists; huge where the lengths differ.
template<typename Value>
double largestDifference(const std::vector<Value>& a, const std::vector<Value>& b) {
    if (a.size() != b.size() || a.empty()) {
        return 1e9;
    }
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        most = std::max(most, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    }
    return most;
}

} // namespace studio::test
