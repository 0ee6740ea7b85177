// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <QImage>
#include <QObject>

#include "ui/job/background_job.h"
#include "ui/job/leavable_thread.h"
#include "ui/session/services.h"

namespace studio {

/// A network that was loaded, as its file describes it. An answer keeps the one it came from, so that it is never read
/// with the classes of another.
struct ClassifyNetwork {
    std::string model, which; ///< as asked for: a run folder and "best" or "last", or a weights file
    QString name;             ///< "r50-imagenet-0414, best, epoch 31", as it was when it was loaded
    std::int32_t epoch = 0;   ///< of the file that was loaded; 0 = unknown
    std::int64_t step = -1;   ///< the same; -1 = unknown
    std::vector<ClassInfo> classes;
    std::unordered_map<std::string, std::int32_t> byFolder; ///< class index of a folder's name

    /// Display name of a class; empty for an index that the network does not have.
    QString className(std::int32_t index) const;
};

/// A picture someone asked about, and what became of it.
struct ClassifyItem {
    int id = 0;
    std::string path; ///< empty for a pasted picture
    QString title;    ///< file name or "Pasted picture"
    enum class State { Waiting, Done, Failed } state = State::Waiting;
    Prediction prediction;                          ///< where Done
    std::shared_ptr<const ClassifyNetwork> network; ///< where Done: whose answer it is
    QString problem;                                ///< where Failed: the reason
    std::optional<std::int32_t> label;              ///< class index (of `network`) its folder tells, where it does
    QImage image; ///< as stored, shrunk to at most 1600 px (320 px where there are many); null until read
    QImage seen;  ///< where Done: the pixels that the network was given; null where there are too many to keep

    QString className(std::int32_t index) const { return network ? network->className(index) : QString(); }
};

/// Classifies pictures on a thread of its own, one after the other, so that training and the window go on. Called on
/// the GUI thread. The destructor stops after the picture in work, and leaves behind what hangs in a disk's call
/// (LeavableThread).
class ClassifySession final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ClassifySession)

public:
    explicit ClassifySession(StudioServices services, QObject* parent = nullptr);
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

    /// Most pictures that are taken from one drop of folders.
    static constexpr std::int64_t kMaxFromFolders = 1000;
    /// Files at once; folders (their pictures, in bytewise order) once they are listed, beside. Of more than
    /// kMaxFromFolders pictures the first are taken, and tooMany() says so.
    void add(const std::vector<std::string>& paths);
    void addImage(const QImage& image, const QString& title);
    void clear();
    /// The window closes: nothing more is classified.
    void requestStop();
    bool isListing() const { return lister_.isRunning(); }
    const std::vector<ClassifyItem>& items() const { return items_; }
    /// Valid until the list changes. Takes the same time however long the list is.
    const ClassifyItem* find(int id) const;

Q_SIGNALS:
    void modelChanged();
    void itemsAdded(int first, int count);
    void itemChanged(int row);
    void itemsCleared();
    void listingChanged();
    void tooMany(qint64 taken, qint64 found);
    void failed(const studio::Message& message); ///< what was dropped could not be listed

private:
    struct Shared;
    struct Listing;
    using Deliver = std::function<void(ClassifySession&)>; ///< on the GUI thread; may be empty
    struct Task {
        bool isLoad = false; ///< of a network; else a picture
        std::function<Deliver(Shared&)> run;
    };
    static void workLoop(Shared& shared, const std::stop_token& stop);
    void push(Task task);
    void modelLoaded(int generation, const std::shared_ptr<const ClassifyNetwork>& network, const QString& problem);
    void addFiles(const std::vector<std::string>& files);
    void listNext();
    void enqueue(const ClassifyItem& item);
    void deliver(int generation, ClassifyItem item);
    std::size_t rowOf(int id) const; ///< items_.size() if it is not there

    StudioServices services_;
    bool loading_ = false;
    std::string model_, which_;
    QString modelError_;
    std::shared_ptr<const ClassifyNetwork> network_;
    std::vector<ClassifyItem> items_; ///< with ids that follow each other
    int nextId_ = 1, generation_ = 0;
    qsizetype imageBytes_ = 0;
    std::deque<std::vector<std::string>> unlisted_; ///< drops of folders that wait for the lister
    std::shared_ptr<Shared> shared_;
    BackgroundJob lister_;
    LeavableThread worker_; // last: waited for before the rest goes
};

} // namespace studio
