// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QByteArray>
#include <QString>

namespace studio {

/// What the window remembers between starts (QSettings, or the file given: tests). Called on the GUI thread.
class Settings {
public:
    explicit Settings(const QString& file = {});

    QString theme() const; ///< "system", "light", "dark"
    void setTheme(const QString& theme);
    std::string runsFolder() const; ///< defaultRunsFolder() unless set
    void setRunsFolder(const std::string& folder);
    std::vector<std::string> recentData() const; ///< newest first, at most 8
    void addRecentData(const std::string& root);
    std::string lastRun() const;
    void setLastRun(const std::string& folder);
    bool slowRefresh() const; ///< plots at 1 Hz for remote desktops
    void setSlowRefresh(bool on);
    /// Window geometry, splitters, table columns: bytes by name.
    QByteArray state(const QString& name) const;
    void setState(const QString& name, const QByteArray& value);

private:
    QString file_;
};

} // namespace studio
