// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/run_state_look.h"

#include <QCoreApplication>

namespace studio {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("studio::RunState", text);
}

} // namespace

StateLook lookOf(RunState state) {
    switch (state) {
    case RunState::Training:
        return {tr("Training"), Tone::Accent, QStringLiteral("play")};
    case RunState::Paused:
        return {tr("Paused"), Tone::Warning, QStringLiteral("pause")};
    case RunState::Finished:
        return {tr("Finished"), Tone::Ok, QStringLiteral("check")};
    case RunState::Stopped:
        return {tr("Stopped"), Tone::Neutral, QStringLiteral("square")};
    case RunState::Interrupted:
        return {tr("Interrupted"), Tone::Warning, QStringLiteral("triangle")};
    case RunState::Failed:
        return {tr("Failed"), Tone::Error, QStringLiteral("failed")};
    case RunState::Damaged:
        return {tr("Damaged"), Tone::Error, QStringLiteral("failed")};
    }
    return {};
}

} // namespace studio
