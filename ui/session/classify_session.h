// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <QImage>
#include <QObject>

#include "ui/classify/classify_items.h"
#include "ui/job/background_job.h"
#include "ui/job/leavable_thread.h"
#include "ui/session/services.h"

namespace studio {

/// Classifies pictures on a thread of its own, one after the other, so that training and the window go on. Called on
/// the GUI thread. The destructor stops after the picture in work, and leaves behind what hangs in a disk's call
/// (LeavableThread).
class ClassifySession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ClassifySession)

public:
    /// Most pictures in the list; of what comes beyond, tooMany() tells.
    static constexpr std::size_t kMaxPictures = 200'000;
    /// The first of them keep their images; of the others that of the last few that were looked at is kept.
    static constexpr std::size_t kWithImages = 400;
    explicit ClassifySession(StudioServices services, QObject* parent = nullptr, std::size_t most = kMaxPictures,
                             std::size_t withImages = kWithImages);
    ~ClassifySession() override;

    /// Loads weights off the GUI thread; modelChanged() follows. Answers of the network before stay until then;
    /// afterwards the pictures in the list are classified again. Where it failed, modelError() says why, and the
    /// network before stays with its answers.
    void setModel(const std::string& model, const std::string& which);
    bool hasModel() const { return network_ != nullptr; }
    bool isLoadingModel() const { return loading_; }
    /// What was asked for last; network() is what is loaded.
    const std::string& model() const { return model_; }
    const std::string& which() const { return which_; }
    const std::shared_ptr<const ClassifyNetwork>& network() const { return network_; }
    QString modelName() const { return network_ ? network_->name : QString(); }
    QString modelError() const { return modelError_; }

    /// Files at once; folders while they are walked, beside: their pictures in bytewise order, the first at once. Goes
    /// on where it was stopped.
    void add(const std::vector<std::string>& paths);
    void addImage(const QImage& image, const QString& title);
    /// Files as they are, without a look whether they are folders; does not go on where it was stopped.
    void addFiles(const std::vector<std::string>& files);
    void clear();
    /// No further picture is looked for or answered, until goOn(); what is in the list stays, without an answer.
    void stop();
    void goOn();
    bool isStopped() const { return stopped_; }
    /// Id of the first picture of what was added last, there or still looked for.
    int dropStart() const { return dropStart_; }
    std::size_t waitingCount() const { return items_.size() - settled_; }
    /// Reads the picture again, before those that wait, and computes where the network looks for this class;
    /// attentionChanged() follows, and itemChanged() where its image was not kept. The last one asked for counts.
    void look(int id, std::int32_t classIndex);
    const ClassifyAttention& attention() const { return attention_; }
    /// The window closes: nothing more is classified.
    void requestStop();
    /// After requestStop(): its thread has ended, so that nobody waits in the destructor.
    bool hasEnded() const { return worker_.hasEnded(); }
    bool isListing() const { return lister_.isRunning(); }
    /// A copy of it is cheap, and stays as it was.
    const ClassifyItems& items() const { return items_; }
    /// Valid until the list changes. Takes the same time however long the list is.
    const ClassifyItem* find(int id) const;

Q_SIGNALS:
    void modelChanged();
    void itemsAdded(int first, int count);
    void itemChanged(int row);
    void allChanged(); ///< there is another network
    void itemsCleared();
    void attentionChanged();
    void stoppedChanged();
    void listingChanged();
    void tooMany(qint64 taken);
    void failed(const studio::Message& message); ///< what was dropped could not be listed

private:
    struct Shared;
    using Deliver = std::function<void(ClassifySession&)>; ///< on the GUI thread; may be empty
    struct Task {
        enum class Kind { Load, Answer, Look } kind = Kind::Answer;
        std::function<Deliver(Shared&)> run;
    };
    static void workLoop(Shared& shared, const std::stop_token& stop);
    void push(Task task);
    void dropTasks(bool loadsToo);
    void modelLoaded(int generation, const std::shared_ptr<const ClassifyNetwork>& network, const QString& problem);
    void listNext();
    void feed();
    void deliver(ClassifyItem item);
    void looked(ClassifyItem item, const ClassifyAttention& attention);
    void store(std::size_t row, ClassifyItem item);
    void keepImageOf(int id);
    std::size_t rowOf(int id) const; ///< items_.size() if it is not there

    StudioServices services_;
    bool loading_ = false;
    std::string model_, which_;
    QString modelError_;
    std::shared_ptr<const ClassifyNetwork> network_;
    ClassifyItems items_; ///< with ids that follow each other
    int nextId_ = 1, dropStart_ = 1, generation_ = 0;
    int round_ = 0;           ///< of tasks: what comes back from an earlier one is forgotten
    std::size_t unfed_ = 0;   ///< row from which on nothing was given to the worker
    std::size_t settled_ = 0; ///< rows with an answer or a reason
    int atWork_ = 0;          ///< pictures that the worker has
    bool stopped_ = false, told_ = false;
    const std::size_t most_, withImages_;
    ClassifyAttention attention_;
    std::deque<int> imagesOf_; ///< rows beyond the first whose images are kept, by id
    qsizetype imageBytes_ = 0;
    std::size_t probabilityBytes_ = 0;
    std::deque<std::vector<std::string>> unlisted_; ///< drops of folders that wait for the lister
    std::shared_ptr<Shared> shared_;
    BackgroundJob lister_;
    LeavableThread worker_; // last: waited for before the rest goes
};

} // namespace studio
