// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "ui/job/background_job.h"

namespace studio {

/// What files and folders are that were dropped on the window, chosen, or named on the command line.
enum class DropKind { Nothing, Run, Weights, ForeignWeights, Pictures, PictureFolder, Data, ImageNet, Archive };

/// Looks at the disk. Any thread but the GUI thread.
DropKind kindOfDrop(const std::vector<std::string>& paths);
/// What would be done with it, in words for the drop overlay ("Drop to classify 12 pictures"); empty = nothing.
QString dropVerb(DropKind kind, std::size_t count);

/// "runs/a/" is "runs/a": the last part of a path names it.
std::string withoutSlash(std::string path);

/// Looks at what is dragged over the window and at what was dropped, off the GUI thread: a folder may lie on a disk
/// that does not answer. Called on the GUI thread.
class DropLook final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DropLook)

public:
    explicit DropLook(QObject* parent = nullptr);

    /// These are dragged over the window; hoverChanged() once it is known what they are. The same ones again are not
    /// looked at again.
    void hover(const std::vector<std::string>& paths);
    bool isHoverKnown() const { return !hoverJob_.isRunning(); }
    DropKind hovered() const { return meant(hovered_, classifies_); }
    const std::vector<std::string>& hoveredPaths() const { return hoverPaths_; }

    /// While the page is in view where pictures are classified, a folder of class folders is what to classify, and no
    /// data to train on.
    void setClassifies(bool on) { classifies_ = on; }
    /// recognised() follows, or failed(); where the disk takes seconds, unanswered() before. Several may be under way.
    void open(const std::vector<std::string>& paths);
    void requestStop();

Q_SIGNALS:
    void hoverChanged();
    void recognised(const std::vector<std::string>& paths, studio::DropKind kind);
    void unanswered(const std::string& path);
    void failed(const studio::Message& message);

private:
    static DropKind meant(DropKind kind, bool classifies) {
        return classifies && kind == DropKind::Data ? DropKind::PictureFolder : kind;
    }

    std::vector<std::string> hoverPaths_;
    DropKind hovered_ = DropKind::Nothing;
    bool classifies_ = false;
    std::vector<BackgroundJob*> opening_; ///< children
    BackgroundJob hoverJob_;              // last: waited for before the rest goes
};

} // namespace studio
