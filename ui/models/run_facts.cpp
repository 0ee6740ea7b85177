// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_facts.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>

#include "core/model/model_spec.h"
#include "ui/models/plot_data.h"
#include "ui/theme/run_state_look.h"

namespace studio {

namespace {

struct RunFactsWords {
    Q_DECLARE_TR_FUNCTIONS(studio::RunFacts)
};

QStringList wordsOf(const QString& search) {
    QStringList words{QString()};
    bool quoted = false;
    for (const QChar c : search) {
        if (c == u'"')
            quoted = !quoted;
        else if (c.isSpace() && !quoted)
            words += QString();
        else
            words.last() += c;
    }
    words.removeAll(QString());
    return words;
}

QString textOf(const RunSummary& run, const RunFacts& facts, const QString& key) {
    if (key == QStringLiteral("name"))
        return shownName(run, facts) + u'\n' + QString::fromStdString(run.name);
    if (key == QStringLiteral("tag") || key == QStringLiteral("tags"))
        return QString::fromStdString(tagText(facts.notes.tags));
    if (key == QStringLiteral("note"))
        return QString::fromStdString(facts.notes.note);
    if (key == QStringLiteral("state"))
        return lookOf(run.state).word + u'\n' + QString::fromLatin1(runStateName(run.state));
    if (key == QStringLiteral("network"))
        return QString::fromStdString(run.model + "\n" + modelDisplayName(run.model));
    if (key == QStringLiteral("data"))
        return QString::fromStdString(run.dataName);
    return {};
}

bool isRecipeValue(const RunFacts& facts, const QString& key, const QString& value) {
    const auto found = facts.recipe.find(key.toStdString());
    return found != facts.recipe.end() &&
           QString::fromStdString(found->second).compare(value, Qt::CaseInsensitive) == 0;
}

} // namespace

QString shownName(const RunSummary& run, const RunFacts& facts) {
    return QString::fromStdString(facts.notes.name.empty() ? run.name : facts.notes.name);
}

QString fullName(const RunSummary& run, const RunFacts& facts) {
    const QString folder = QString::fromStdString(run.name), shown = shownName(run, facts);
    return shown == folder ? folder : RunFactsWords::tr("%1 (folder %2)").arg(shown, folder);
}

bool matchesSearch(const RunSummary& run, const RunFacts& facts, const QString& search) {
    static const QStringList kKeys{QStringLiteral("name"),    QStringLiteral("tag"),  QStringLiteral("note"),
                                   QStringLiteral("network"), QStringLiteral("data"), QStringLiteral("state")};
    for (const QString& word : wordsOf(search)) {
        const qsizetype equals = word.indexOf(u'=');
        bool found = false;
        for (const QString& key : kKeys)
            found = found || textOf(run, facts, key).contains(word, Qt::CaseInsensitive);
        if (!found && equals > 0) {
            const QString key = word.left(equals).toLower(), value = word.mid(equals + 1);
            found = textOf(run, facts, key).contains(value, Qt::CaseInsensitive) && !textOf(run, facts, key).isEmpty();
            found = found || isRecipeValue(facts, key, value);
        }
        if (!found)
            return false;
    }
    return true;
}

QByteArray csvOf(const std::vector<std::pair<RunSummary, RunFacts>>& runs) {
    const auto cell = [](const std::string& text) { return csvCell(QString::fromStdString(text)); };
    QByteArray text = "name,folder,state,network,data,best_top1,best_epoch,epochs_done,epochs_planned,"
                      "active_seconds,bytes,started_utc,tags,note\r\n";
    for (const auto& [run, facts] : runs) {
        const QDateTime started = QDateTime::fromMSecsSinceEpoch(run.startedUtcMs, Qt::UTC);
        QByteArrayList cells{csvCell(shownName(run, facts)), cell(run.folder), runStateName(run.state), cell(run.model),
                             cell(run.dataName)};
        cells << (run.bestTop1 >= 0 ? QByteArray::number(run.bestTop1, 'g', 9) : QByteArray())
              << (run.bestEpoch > 0 ? QByteArray::number(run.bestEpoch) : QByteArray())
              << QByteArray::number(run.epochsDone) << QByteArray::number(run.epochsPlanned)
              << QByteArray::number(run.activeSeconds, 'f', 1) << QByteArray::number(qulonglong{run.bytes})
              << (run.startedUtcMs > 0 ? started.toString(Qt::ISODate).toUtf8() : QByteArray())
              << cell(tagText(facts.notes.tags)) << cell(facts.notes.note);
        text += cells.join(',') + "\r\n";
    }
    return text;
}

} // namespace studio
