// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/classify_session.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include <QMetaObject>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/image_folder.h"
#include "core/dataset/picture_walk.h"
#include "ui/classify/found_pictures.h"

namespace studio {

namespace {

constexpr int kSmallSide = 320;
constexpr int kAtWork = 16;          // pictures that the worker has before it
constexpr std::size_t kLookedAt = 8; // images kept of rows beyond the first
constexpr qsizetype kImageBytes = qsizetype{512} << 20;
constexpr std::size_t kProbabilityBytes = std::size_t{256} << 20;

qsizetype bytesOf(const ClassifyItem& item) {
    return item.image.sizeInBytes() + item.seen.sizeInBytes();
}

std::size_t probabilityBytesOf(const ClassifyItem& item) {
    return item.prediction.probabilities.size() * sizeof(float);
}

} // namespace

/// What the worker and the window share; it outlives the window's part where a read hangs.
struct ClassifySession::Shared {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::deque<Task> queue;
    ClassifySession* owner = nullptr; ///< null once it is gone
    // Of the worker alone:
    std::unique_ptr<Classifier> classifier;
    std::shared_ptr<const ClassifyNetwork> network;
};

ClassifySession::ClassifySession(StudioServices services, QObject* parent, std::size_t most,
                                 std::size_t withImages)
    : QObject(parent)
    , services_(std::move(services))
    , most_(most)
    , withImages_(withImages)
    , shared_(std::make_shared<Shared>()) {
    shared_->owner = this;
    worker_ = LeavableThread([shared = shared_](const std::stop_token& stop) { workLoop(*shared, stop); });
}

ClassifySession::~ClassifySession() {
    requestStop();
    const std::lock_guard lock(shared_->mutex);
    shared_->owner = nullptr;
}

void ClassifySession::requestStop() {
    worker_.requestStop();
    lister_.requestStop();
}

void ClassifySession::workLoop(Shared& shared, const std::stop_token& stop) {
    while (true) {
        Task task;
        {
            std::unique_lock lock(shared.mutex);
            if (!shared.wake.wait(lock, stop, [&shared] { return !shared.queue.empty(); }) || stop.stop_requested())
                return;
            task = std::move(shared.queue.front());
            shared.queue.pop_front();
        }
        const Deliver deliver = task.run(shared);
        const std::lock_guard lock(shared.mutex);
        if (shared.owner != nullptr && deliver)
            QMetaObject::invokeMethod(
                shared.owner, [owner = shared.owner, deliver] { deliver(*owner); }, Qt::QueuedConnection);
    }
}

void ClassifySession::push(Task task) {
    {
        std::lock_guard lock(shared_->mutex);
        auto& queue = shared_->queue;
        if (task.kind == Task::Kind::Look) // before the pictures that wait, behind a network that is asked for
            queue.insert(std::find_if(queue.begin(), queue.end(),
                                      [](const Task& other) { return other.kind != Task::Kind::Load; }),
                         std::move(task));
        else
            queue.push_back(std::move(task));
    }
    shared_->wake.notify_one();
}

/// Nothing that was given to the worker comes back.
void ClassifySession::dropTasks(bool loadsToo) {
    ++round_;
    atWork_ = 0;
    attention_ = {};
    const std::lock_guard lock(shared_->mutex);
    std::erase_if(shared_->queue, [&](const Task& task) { return loadsToo || task.kind != Task::Kind::Load; });
}

void ClassifySession::setModel(const std::string& model, const std::string& which) {
    model_ = model;
    which_ = which;
    loading_ = true;
    const int generation = ++generation_;
    dropTasks(true);
    push({Task::Kind::Load, [open = services_.openClassifier, generation, model, which](Shared& shared) -> Deliver {
              QString problem;
              try {
                  auto classifier = open(model, which);
                  shared.network = describeNetwork(*classifier, model, which);
                  shared.classifier = std::move(classifier);
              } catch (const std::exception& error) {
                  problem = QString::fromStdString(messageOf(error).text());
              }
              return [generation, network = shared.network, problem](ClassifySession& session) {
                  session.modelLoaded(generation, network, problem);
              };
          }});
    Q_EMIT modelChanged();
    Q_EMIT attentionChanged();
}

/// Where the network that was asked for cannot be used (`problem`), `network` is the one before, which goes on.
void ClassifySession::modelLoaded(int generation, const std::shared_ptr<const ClassifyNetwork>& network,
                                  const QString& problem) {
    if (generation != generation_)
        return;
    loading_ = false;
    const bool isOther = std::exchange(network_, network) != network;
    modelError_ = problem;
    unfed_ = 0;
    if (isOther) {
        settled_ = 0;
        for (ClassifyItem& item : items_)
            item.state = ClassifyItem::State::Waiting;
    }
    Q_EMIT modelChanged();
    if (isOther)
        Q_EMIT allChanged();
    feed();
}

void ClassifySession::add(const std::vector<std::string>& paths) {
    if (paths.empty()) // a question that was cancelled
        return;
    goOn();
    dropStart_ = nextId_;
    if (std::all_of(paths.begin(), paths.end(), [](const std::string& path) { return hasPictureExtension(path); }))
        return addFiles(paths);
    unlisted_.push_back(paths);
    listNext();
}

void ClassifySession::listNext() {
    if (lister_.isRunning() || unlisted_.empty())
        return;
    std::vector<std::string> next = std::move(unlisted_.front());
    unlisted_.pop_front();
    auto found = std::make_shared<FoundPictures>();
    lister_.start(
        [this, found, paths = next](const JobControl& control) {
            std::vector<std::string> unread;
            for (const std::string& path : paths) {
                auto here = walkPictures(
                    path,
                    [&](const std::string& file) {
                        if (found->add(file))
                            control.progress([this, found] { addFiles(found->take()); });
                        return !control.isStopped();
                    },
                    control.stop());
                unread.insert(unread.end(), here.begin(), here.end());
            }
            return unread;
        },
        [this, found, first = next.front()](const std::vector<std::string>& unread) {
            const bool isEmpty = found->count() == 0 && !stopped_;
            addFiles(found->take());
            if (!unread.empty())
                Q_EMIT failed({tr("A folder cannot be read").toStdString(),
                               displayText(unread.front()),
                               tr("Pictures elsewhere were taken.").toStdString(),
                               {}});
            else if (isEmpty)
                Q_EMIT failed({tr("There are no pictures in this folder").toStdString(), displayText(first), {}, {}});
            listNext();
            Q_EMIT listingChanged();
        },
        [this](const Message& message) {
            Q_EMIT failed(message);
            listNext();
            Q_EMIT listingChanged();
        },
        BackgroundJob::Begin::AtOnce);
    Q_EMIT listingChanged();
}

void ClassifySession::addFiles(const std::vector<std::string>& files) {
    const std::size_t first = items_.size();
    for (const std::string& file : files) {
        if (items_.size() >= most_)
            break;
        ClassifyItem item;
        item.id = nextId_++;
        item.path = file;
        item.title = QString::fromStdString(displayText(baseName(file)));
        items_.push_back(std::move(item));
    }
    const std::size_t count = items_.size() - first;
    if (count > 0)
        Q_EMIT itemsAdded(static_cast<int>(first), static_cast<int>(count));
    if (count < files.size()) {
        unlisted_.clear();
        lister_.requestStop();
        if (!std::exchange(told_, true))
            Q_EMIT tooMany(static_cast<qint64>(most_));
    }
    feed();
}

void ClassifySession::addImage(const QImage& image, const QString& title) {
    if (image.isNull() || items_.size() >= most_)
        return;
    goOn();
    dropStart_ = nextId_;
    ClassifyItem item;
    item.id = nextId_++;
    item.title = title;
    item.image = image.convertToFormat(QImage::Format_RGB32);
    imageBytes_ += item.image.sizeInBytes();
    items_.push_back(std::move(item));
    Q_EMIT itemsAdded(static_cast<int>(items_.size()) - 1, 1);
    feed();
}

void ClassifySession::clear() {
    dropTasks(false); // a network that is asked for stays so
    unlisted_.clear();
    const bool wasListing = lister_.isRunning();
    lister_.forget();
    items_.clear();
    imagesOf_.clear();
    imageBytes_ = 0;
    probabilityBytes_ = unfed_ = settled_ = 0;
    told_ = false;
    goOn();
    Q_EMIT itemsCleared();
    Q_EMIT attentionChanged();
    if (wasListing)
        Q_EMIT listingChanged();
}

void ClassifySession::stop() {
    if (std::exchange(stopped_, true))
        return;
    unlisted_.clear();
    lister_.requestStop();
    dropTasks(false);
    Q_EMIT stoppedChanged();
    Q_EMIT attentionChanged();
}

void ClassifySession::goOn() {
    if (!std::exchange(stopped_, false))
        return;
    unfed_ = 0;
    Q_EMIT stoppedChanged();
    feed();
}

std::size_t ClassifySession::rowOf(int id) const {
    if (items_.empty() || id < items_.front().id || id > items_.back().id)
        return items_.size();
    return static_cast<std::size_t>(id - items_.front().id);
}

const ClassifyItem* ClassifySession::find(int id) const {
    const std::size_t row = rowOf(id);
    return row < items_.size() ? &items_[row] : nullptr;
}

/// Gives the worker a few pictures at a time: what waits costs a row and no more.
void ClassifySession::feed() {
    for (; network_ && !loading_ && !stopped_ && atWork_ < kAtWork && unfed_ < items_.size(); ++unfed_) {
        if (items_[unfed_].state != ClassifyItem::State::Waiting)
            continue;
        ++atWork_;
        push({Task::Kind::Answer,
              [round = round_, item = items_[unfed_], keeps = unfed_ < withImages_](Shared& shared) mutable -> Deliver {
                  if (shared.classifier)
                      answerItem(item, *shared.classifier, shared.network, keeps);
                  return [round, item](ClassifySession& session) {
                      if (round == session.round_)
                          session.deliver(item);
                  };
              }});
    }
}

void ClassifySession::deliver(ClassifyItem item) {
    --atWork_;
    const std::size_t row = rowOf(item.id);
    if (row < items_.size())
        store(row, std::move(item));
    feed();
}

void ClassifySession::store(std::size_t row, ClassifyItem item) {
    using State = ClassifyItem::State;
    settled_ += static_cast<std::size_t>(items_[row].state == State::Waiting && item.state != State::Waiting);
    imageBytes_ -= bytesOf(items_[row]);
    probabilityBytes_ -= probabilityBytesOf(items_[row]);
    const bool full = imageBytes_ + bytesOf(item) > kImageBytes;
    if (full)
        item.seen = {};
    if (full && std::max(item.image.width(), item.image.height()) > kSmallSide && !item.path.empty())
        item.image = item.image.scaled(kSmallSide, kSmallSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    if (probabilityBytes_ + probabilityBytesOf(item) > kProbabilityBytes)
        item.prediction.probabilities = {};
    imageBytes_ += bytesOf(item);
    probabilityBytes_ += probabilityBytesOf(item);
    items_[row] = std::move(item);
    Q_EMIT itemChanged(static_cast<int>(row));
}

void ClassifySession::look(int id, std::int32_t classIndex) {
    const ClassifyItem* item = find(id);
    if (item == nullptr || item->state != ClassifyItem::State::Done || loading_ ||
        (attention_.id == id && attention_.classIndex == classIndex))
        return;
    attention_ = {};
    attention_.id = id;
    attention_.classIndex = classIndex;
    {
        const std::lock_guard lock(shared_->mutex);
        std::erase_if(shared_->queue, [](const Task& task) { return task.kind == Task::Kind::Look; });
    }
    push({Task::Kind::Look, [round = round_, item = *item, classIndex](Shared& shared) mutable -> Deliver {
              if (!shared.classifier || shared.network != item.network)
                  return {};
              if (item.image.isNull())
                  answerItem(item, *shared.classifier, shared.network, true);
              return [round, item,
                      attention = attentionOf(item, *shared.classifier, classIndex)](ClassifySession& session) {
                  if (round == session.round_)
                      session.looked(item, attention);
              };
          }});
    Q_EMIT attentionChanged();
}

void ClassifySession::looked(ClassifyItem item, const ClassifyAttention& attention) {
    const std::size_t row = rowOf(item.id);
    if (row == items_.size())
        return;
    if (items_[row].image.isNull() && !item.image.isNull()) {
        keepImageOf(item.id);
        store(row, std::move(item));
    }
    if (attention_.id != attention.id || attention_.classIndex != attention.classIndex)
        return;
    attention_ = attention;
    Q_EMIT attentionChanged();
}

/// The oldest of those makes room.
void ClassifySession::keepImageOf(int id) {
    imagesOf_.push_back(id);
    if (imagesOf_.size() <= kLookedAt)
        return;
    ClassifyItem& oldest = items_[rowOf(imagesOf_.front())];
    imagesOf_.pop_front();
    imageBytes_ -= bytesOf(oldest);
    oldest.image = {};
    oldest.seen = {};
}

} // namespace studio
