// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/kept_work.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "ui/session/studio.h"

namespace studio {

namespace {

const QString kRecipe = QStringLiteral("draft"), kData = QStringLiteral("pictures");
constexpr qsizetype kMostBytes = 1 << 18; ///< of a note in the settings file, which a person may have edited

/// Names of files are bytes: escaped, a text of JSON holds them.
QString textOf(const std::string& bytes) {
    return QString::fromStdString(escapeBytes(bytes));
}

std::string bytesOfText(const QJsonValue& value) {
    return unescapeBytes(value.toString().toStdString());
}

/// The note of that name, empty where there is none. Throws nothing: what cannot be read is logged and passed over.
template<class Use>
void withNote(const Studio& studio, const QString& name, Use use) {
    const QByteArray note = studio.settings.state(name);
    if (note.isEmpty() || note.size() > kMostBytes)
        return;
    try {
        const QJsonObject object = QJsonDocument::fromJson(note).object();
        if (object.isEmpty())
            throw Error(ErrorKind::Config, std::string("It is no JSON object"));
        use(object);
    } catch (const Error& error) {
        logLine(LogLevel::Warning, "The window's note \"" + name.toStdString() +
                                       "\" of the last start is passed over: " + error.message().text());
    }
}

} // namespace

KeptWork::KeptWork(Studio& studio, QObject* parent)
    : QObject(parent)
    , studio_(studio) {
    restoreRecipe();
    connect(&studio_.recipe, &RecipeDraft::changed, this, &KeptWork::keepRecipe);
    connect(&studio_.data, &DataSession::changed, this, &KeptWork::keepData);
}

void KeptWork::restoreRecipe() {
    withNote(studio_, kRecipe, [this](const QJsonObject& note) {
        const std::string place = "the settings of the window";
        const auto config = [&note, &place](const char* key) {
            return configFromJson(note.value(QLatin1String(key)).toString().toStdString(), place);
        };
        studio_.recipe.restore({note.value(QStringLiteral("name")).toString().toStdString(),
                                bytesOfText(note.value(QStringLiteral("file"))), config("base"), config("recipe")});
    });
}

void KeptWork::keepRecipe() {
    const RecipeDraft::State state = studio_.recipe.current();
    const QJsonObject note{{QStringLiteral("name"), QString::fromStdString(state.name)},
                           {QStringLiteral("file"), textOf(state.file)},
                           {QStringLiteral("base"), QString::fromStdString(configToJson(state.base))},
                           {QStringLiteral("recipe"), QString::fromStdString(configToJson(state.config))}};
    studio_.settings.setState(kRecipe, QJsonDocument(note).toJson(QJsonDocument::Compact));
}

void KeptWork::bringBackPictures() {
    if (studio_.data.state() != DataState::Empty)
        return; // somebody has chosen already
    withNote(studio_, kData, [this](const QJsonObject& note) {
        DataSpec spec;
        spec.root = bytesOfText(note.value(QStringLiteral("root")));
        spec.val = bytesOfText(note.value(QStringLiteral("val")));
        spec.split = note.value(QStringLiteral("split")).toDouble(spec.split);
        spec.splitSeed = note.value(QStringLiteral("seed")).toString().toULongLong();
        if (!spec.root.empty() && spec.split > 0 && spec.split <= 0.9)
            studio_.data.open(spec);
    });
}

void KeptWork::keepData() {
    if (studio_.data.state() != DataState::Ready)
        return; // what is not usable now was chosen once, and may be back at the next start
    const DataSpec& spec = studio_.data.spec();
    const QJsonObject note{{QStringLiteral("root"), textOf(spec.root)},
                           {QStringLiteral("val"), textOf(spec.val)},
                           {QStringLiteral("split"), spec.split},
                           {QStringLiteral("seed"), QString::number(spec.splitSeed)}};
    studio_.settings.setState(kData, QJsonDocument(note).toJson(QJsonDocument::Compact));
}

} // namespace studio
