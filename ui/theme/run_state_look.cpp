// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/run_state_look.h"

#include <QCoreApplication>

namespace studio {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::RunState)
};

} // namespace

StateLook lookOf(RunState state) {
    switch (state) {
    case RunState::Training:
        return {Words::tr("Training"), Tone::Accent, QStringLiteral("play")};
    case RunState::Paused:
        return {Words::tr("Paused"), Tone::Warning, QStringLiteral("pause")};
    case RunState::Finished:
        return {Words::tr("Finished"), Tone::Ok, QStringLiteral("check")};
    case RunState::Stopped:
        return {Words::tr("Stopped"), Tone::Neutral, QStringLiteral("square")};
    case RunState::Interrupted:
        return {Words::tr("Interrupted"), Tone::Warning, QStringLiteral("triangle")};
    case RunState::Failed:
        return {Words::tr("Failed"), Tone::Error, QStringLiteral("failed")};
    case RunState::Damaged:
        return {Words::tr("Damaged"), Tone::Error, QStringLiteral("failed")};
    }
    return {};
}

} // namespace studio
