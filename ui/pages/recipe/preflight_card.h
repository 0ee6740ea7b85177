// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include <QWidget>

#include "core/preflight/preflight_verdict.h"
#include "ui/theme/theme.h"

class QPushButton;
class QVBoxLayout;

namespace studio {

class Card;
class IconView;
class Label;
class ProgressLine;
class Studio;

/// What a run of the draft takes: what follows from its figures at once, and, once it was measured on this machine, its
/// finish, speed and memory, with what would help. A measure of another recipe, data set or device is grey. GUI thread.
class PreflightCard final : public QWidget {
    Q_OBJECT

public:
    explicit PreflightCard(Studio& studio, QWidget* parent = nullptr);
    /// From all that it depends on; cheap. The page calls it when draft, data, runs or machine are others.
    void refresh();

private:
    enum Row { Network, Steps, Data, Memory, Speed, Disk, Recipe, kRows };
    struct Line {
        IconView* icon = nullptr;
        Label* value = nullptr;
    };
    QWidget* makeFigures();
    void makeRows();
    void showHead();
    void showFigures();
    void showRows();
    void showDisk();
    void showAdvice();
    void set(Row row, const QString& text, Ink ink = Ink::Text2, const QString& icon = {});
    void click();
    QString blocker() const;

    Studio& studio_;
    Card* card_;
    QPushButton* measure_ = nullptr;
    ProgressLine* progress_ = nullptr;
    Label* finish_ = nullptr;
    Label* finishNote_ = nullptr;
    Label* epoch_ = nullptr;
    Label* epochNote_ = nullptr;
    std::array<Line, kRows> lines_{};
    QVBoxLayout* advice_ = nullptr;
    QStringList shownAdvice_;
};

} // namespace studio
