// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include <QProcess>
#include <QTemporaryDir>

#include "tests/support/archives.h"

namespace studio::test {

/// A server with TLS and a certificate of its own; its files are whole answers.
struct SecureServer {
    QTemporaryDir dir;
    QProcess process;
    int port = 0; ///< 0: it could not be started

    explicit SecureServer(const std::map<std::string, std::string>& files) {
        for (const auto& [name, answer] : files)
            writeText(dir.path().toStdString() + "/" + name, answer);
        process.setWorkingDirectory(dir.path());
        process.start(QStringLiteral("openssl"),
                      {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                       QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-keyout"),
                       QStringLiteral("key"), QStringLiteral("-out"), QStringLiteral("cert"), QStringLiteral("-subj"),
                       QStringLiteral("/CN=127.0.0.1"), QStringLiteral("-addext"),
                       QStringLiteral("subjectAltName=IP:127.0.0.1")});
        if (!process.waitForFinished(30'000) || process.exitCode() != 0)
            return;
        process.start(QStringLiteral("openssl"),
                      {QStringLiteral("s_server"), QStringLiteral("-accept"), QStringLiteral("127.0.0.1:0"),
                       QStringLiteral("-HTTP"), QStringLiteral("-key"), QStringLiteral("key"), QStringLiteral("-cert"),
                       QStringLiteral("cert")});
        while (port == 0 && process.waitForReadyRead(10'000)) {
            told_ += process.readAllStandardOutput();
            const qsizetype at = told_.indexOf("ACCEPT 127.0.0.1:"), end = told_.indexOf('\n', at);
            if (at >= 0 && end > at)
                port = told_.mid(at + 17, end - at - 17).trimmed().toInt();
        }
    }
    ~SecureServer() {
        process.kill();
        process.waitForFinished();
    }
    std::string certificate() const { return dir.path().toStdString() + "/cert"; }

private:
    QByteArray told_;
};

} // namespace studio::test
