// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <filesystem>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/net/download.h"
#include "tests/support/http_server.h"

namespace studio::test {

inline std::string content(std::size_t size, char salt = 'a') {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i)
        text[i] = static_cast<char>(salt + static_cast<char>((i * 7 + i / 251) % 61));
    return text;
}

/// Where a file is fetched to.
struct DownloadPlace {
    QTemporaryDir dir;
    DownloadOptions options;
    explicit DownloadPlace(const std::string& url) {
        options.url = url;
        options.out = dir.path().toStdString() + "/in/file.tar";
        options.backoffSeconds = 0.01;
        options.tries = 4;
    }
    std::string text() const { return readSmallFile(options.out, 64u << 20); }
    std::string part() const { return options.out + ".part"; }
    bool onlyTheFile() const {
        const std::filesystem::path folder = std::filesystem::path(options.out).parent_path();
        return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator{}) == 1 &&
               std::filesystem::exists(options.out);
    }
    std::string errorOf(ErrorKind kind) {
        try {
            download(options);
        } catch (const Error& error) {
            return error.kind() == kind ? error.message().text() : "another kind: " + error.message().text();
        }
        return {};
    }
};

/// A server of one file that can be told to break off.
struct DownloadSource {
    std::string body = content(300'000);
    std::string etag = "\"one\"";
    std::atomic<int> asked = 0;
    std::function<void(int, const SeenRequest&, Answer&)> spoil; ///< by the number of the request, from 1
    HttpServer server{[this](const SeenRequest& request) {
        Answer answer;
        answer.body = body;
        answer.etag = etag;
        ++asked;
        if (spoil)
            spoil(asked, request, answer);
        return answer;
    }};
};

inline bool holds(const std::vector<std::string>& notes, const std::string& words) {
    return std::any_of(notes.begin(), notes.end(),
                       [&](const std::string& note) { return note.find(words) != std::string::npos; });
}

/// Breaks the first download after `bytes`, as a kill would leave it.
inline void leavePart(DownloadSource& source, DownloadPlace& place, long long bytes) {
    source.spoil = [bytes](int, const SeenRequest&, Answer& answer) { answer.cutAt = bytes; };
    place.options.tries = 1;
    QVERIFY(place.errorOf(ErrorKind::Io).find("kept") != std::string::npos);
    QCOMPARE(std::filesystem::file_size(place.part()), static_cast<std::uintmax_t>(bytes));
    place.options.tries = 4;
    source.spoil = nullptr;
}

} // namespace studio::test
