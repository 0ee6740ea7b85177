// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/event_words.h"

#include <string>
#include <string_view>

#include <QCoreApplication>

#include "core/metric/records.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"

namespace studio {

namespace {

// For the extractor alone: the engine has no Qt, its titles are named here once more. A test holds both together.
[[maybe_unused]] constexpr const char* kOfTheCourse[] = {
    QT_TRANSLATE_NOOP("studio::EventWords", "New best"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Checkpoint saved"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Checkpoint not saved"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Checkpoint passed over"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Training started"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Training paused"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Training continued"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Training goes on"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Training finished"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Training stopped"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Training interrupted"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Training resumed"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Training starts again"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Resume verified"),
};
[[maybe_unused]] constexpr const char* kOfPicturesAndFiles[] = {
    QT_TRANSLATE_NOOP("studio::EventWords", "Picture cannot be used"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Validation pictures cannot be used"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The pictures are gone"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The pictures are back"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The checkpoint is written"),
    QT_TRANSLATE_NOOP("studio::EventWords", "About the device"),
    QT_TRANSLATE_NOOP("studio::EventWords", "About the folders"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Another device"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Another number of ranks"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Another number of compute threads"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Another precision than the recipe's"),
    QT_TRANSLATE_NOOP("studio::EventWords", "This device has no mixed precision"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The average of the weights is never taken"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The average of the weights reaches far back"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Batch norm sees few pictures at a time"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Layers are frozen"),
    QT_TRANSLATE_NOOP("studio::EventWords", "1 name in the folders is not used"),
    QT_TRANSLATE_NOOP("studio::EventWords", "1 step was skipped by the loss scale"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The last check of these pictures found problems"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The run has pictures now"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The pictures are at another place now"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The pictures come from a packed set"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The pictures come from elsewhere now"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The run does not say which pictures it was validated on"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The training pictures changed"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The number of training pictures changed"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Validation pictures are gone"),
    QT_TRANSLATE_NOOP("studio::EventWords", "New validation pictures are left out"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The folder of the pictures changed"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The best is sought anew"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The recipe was changed since the checkpoint"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The run goes on after an early end"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The plan was not changed"),
    QT_TRANSLATE_NOOP("studio::EventWords", "Validated on request: the loss is no number"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The history is written again"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The history cannot be written"),
    QT_TRANSLATE_NOOP("studio::EventWords", "The history begins anew"),
    QT_TRANSLATE_NOOP("studio::EventWords", "training_log.md was not written"),
    QT_TRANSLATE_NOOP("studio::EventWords", "best_model.pth was not written"),
    QT_TRANSLATE_NOOP("studio::EventWords", "best_model.pth belongs to a network with BlurPool"),
    QT_TRANSLATE_NOOP("studio::EventWords", "best_model.pth holds the average of the weights"),
    QT_TRANSLATE_NOOP("studio::EventWords", "best_model.pth holds the weights themselves, not their average"),
};

constexpr std::string_view kRolledBack = "Rolled back to step ";

QString translated(const char* english) {
    return QCoreApplication::translate("studio::EventWords", english);
}

} // namespace

QString eventTitle(const EventRecord& event) {
    if (event.title.starts_with(kRolledBack)) {
        bool isNumber = false;
        const QString digits = QString::fromStdString(event.title.substr(kRolledBack.size())).remove(QLatin1Char(','));
        if (const qlonglong step = digits.toLongLong(&isNumber); isNumber)
            return translated(QT_TRANSLATE_NOOP("studio::EventWords", "Rolled back to step %1")).arg(formatCount(step));
    }
    const QString shown = displayOf(event.title);
    const QString words = translated(event.title.c_str());
    return words == QString::fromUtf8(event.title.c_str()) ? shown : words;
}

} // namespace studio
