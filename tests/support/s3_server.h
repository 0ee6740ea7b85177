// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include "core/base/file.h"
#include "core/base/text.h"
#include "test_places.h"
#include "tests/support/http_server.h"

namespace studio::test {

inline constexpr const char* kS3Key = "AKIDEXAMPLE";
inline constexpr const char* kS3Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// No variable and no file of the person who runs the tests is looked at.
struct OurAws {
    QTemporaryDir home;
    WithVariable homeFolder{"HOME", home.path().toStdString()};
    WithVariable cache{"XDG_CACHE_HOME", home.path().toStdString() + "/cache"};
    WithVariable key{"AWS_ACCESS_KEY_ID", kS3Key}, secret{"AWS_SECRET_ACCESS_KEY", kS3Secret};
    WithVariable token{"AWS_SESSION_TOKEN", ""}, profile{"AWS_PROFILE", ""}, region{"AWS_REGION", ""};
    WithVariable file{"AWS_SHARED_CREDENTIALS_FILE", ""}, config{"AWS_CONFIG_FILE", ""};
    WithVariable otherRegion{"AWS_DEFAULT_REGION", ""}, endpoint{"AWS_ENDPOINT_URL", ""};
    WithVariable endpointS3{"AWS_ENDPOINT_URL_S3", ""}, noRole{"AWS_EC2_METADATA_DISABLED", "true"};
    WithVariable noProxy{"no_proxy", "127.0.0.1"};
};

/// The verifying server of s3_server.py as a process.
class S3Server {
public:
    /// False without Python's botocore.
    bool start() {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("S3_KEY"), QString::fromLatin1(kS3Key));
        environment.insert(QStringLiteral("S3_SECRET"), QString::fromLatin1(kS3Secret));
        process_.setProcessEnvironment(environment);
        process_.start(QStringLiteral("/usr/bin/python3"),
                       {QStringLiteral(STUDIO_SOURCE_DIR "/tests/support/s3_server.py"), dir_.path()});
        while (!process_.canReadLine() && process_.waitForReadyRead(60'000)) {
        }
        port_ = process_.readLine().trimmed().toStdString();
        return !port_.empty();
    }
    ~S3Server() {
        process_.kill();
        process_.waitForFinished();
    }
    std::string endpoint() const { return "http://127.0.0.1:" + port_; }
    /// "PUT 503 3\n": see s3_server.py.
    void setFaults(const char* lines) const {
        QFile file(dir_.filePath(QStringLiteral("faults")));
        if (file.open(QIODevice::WriteOnly))
            file.write(lines);
    }
    std::string log() const { return text("log"); }
    void clearLog() const { QFile::remove(dir_.filePath(QStringLiteral("log"))); }
    int count(const std::string& words) const {
        int found = 0;
        const std::string all = log();
        for (auto at = all.find(words); at != std::string::npos; at = all.find(words, at + 1))
            ++found;
        return found;
    }
    std::vector<std::string> objects() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(dir_.path().toStdString() + "/objects")) {
            if (entry.path().extension() != ".meta" && entry.path().extension() != ".new")
                names.push_back(entry.path().filename().string());
        }
        return names;
    }
    bool hasManifest() const {
        for (const std::string& name : objects()) {
            if (name.ends_with("manifest.json"))
                return true;
        }
        return false;
    }

private:
    std::string text(const char* name) const {
        const std::string path = dir_.path().toStdString() + "/" + name;
        return std::filesystem::exists(path) ? readSmallFile(path, 16u << 20) : std::string();
    }
    QTemporaryDir dir_;
    QProcess process_;
    std::string port_;
};

/// Every file of a run, to be compared.
inline std::map<std::string, std::string> filesOf(const std::string& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            files[std::filesystem::relative(entry.path(), folder).string()] =
                readSmallFile(entry.path().string(), 64u << 20);
    }
    return files;
}

} // namespace studio::test
