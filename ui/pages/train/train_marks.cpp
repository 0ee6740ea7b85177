// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_marks.h"

#include <QCoreApplication>

#include "ui/session/studio.h"
#include "ui/theme/format.h"

namespace studio {

namespace {

QString words(const char* text) {
    return QCoreApplication::translate("studio::TrainMarks", text);
}

QString withDuration(const QString& text, const EventRecord& from, const EventRecord& to) {
    const double seconds = static_cast<double>(to.utcMs - from.utcMs) / 1000;
    return seconds < 1 ? text : QString(text + u' ' + formatDuration(seconds));
}

/// Walks through the events from the oldest on.
class MarkMaker {
public:
    explicit MarkMaker(const TrainCurves& curves)
        : curves_(curves) {}

    void take(const EventRecord& event) {
        const bool goesOn = event.kind == EventKind::Continued || event.kind == EventKind::Resumed;
        if (goesOn && stood_ != nullptr) {
            marks_.back().text = withDuration(marks_.back().text, *stood_, event);
            stood_ = nullptr;
        } else if (event.kind == EventKind::Resumed) {
            add(event, PlotMark::Kind::Break, words("resumed")); // after a crash: nobody wrote when it ended
        }
        takeNew(event);
    }
    QList<PlotMark> marks() const { return marks_; }

private:
    void takeNew(const EventRecord& event) {
        switch (event.kind) {
        case EventKind::Paused:
            return addStand(event, PlotMark::Kind::Break, words("paused"));
        case EventKind::Stopped:
            return addStand(event, PlotMark::Kind::Break, words("stopped"));
        case EventKind::Failed:
        case EventKind::Waiting:
            return addStand(event, PlotMark::Kind::Problem, displayOf(event.title));
        case EventKind::RolledBack:
        case EventKind::CheckpointFailed:
        case EventKind::CheckpointSkipped:
            return add(event, PlotMark::Kind::Problem, displayOf(event.title));
        case EventKind::Notice:
        case EventKind::Changed:
        case EventKind::Validated:
            return add(event, PlotMark::Kind::Event, displayOf(event.title));
        case EventKind::Started:
        case EventKind::Resumed:
        case EventKind::Continued:
        case EventKind::Finished:
        case EventKind::CheckpointSaved:
        case EventKind::NewBest:
        case EventKind::BadPicture:
        case EventKind::Verified:
            return;
        }
    }
    void add(const EventRecord& event, PlotMark::Kind kind, const QString& text) {
        marks_ += {curves_.xOfMoment(event.step), text, kind};
        stood_ = nullptr;
    }
    void addStand(const EventRecord& event, PlotMark::Kind kind, const QString& text) {
        add(event, kind, text);
        stood_ = &event;
    }

    const TrainCurves& curves_;
    QList<PlotMark> marks_;
    const EventRecord* stood_ = nullptr; ///< the run stands still since then; its mark is the last
};

} // namespace

QList<PlotMark> marksOf(const RunHistory& history, const TrainCurves& curves) {
    MarkMaker maker(curves);
    for (auto event = history.events.rbegin(); event != history.events.rend(); ++event)
        maker.take(*event);
    return maker.marks();
}

} // namespace studio
