// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <QDialog>

#include "core/base/error.h"
#include "ui/job/background_job.h"

class QPushButton;
class QSortFilterProxyModel;

namespace studio {

class ConfusionView;
class Label;
class MistakeTable;
class ProgressLine;
class SearchField;
class Studio;
class TableView;
struct Confusion;
struct RunMistakes;

/// What the network of a run takes for what: the last evaluation as a list and as a matrix, and the pictures of each
/// pair on the page Classify. Measures anew where nothing trains. It does not block. GUI thread.
class MistakesDialog final : public QDialog {
    Q_OBJECT

public:
    /// `name` is how people call the run.
    MistakesDialog(Studio& studio, std::string run, const QString& name, QWidget* parent);
    /// Closed while it measures it only hides: it goes when the measurement has seen its stop.
    void done(int result) override;
    bool isOf(const Studio& studio, const std::string& run) const { return &studio == &studio_ && run == run_; }
    bool isLeaving() const { return leaving_; }

private:
    QWidget* makeList();
    QWidget* makeMatrix();
    QWidget* makeButtons();
    void read();
    void measure();
    void stop();
    void measured(const std::optional<Message>& problem);
    void sayAll();
    void say();
    QString noteText() const;
    QString measureBlocker() const;
    const Confusion* chosen() const;
    void choose(int confusion);
    void showPictures();
    void saveCsv();

    Studio& studio_;
    const std::string run_;
    std::shared_ptr<const RunMistakes> mistakes_;
    bool wasRead_ = false, leaving_ = false;
    bool stopped_ = false; ///< the measurement before its end
    QString problem_;
    Label* note_;
    ProgressLine* progress_;
    MistakeTable* rows_;
    QSortFilterProxyModel* filter_;
    SearchField* search_ = nullptr;
    TableView* table_ = nullptr;
    ConfusionView* matrix_ = nullptr;
    QPushButton* measure_ = nullptr;
    QPushButton* stop_ = nullptr;
    QPushButton* save_ = nullptr;
    QPushButton* show_ = nullptr;
    BackgroundJob job_; ///< measures
};

/// Opens it, or raises the one of this run that is open; it deletes itself.
QDialog* showMistakes(Studio& studio, const std::string& run, const QString& name, QWidget* parent);

} // namespace studio
