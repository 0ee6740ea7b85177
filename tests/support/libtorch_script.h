// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <span>

#include "core/base/atomic_file.h"
#include "core/interop/stored_zip.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/http_server.h"

namespace studio::test {

inline constexpr const char* kTorch = "torch-9.9.9-cp311-cp311-manylinux_2_28_x86_64.whl";
inline constexpr const char* kCublas = "nvidia_cublas-9.9-py3-none-manylinux_2_27_x86_64.whl";
inline constexpr long long kCut = 100'000;

inline QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void write(const QString& path, const QByteArray& text) {
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

inline std::string hashOf(const std::string& bytes) {
    return QCryptographicHash::hash(QByteArray::fromStdString(bytes), QCryptographicHash::Sha256).toHex().toStdString();
}

/// packaging/setup-libtorch.sh as it is, with a list of two small files, against a package index on loopback. What its
/// tests are made with.
class LibtorchScript {
protected:
    LibtorchScript() {
        for (const char* name : {"setup-libtorch.sh", "common.sh"})
            write(tool(QStringLiteral("packaging/") + QLatin1String(name)),
                  contentOf(QStringLiteral(STUDIO_SOURCE_DIR "/packaging/") + QLatin1String(name)));
        standIn("dpkg-query", "printf installed");
        standIn("nvcc", "exit 1"); // this machine's own counts for nothing
        const std::string big(3'000'000, 'x');
        wheels_[kTorch] = wheel("torch", {{"torch/lib/libtorch_cpu.so", big},
                                          {"torch/share/cmake/Torch/TorchConfig.cmake", "# cmake"},
                                          {"torch/__init__.py", "python"}});
        wheels_[kCublas] =
            wheel("cublas", {{"nvidia/cu13/lib/libcublas.so.13", "library"}, {"nvidia/cu13/bin/nvcc", "#!"}});
        QByteArray pins = "# a comment\n# version 9.9.9-cu130\n# unpacked 4000000\n";
        for (const auto& [name, bytes] : wheels_)
            pins += QByteArray::fromStdString(name + " " + std::to_string(bytes.size()) + " " + hashOf(bytes) + "\n");
        write(tool(QStringLiteral("packaging/libtorch-cu130.txt")), pins);
        write(tool(QStringLiteral("packaging/libtorch-cu127.txt")),
              pins.left(pins.indexOf(kCublas)).replace("cu130", "cu127")); // no compiler
        write(tool(QStringLiteral("packaging/libtorch-cu126.txt")),
              "# version other\n# unpacked 10\nother.whl 10 00\n");
    }
    /// A new folder, before each test.
    void begin() {
        dir_ = std::make_unique<QTemporaryDir>();
        QFile::remove(tool(QStringLiteral("bin/df")));
        faults_ = 0;
    }

    QString tool(const QString& name) const { return tools_.filePath(name); }
    QString place(const char* name) const { return dir_->filePath(QLatin1String(name)); }
    QString part() const { return place("downloads/") + QLatin1String(kTorch) + QStringLiteral(".part"); }

    void standIn(const char* name, const QByteArray& body) {
        const QString path = tool(QStringLiteral("bin/") + QLatin1String(name));
        write(path, "#!/bin/sh\n" + body + "\n");
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    std::string wheel(const char* name, const std::map<std::string, std::string>& files) const {
        const QString path = tool(QLatin1String(name) + QStringLiteral(".whl"));
        studio::AtomicFile file(path.toStdString());
        studio::StoredZip zip(file);
        for (const auto& [inside, bytes] : files)
            zip.add(inside, std::as_bytes(std::span(bytes)));
        zip.finish();
        file.commit();
        return contentOf(path).toStdString();
    }

    /// A package index as PyPI's, and the files beside it. `change` is for the answer with a file.
    HttpServer::Handler index(std::function<void(Answer&)> change = {}, const std::string& sum = {}) const {
        return [this, change, sum](const SeenRequest& request) {
            std::string page;
            for (const auto& [name, bytes] : wheels_) {
                if (request.target.substr(0, request.target.find('?')) == "/files/" + name) {
                    Answer answer = says(200, bytes);
                    if (change)
                        change(answer);
                    return answer;
                }
                std::string project = name.substr(0, name.find('-'));
                std::replace(project.begin(), project.end(), '_', '-');
                if (request.target == "/simple/" + project + "/")
                    page = "<a href=\"../../files/older-" + name + "\">x</a>\n<a href=\"../../files/" + name + query_ +
                           (sum.empty() ? "#sha256=" + hashOf(bytes) : sum) +
                           "\" data-requires-python=\"&gt;=3\">x</a>";
            }
            return says(page.empty() ? 404 : 200, page);
        };
    }
    void hangOnce(Answer& answer) {
        answer.hang = faults_++ == 0;
        answer.cutAt = answer.hang ? kCut : -1;
    }
    /// The Range of every request for that file.
    static std::vector<std::string> rangesOf(const HttpServer& server, const std::string& name) {
        std::vector<std::string> ranges;
        for (const SeenRequest& request : server.requests()) {
            if (request.target == "/files/" + name)
                ranges.push_back(request.header("range"));
        }
        return ranges;
    }

    /// `shell`: what starts the script by its "$@".
    void start(QProcess& script, const HttpServer& server, const QStringList& more,
               const QString& shell = QStringLiteral("exec bash \"$@\"")) const {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PATH"),
                           tool(QStringLiteral("bin:")) + environment.value(QStringLiteral("PATH")));
        environment.insert(QStringLiteral("PIP_INDEX_URL"), QString::fromStdString(server.url("/simple/")));
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
        environment.insert(QStringLiteral("CURL_HOME"), tools_.path()); // not the user's settings
        for (const char* name : {"CUDA_PATH", "CUDA_HOME"})
            environment.remove(QLatin1String(name));
        environment.insert(QStringLiteral("STUDIO_TOOLKITS"), place("toolkits"));
        script.setProcessEnvironment(environment);
        script.setReadChannel(QProcess::StandardError);
        script.start(QStringLiteral("bash"),
                     QStringList{QStringLiteral("-c"), shell, QStringLiteral("start"),
                                 tool(QStringLiteral("packaging/setup-libtorch.sh")), QStringLiteral("--dir"),
                                 dir_->path(), QStringLiteral("--set"), QStringLiteral("cu130")} +
                         more);
    }
    CliResult run(const HttpServer& server, const QStringList& more = {},
                  const QString& shell = QStringLiteral("exec bash \"$@\"")) const {
        QProcess script;
        start(script, server, more, shell);
        return resultOf(script, 60'000);
    }

    QTemporaryDir tools_; ///< the script with its lists, and stand-ins
    std::unique_ptr<QTemporaryDir> dir_;
    std::map<std::string, std::string, std::greater<>> wheels_; ///< torch first
    std::string query_;                                         ///< of the links to the files
    std::atomic<int> faults_{0};
};

} // namespace studio::test
