// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/settings.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>
#include <QStringList>
#include <QTimer>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "ui/job/leavable_thread.h"
#include "ui/session/dropped.h"

namespace studio {

namespace {

const QString kRecentData = QStringLiteral("recentData"), kRecentSpecs = QStringLiteral("recentDataAsUsed");
constexpr int kRecent = 8;
constexpr int kCollectMs = 500; ///< a splitter that is dragged is one change

using Values = QHash<QString, QVariant>;

template<class Work>
void withFile(const QString& file, Work work) {
    if (file.isEmpty()) {
        QSettings settings(QStringLiteral("resnet-studio"), QStringLiteral("resnet-studio"));
        work(settings);
    } else {
        QSettings settings(file, QSettings::IniFormat);
        work(settings);
    }
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

QString endpointKey(const std::string& place) {
    return QStringLiteral("backupEndpoint/") +
           QString::fromLatin1(QByteArray::fromStdString(place).toPercentEncoding());
}

} // namespace

/// Collects what changed and writes it; QSettings keeps what another window wrote under other keys.
class Settings::Writer {
public:
    explicit Writer(const QString& file)
        : shared_(std::make_shared<Shared>()) {
        shared_->file = file;
        collect_.setSingleShot(true);
        collect_.setInterval(kCollectMs);
        QObject::connect(&collect_, &QTimer::timeout, &collect_, [this] { write(); });
    }
    ~Writer() { write(); }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void add(const QString& key, const QVariant& value) {
        changed_.insert(key, value);
        if (!collect_.isActive())
            collect_.start();
    }

private:
    struct Shared {
        QString file;
        std::mutex mutex;
        Values waiting;
        bool writing = false;
    };
    static void loop(Shared& shared) {
        while (true) {
            Values values;
            {
                const std::lock_guard lock(shared.mutex);
                if (shared.waiting.isEmpty()) {
                    shared.writing = false;
                    return;
                }
                values = std::exchange(shared.waiting, {});
            }
            withFile(shared.file, [&values](QSettings& settings) {
                for (auto at = values.cbegin(); at != values.cend(); ++at)
                    settings.setValue(at.key(), at.value());
                settings.sync();
                if (settings.status() != QSettings::NoError)
                    logLine(LogLevel::Warning, "The window's settings could not be written");
            });
        }
    }
    void write() {
        if (changed_.isEmpty())
            return;
        const std::lock_guard lock(shared_->mutex);
        shared_->waiting.insert(std::exchange(changed_, {}));
        if (std::exchange(shared_->writing, true))
            return;
        try {
            thread_ = LeavableThread([shared = shared_](const std::stop_token&) { loop(*shared); },
                                     LeavableThread::Asked::Alone);
        } catch (const std::system_error& error) { // nobody's run ends for a splitter; the next change tries again
            shared_->writing = false;
            logLine(LogLevel::Warning, std::string("No thread to write the window's settings: ") + error.what());
        }
    }

