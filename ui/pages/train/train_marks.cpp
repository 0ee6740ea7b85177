// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_marks.h"

#include <QCoreApplication>

#include "ui/models/event_words.h"
#include "ui/models/journal_model.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"

namespace studio {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::TrainMarks)
};

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
        ++at_;
        const bool goesOn = event.kind == EventKind::Continued || event.kind == EventKind::Resumed;
        if (goesOn && stood_ != nullptr) {
            marks_.back().text = withDuration(marks_.back().text, *stood_, event);
            stood_ = nullptr;
        } else if (event.kind == EventKind::Resumed) {
            add(event, PlotMark::Kind::Break, Words::tr("resumed")); // after a crash: nobody wrote when it ended
        }
        takeNew(event);
    }
    QList<PlotMark> marks() const { return marks_; }

private:
    void takeNew(const EventRecord& event) {
        switch (event.kind) {
        case EventKind::Paused:
            return addStand(event, PlotMark::Kind::Break, Words::tr("paused"));
        case EventKind::Stopped:
            return addStand(event, PlotMark::Kind::Break, Words::tr("stopped"));
        case EventKind::Failed:
        case EventKind::Waiting:
            return addStand(event, PlotMark::Kind::Problem, eventTitle(event));
        case EventKind::RolledBack:
        case EventKind::CheckpointFailed:
        case EventKind::CheckpointSkipped:
            return add(event, PlotMark::Kind::Problem, eventTitle(event));
        case EventKind::Notice:
            if (isEpochsFigures(event)) // a line at every epoch marks none
                return;
            return add(event, PlotMark::Kind::Event, eventTitle(event));
        case EventKind::Changed:
        case EventKind::Validated:
            return add(event, PlotMark::Kind::Event, eventTitle(event));
        case EventKind::Started:
        case EventKind::Resumed:
        case EventKind::Continued:
        case EventKind::Finished:
        case EventKind::CheckpointSaved:
        case EventKind::NewBest:
        case EventKind::BadPicture:
        case EventKind::Verified:
        case EventKind::BackupFailed: // nothing of the curves has to do with it
            return;
        }
    }
    void add(const EventRecord& event, PlotMark::Kind kind, const QString& text) {
        marks_ += {curves_.xOfEvent(event), text, kind, at_};
        stood_ = nullptr;
    }
    void addStand(const EventRecord& event, PlotMark::Kind kind, const QString& text) {
        add(event, kind, text);
        stood_ = &event;
    }

    const TrainCurves& curves_;
    QList<PlotMark> marks_;
    int at_ = -1;                        ///< of the event, counted from the oldest
    const EventRecord* stood_ = nullptr; ///< the run stands still since then; its mark is the last
};

} // namespace

QList<PlotMark> marksOf(const RunHistory& history, const TrainCurves& curves) {
    MarkMaker maker(curves);
    for (auto event = history.events.rbegin(); event != history.events.rend(); ++event)
        maker.take(*event);
    return maker.marks();
}

PlotMark markOf(const EventRecord& event, const TrainCurves& curves) {
    return {curves.xOfEvent(event), eventTitle(event)};
}

} // namespace studio
