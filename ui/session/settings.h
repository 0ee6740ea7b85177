// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QByteArray>
#include <QHash>
#include <QString>
#include <QVariant>

#include "core/backup/auto_backup.h"
#include "core/dataset/image_folder.h"
#include "core/report/cost.h"
#include "ui/session/recipe_draft.h"

class QJsonObject;

namespace studio {

/// What the window remembers between starts (QSettings, or the file given: tests). Read once, when it is made; what
/// changes is collected for a moment and written on a thread of its own. The destructor writes what is left, and waits
/// some seconds at most. Called on the GUI thread.
class Settings {
public:
    explicit Settings(const QString& file = {});
    ~Settings();
    Settings(const Settings&) = delete;
    Settings& operator=(const Settings&) = delete;

    QString theme() const; ///< "system", "light", "dark"
    void setTheme(const QString& theme);
    QString language() const;                  ///< one of shippedLanguages(), or "": as the desktop
    void setLanguage(const QString& language); ///< holds from the next start on
    std::string runsFolder() const;            ///< defaultRunsFolder() unless set
    void setRunsFolder(const std::string& folder);
    std::vector<DataSpec> recentData() const; ///< newest first, at most 8, each as it was used last
    void addRecentData(const DataSpec& spec);
    /// As the pictures below `root` were used last, where that is remembered: opened again they must not be split
    /// another way. Else split as is usual.
    DataSpec dataAt(const std::string& root) const;
    std::vector<std::string> recentRecipes() const; ///< files, newest first, at most 8
    void addRecentRecipe(const std::string& file);
    void forgetRecentRecipes();
    int textSize() const; ///< per cent of the desktop's
    void setTextSize(int percent);
    RunPlace runPlace() const; ///< of a run that nothing else was chosen for
    void setRunPlace(RunPlace place);
    bool slowRefresh() const; ///< plots at 1 Hz for remote desktops
    void setSlowRefresh(bool on);
    bool trayIcon() const;
    void setTrayIcon(bool on);
    /// What an hour of this machine costs; nothing = costs are not shown.
    std::optional<RunPrice> price() const;
    void setPrice(const std::optional<RunPrice>& price);
    /// The run in the background that this window follows, to be found again at its next start; empty = none.
    std::string followedRun() const;
    void setFollowedRun(const std::string& folder);
    /// How runs are backed up by themselves; without a target they are not.
    BackupWish autoBackup() const;
    void setAutoBackup(const BackupWish& wish);
    std::vector<std::string> recentBackups() const; ///< places of backups, newest first, at most 8
    void addRecentBackup(const std::string& place);
    /// Address of the store that a place was used with last; empty = none was given.
    std::string backupEndpoint(const std::string& place) const;
    void setBackupEndpoint(const std::string& place, const std::string& endpoint);
    /// Window geometry, splitters, table columns: bytes by name. Cheap to set often.
    QByteArray state(const QString& name) const;
    void setState(const QString& name, const QByteArray& value);

    /// Pictures as a note in a file of text, and back; nothing where it is no such note.
    static QJsonObject noteOf(const DataSpec& spec);
    static std::optional<DataSpec> dataOfNote(const QJsonObject& note);

private:
    class Writer;
    QVariant value(const QString& key) const { return values_.value(key); }
    void set(const QString& key, const QVariant& value);
    std::vector<std::string> recent(const QString& key) const;
    void addRecent(const QString& key, const std::string& path);

    QHash<QString, QVariant> values_;
    std::unique_ptr<Writer> writer_;
};

} // namespace studio