    std::shared_ptr<Shared> shared_;
    Values changed_;
    QTimer collect_;
    LeavableThread thread_; // last: waited for before the rest goes
};

Settings::Settings(const QString& file)
    : writer_(std::make_unique<Writer>(file)) {
    withFile(file, [this](const QSettings& settings) {
        for (const QString& key : settings.allKeys())
            values_.insert(key, settings.value(key));
    });
}

Settings::~Settings() = default;

void Settings::set(const QString& key, const QVariant& value) {
    if (values_.contains(key) && values_.value(key) == value)
        return;
    values_.insert(key, value);
    writer_->add(key, value);
}

QString Settings::theme() const {
    return values_.value(QStringLiteral("theme"), QStringLiteral("system")).toString();
}

void Settings::setTheme(const QString& theme) {
    set(QStringLiteral("theme"), theme);
}

QString Settings::language() const {
    return value(QStringLiteral("language")).toString();
}

void Settings::setLanguage(const QString& language) {
    set(QStringLiteral("language"), language);
}

std::string Settings::runsFolder() const {
    const std::string set = unescaped(value(QStringLiteral("runsFolder")).toString());
    return set.empty() ? defaultRunsFolder() : set;
}

void Settings::setRunsFolder(const std::string& folder) {
    set(QStringLiteral("runsFolder"), escaped(folder));
}

std::vector<std::string> Settings::recent(const QString& key) const {
    std::vector<std::string> paths;
    for (const QString& text : value(key).toStringList()) {
        if (auto path = unescaped(text); !path.empty())
            paths.push_back(std::move(path));
    }
    return paths;
}

void Settings::addRecent(const QString& key, const std::string& path) {
    QStringList list = value(key).toStringList();
    list.removeAll(escaped(path));
    list.prepend(escaped(path));
    while (list.size() > kRecent)
        list.removeLast();
    set(key, list);
}

QJsonObject Settings::noteOf(const DataSpec& spec) {
    return {{QStringLiteral("root"), escaped(spec.root)},
            {QStringLiteral("val"), escaped(spec.val)},
            {QStringLiteral("split"), spec.split},
            {QStringLiteral("seed"), QString::number(spec.splitSeed)}}; // 64 bits: more than a number of JSON holds
}

std::optional<DataSpec> Settings::dataOfNote(const QJsonObject& note) {
    DataSpec spec;
    spec.root = unescaped(note.value(QStringLiteral("root")).toString());
    spec.val = unescaped(note.value(QStringLiteral("val")).toString());
    spec.split = note.value(QStringLiteral("split")).toDouble(spec.split);
    spec.splitSeed = note.value(QStringLiteral("seed")).toString().toULongLong();
    return spec.root.empty() || !(spec.split > 0 && spec.split <= 0.9) ? std::nullopt : std::optional(spec);
}

/// The roots are in the file as they always were; how each was used stands beside them.
std::vector<DataSpec> Settings::recentData() const {
    std::vector<DataSpec> specs;
    for (const std::string& root : recent(kRecentData)) {
        specs.push_back({root, {}, 0.1, 0});
        for (const QString& text : value(kRecentSpecs).toStringList()) {
            const auto kept = dataOfNote(QJsonDocument::fromJson(text.toUtf8()).object());
            if (kept && kept->root == root)
                specs.back() = *kept;
        }
    }
    return specs;
}

void Settings::addRecentData(const DataSpec& spec) {
    addRecent(kRecentData, spec.root);
    QStringList notes;
    for (const DataSpec& known : recentData()) // without those that are not listed any more
        notes += QString::fromUtf8(
            QJsonDocument(noteOf(known.root == spec.root ? spec : known)).toJson(QJsonDocument::Compact));
    set(kRecentSpecs, notes);
}

DataSpec Settings::dataAt(const std::string& root) const {
    const std::vector<DataSpec> known = recentData();
    const auto same = std::find_if(known.begin(), known.end(), [&root](const DataSpec& spec) {
        return withoutSlash(spec.root) == withoutSlash(root);
    });
    return same != known.end() ? *same : DataSpec{root, {}, 0.1, 0};
}

std::vector<std::string> Settings::recentRecipes() const {
    return recent(QStringLiteral("recentRecipes"));
}

void Settings::addRecentRecipe(const std::string& file) {
    addRecent(QStringLiteral("recentRecipes"), file);
}

void Settings::forgetRecentRecipes() {
    set(QStringLiteral("recentRecipes"), QStringList());
}

std::vector<std::string> Settings::recentBackups() const {
    return recent(QStringLiteral("recentBackups"));
}

void Settings::addRecentBackup(const std::string& place) {
    addRecent(QStringLiteral("recentBackups"), place);
}

std::string Settings::backupEndpoint(const std::string& place) const {
    return unescaped(value(endpointKey(place)).toString());
}

void Settings::setBackupEndpoint(const std::string& place, const std::string& endpoint) {
    set(endpointKey(place), escaped(endpoint));
}

BackupWish Settings::autoBackup() const {
    return {unescaped(value(QStringLiteral("autoBackup/target")).toString()),
            unescaped(value(QStringLiteral("autoBackup/endpoint")).toString()),
            value(QStringLiteral("autoBackup/best")).toBool()};
}

void Settings::setAutoBackup(const BackupWish& wish) {
    set(QStringLiteral("autoBackup/target"), escaped(wish.target));
    set(QStringLiteral("autoBackup/endpoint"), escaped(wish.endpoint));
    set(QStringLiteral("autoBackup/best"), wish.best);
}

int Settings::textSize() const {
    const int percent = value(QStringLiteral("textSize")).toInt();
    return percent >= 50 && percent <= 200 ? percent : 100;
}

void Settings::setTextSize(int percent) {
    set(QStringLiteral("textSize"), percent);
}

RunPlace Settings::runPlace() const {
    const int place = value(QStringLiteral("runPlace")).toInt();
    return place == 1 ? RunPlace::Window : place == 2 ? RunPlace::Background : RunPlace::Automatic;
}

void Settings::setRunPlace(RunPlace place) {
    set(QStringLiteral("runPlace"), static_cast<int>(place));
}

bool Settings::slowRefresh() const {
    return value(QStringLiteral("slowRefresh")).toBool();
}

void Settings::setSlowRefresh(bool on) {
    set(QStringLiteral("slowRefresh"), on);
}

bool Settings::trayIcon() const {
    return value(QStringLiteral("trayIcon")).toBool();
}

void Settings::setTrayIcon(bool on) {
    set(QStringLiteral("trayIcon"), on);
}

std::optional<RunPrice> Settings::price() const {
    try {
        return parsePrice(value(QStringLiteral("pricePerHour")).toString().toStdString());
    } catch (const Error&) {
        return {}; // edited by hand; as if it were not there
    }
}

void Settings::setPrice(const std::optional<RunPrice>& price) {
    set(QStringLiteral("pricePerHour"), price ? QString::fromStdString(priceText(*price)) : QString());
}

std::string Settings::followedRun() const {
    return unescaped(value(QStringLiteral("followedRun")).toString());
}

void Settings::setFollowedRun(const std::string& folder) {
    set(QStringLiteral("followedRun"), escaped(folder));
}

QByteArray Settings::state(const QString& name) const {
    return value(QStringLiteral("state/") + name).toByteArray();
}

void Settings::setState(const QString& name, const QByteArray& value) {
    set(QStringLiteral("state/") + name, value);
}

} // namespace studio
