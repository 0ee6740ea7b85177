// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <QList>
#include <QObject>

class QAction;

namespace studio {

class RunFactsReader;
class Studio;
struct RunSummary;

/// Enables the action, or disables it with the reason as tooltip where `blocker` is not empty.
void setBlocked(QAction* action, const QString& blocker, const QString& toolTip);

/// What can be done with one run: the same actions for buttons, keys and the context menu. They remember the run by its
/// folder and look it up again after each question, since the list may have changed meanwhile. GUI thread.
class RunActions final : public QObject {
    Q_OBJECT

public:
    RunActions(Studio& studio, const RunFactsReader& facts, QObject* parent);
    /// The run that is acted on; null = none.
    void setRun(const RunSummary* run);
    /// The runs that are selected, by folder: where there are several, only comparing them is possible.
    void setSelection(std::vector<std::string> folders) { selected_ = std::move(folders); }
    QAction* resume() const { return resume_; }
    QAction* show() const { return show_; }
    QAction* clone() const { return clone_; }
    QAction* openFolder() const { return folder_; }
    QAction* report() const { return report_; }
    QAction* mistakes() const { return mistakes_; }
    QAction* exported() const { return export_; }
    QAction* backUp() const { return backUp_; }
    QAction* remove() const { return remove_; }
    QAction* compare() const { return compare_; }
    QList<QAction*> all() const {
        return {show_, compare_, mistakes_, resume_, clone_, report_, export_, backUp_, folder_, remove_};
    }
    /// The run that the person had deleted last.
    const std::string& removed() const { return removed_; }

private:
    QAction* make(const char* name, const QString& text, const QString& icon, void (RunActions::*run)());
    void resumeRun();
    void showCurves();
    void cloneRecipe();
    void writeReport();
    void showMistakes();
    void exportRun();
    void backUpRun();
    void openRunFolder();
    void deleteRun();
    void compareSelected();
    void blockForSeveral();
    void sayGone(const std::string& run);

    Studio& studio_;
    const RunFactsReader& facts_;
    std::string run_, removed_;
    std::vector<std::string> selected_;
    QAction* resume_;
    QAction* show_;
    QAction* clone_;
    QAction* report_;
    QAction* mistakes_;
    QAction* export_;
    QAction* backUp_;
    QAction* folder_;
    QAction* remove_;
    QAction* compare_;
};

} // namespace studio
