// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/kept_work.h"

#include <algorithm>

#include <QJsonDocument>
#include <QJsonObject>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "ui/session/studio.h"

namespace studio {

namespace {

const QString kWork = QStringLiteral("work"), kRecipe = QStringLiteral("recipe"), kData = QStringLiteral("pictures");
constexpr qsizetype kMostBytes = 1 << 19; ///< of a note in the settings file, which a person may have edited
constexpr int kMostLooks = 2;             ///< at pictures during which the studio ended
constexpr int kMostWorkers = 64;

/// Names of files are bytes: escaped, a text of JSON holds them.
QString textOf(const std::string& bytes) {
    return QString::fromStdString(escapeBytes(bytes));
}

std::string bytesOfText(const QJsonValue& value) {
    return unescapeBytes(value.toString().toStdString());
}

QJsonObject noteOf(const Studio& studio) {
    const QByteArray note = studio.settings.state(kWork);
    return note.size() > kMostBytes ? QJsonObject() : QJsonDocument::fromJson(note).object();
}

} // namespace

KeptWork::KeptWork(Studio& studio, QObject* parent)
    : QObject(parent)
    , studio_(studio)
    , kept_(noteOf(studio)) {
    restoreRecipe();
    connect(&studio_.recipe, &RecipeDraft::changed, this, &KeptWork::keepRecipe);
    connect(&studio_.data, &DataSession::changed, this, &KeptWork::keepData);
}

void KeptWork::restoreRecipe() {
    const QJsonObject note = kept_.value(kRecipe).toObject();
    if (note.isEmpty())
        return;
    const auto config = [&note](const char* key) {
        return configFromJson(note.value(QLatin1String(key)).toString().toStdString(), "the settings of the window");
    };
    try {
        studio_.recipe.restore({note.value(QStringLiteral("name")).toString().toStdString(),
                                bytesOfText(note.value(QStringLiteral("file"))), config("base"), config("recipe")});
        studio_.recipe.device = note.value(QStringLiteral("device")).toString(QStringLiteral("auto")).toStdString();
        studio_.recipe.workers = std::clamp(note.value(QStringLiteral("workers")).toInt(), 0, kMostWorkers);
        if (const std::string weights = bytesOfText(note.value(QStringLiteral("beginsWith"))); !weights.empty())
            studio_.recipe.setLost(weights); // until the page Recipe has looked into them again
    } catch (const Error& error) {
        logLine(LogLevel::Warning, "The recipe of the last start is passed over: " + error.message().text());
    }
}

void KeptWork::keep(const QString& part, const QJsonObject& note) {
    kept_.insert(part, note);
    studio_.settings.setState(kWork, QJsonDocument(kept_).toJson(QJsonDocument::Compact));
}

void KeptWork::keepRecipe() {
    const RecipeDraft& recipe = studio_.recipe;
    const RecipeDraft::State state = recipe.current();
    keep(kRecipe, {{QStringLiteral("name"), QString::fromStdString(state.name)},
                   {QStringLiteral("file"), textOf(state.file)},
                   {QStringLiteral("base"), QString::fromStdString(configToJson(state.base))},
                   {QStringLiteral("recipe"), QString::fromStdString(configToJson(state.config))},
                   {QStringLiteral("beginsWith"), textOf(recipe.lost().empty() ? recipe.beginsWith() : recipe.lost())},
                   {QStringLiteral("device"), QString::fromStdString(recipe.device)},
                   {QStringLiteral("workers"), recipe.workers}});
}

void KeptWork::bringBackPictures() {
    const QJsonObject note = kept_.value(kData).toObject();
    if (note.isEmpty() || studio_.data.state() != DataState::Empty)
        return; // somebody has chosen already
    begun_ = note.value(QStringLiteral("begun")).toInt();
    if (begun_ >= kMostLooks) {
        logLine(LogLevel::Warning, "The pictures of the last start are not looked through by themselves: the studio "
                                   "ended twice while it did");
        return;
    }
    if (const auto spec = Settings::dataOfNote(note))
        studio_.data.open(*spec);
    else
        logLine(LogLevel::Warning, "The pictures of the last start are passed over: the note of them is no such note");
}

void KeptWork::keepData() {
    const DataState state = studio_.data.state();
    if (state == DataState::Drawing || studio_.isStoppingWork())
        return; // not chosen: made, and looked through afterwards; or ended by the studio's own end
    if (state == DataState::Empty)
        return keep(kData, {});
    const DataSpec& spec = studio_.data.spec();
    if (state != DataState::Scanning) {
        begun_ = 0;
    } else if (looked_ != spec) {
        begun_ = isKept(spec) ? kept_.value(kData).toObject().value(QStringLiteral("begun")).toInt() + 1 : 1;
        looked_ = spec;
    }
    writeData(spec);
}

bool KeptWork::isKept(const DataSpec& spec) const {
    const QJsonObject note = kept_.value(kData).toObject();
    return note.value(QStringLiteral("root")).toString() == textOf(spec.root) &&
           note.value(QStringLiteral("val")).toString() == textOf(spec.val);
}

void KeptWork::writeData(const DataSpec& spec) {
    QJsonObject note = Settings::noteOf(spec);
    note.insert(QStringLiteral("begun"), begun_);
    keep(kData, note);
}

KeptWork::~KeptWork() {
    if (begun_ == 0 || !looked_)
        return;
    begun_ = 0;
    writeData(*looked_);
}

} // namespace studio
