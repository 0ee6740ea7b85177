// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/settings.h"

#include <memory>

#include <QSettings>
#include <QStringList>
#include <QVariant>

#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr int kRecent = 8;

std::unique_ptr<QSettings> open(const QString& file) {
    if (!file.isEmpty())
        return std::make_unique<QSettings>(file, QSettings::IniFormat);
    return std::make_unique<QSettings>(QStringLiteral("resnet-studio"), QStringLiteral("resnet-studio"));
}

/// Paths are bytes: escaped, so that the settings file stays text.
QString escaped(const std::string& path) {
    return QString::fromStdString(escapeBytes(path));
}

std::string unescaped(const QString& text) {
    try {
        return unescapeBytes(text.toStdString());
    } catch (const Error&) {
        return {}; // edited by hand; as if it were not there
    }
}

} // namespace

Settings::Settings(const QString& file)
    : file_(file) {}

QString Settings::theme() const {
    return open(file_)->value(QStringLiteral("theme"), QStringLiteral("system")).toString();
}

void Settings::setTheme(const QString& theme) {
    open(file_)->setValue(QStringLiteral("theme"), theme);
}

std::string Settings::runsFolder() const {
    const std::string set = unescaped(open(file_)->value(QStringLiteral("runsFolder")).toString());
    return set.empty() ? defaultRunsFolder() : set;
}

void Settings::setRunsFolder(const std::string& folder) {
    open(file_)->setValue(QStringLiteral("runsFolder"), escaped(folder));
}

std::vector<std::string> Settings::recentData() const {
    std::vector<std::string> paths;
    for (const QString& text : open(file_)->value(QStringLiteral("recentData")).toStringList()) {
        if (auto path = unescaped(text); !path.empty())
            paths.push_back(std::move(path));
    }
    return paths;
}

void Settings::addRecentData(const std::string& root) {
    QStringList list = open(file_)->value(QStringLiteral("recentData")).toStringList();
    list.removeAll(escaped(root));
    list.prepend(escaped(root));
    while (list.size() > kRecent)
        list.removeLast();
    open(file_)->setValue(QStringLiteral("recentData"), list);
}

std::string Settings::lastRun() const {
    return unescaped(open(file_)->value(QStringLiteral("lastRun")).toString());
}

void Settings::setLastRun(const std::string& folder) {
    open(file_)->setValue(QStringLiteral("lastRun"), escaped(folder));
}

bool Settings::slowRefresh() const {
    return open(file_)->value(QStringLiteral("slowRefresh"), false).toBool();
}

void Settings::setSlowRefresh(bool on) {
    open(file_)->setValue(QStringLiteral("slowRefresh"), on);
}

QByteArray Settings::state(const QString& name) const {
    return open(file_)->value(QStringLiteral("state/") + name).toByteArray();
}

void Settings::setState(const QString& name, const QByteArray& value) {
    open(file_)->setValue(QStringLiteral("state/") + name, value);
}

} // namespace studio
