// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <QImage>
#include <QObject>

#include "ui/session/services.h"

namespace studio {

/// A picture someone asked about, and what became of it.
struct ClassifyItem {
    int id = 0;
    std::string path; ///< empty for a pasted picture
    QString title;    ///< file name or "Pasted picture"
    enum class State { Waiting, Done, Failed } state = State::Waiting;
    Prediction prediction;             ///< where Done
    QString problem;                   ///< where Failed: the reason
    std::optional<std::int32_t> label; ///< class index its folder tells, where it does
    QImage image; ///< as stored, shrunk to at most 1600 px (320 px where there are many); null until read
};

/// Classifies pictures on a thread of its own, one after the other, so that training and the window go on. Called on
/// the GUI thread. The destructor stops after the picture in work.
class ClassifySession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ClassifySession)

public:
    explicit ClassifySession(StudioServices services, QObject* parent = nullptr);
    ~ClassifySession() override;

    /// Loads weights off the GUI thread; modelChanged() follows, with modelError() where it failed. Pictures in the
    /// list are classified again.
    void setModel(const std::string& model, const std::string& which);
    bool hasModel() const { return hasModel_; }
    bool isLoadingModel() const { return loading_; }
    const std::string& model() const { return model_; }
    const std::string& which() const { return which_; }
    QString modelName() const { return modelName_; }
    QString modelError() const { return modelError_; }
    const std::vector<ClassInfo>& classes() const { return classes_; }

    /// Files, or folders (their pictures, at most 1,000). Order is kept.
    void add(const std::vector<std::string>& paths);
    void addImage(const QImage& image, const QString& title);
    void clear();
    const std::vector<ClassifyItem>& items() const { return items_; }
    const ClassifyItem* find(int id) const;

Q_SIGNALS:
    void modelChanged();
    void itemsAdded(int first, int count);
    void itemChanged(int row);
    void itemsCleared();

private:
    struct Work;
    void workLoop(std::stop_token stop);
    void push(std::function<void()> task);
    void modelLoaded(int generation, const QString& name, const QString& problem,
                     const std::vector<ClassInfo>& classes);
    void enqueue(int id);
    void deliver(int generation, ClassifyItem item);

    StudioServices services_;
    bool hasModel_ = false, loading_ = false;
    std::string model_, which_;
    QString modelName_, modelError_;
    std::vector<ClassInfo> classes_;
    std::vector<ClassifyItem> items_;
    int nextId_ = 1, generation_ = 0;
    qsizetype imageBytes_ = 0;
    std::shared_ptr<Work> work_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<std::function<void()>> queue_;
    std::jthread worker_; // last: joined before what it uses goes
};

} // namespace studio
