// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/classify_session.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <utility>

#include <QFile>
#include <QMetaObject>

#include "core/base/error.h"
#include "core/base/text.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr int kTopCount = 5;
constexpr int kShownSide = 1600;
constexpr int kSmallSide = 320;
constexpr qsizetype kImageBytes = qsizetype{512} << 20;

QImage shownImage(const Picture& picture) {
    const QImage whole(picture.rgb.data(), picture.width, picture.height, picture.width * 3, QImage::Format_RGB888);
    if (std::max(picture.width, picture.height) <= kShownSide)
        return whole.convertToFormat(QImage::Format_RGB32);
    return whole.scaled(kShownSide, kShownSide, Qt::KeepAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_RGB32);
}

qsizetype bytesOf(const ClassifyItem& item) {
    return item.image.sizeInBytes() + item.seen.sizeInBytes();
}

/// The network's input; null where the classifier does not tell it.
QImage seenImage(const Prediction& prediction) {
    const int side = prediction.networkSize;
    if (side < 1 || prediction.seen.size() != static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3)
        return {};
    return QImage(prediction.seen.data(), side, side, side * 3, QImage::Format_RGB888)
        .convertToFormat(QImage::Format_RGB32);
}

Picture pictureOf(const QImage& image) {
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    Picture picture{rgb.width(), rgb.height(), {}};
    picture.rgb.resize(static_cast<std::size_t>(rgb.width()) * static_cast<std::size_t>(rgb.height()) * 3);
    const auto lineBytes = static_cast<std::size_t>(rgb.width()) * 3;
    for (int y = 0; y < rgb.height(); ++y)
        std::copy_n(rgb.constScanLine(y), lineBytes, picture.rgb.data() + static_cast<std::size_t>(y) * lineBytes);
    return picture;
}

/// The class whose folder the picture lies in.
std::optional<std::int32_t> labelOf(const std::string& path, const ClassifyNetwork& network) {
    if (path.empty())
        return std::nullopt;
    const auto known = network.byFolder.find(fs::path(path).parent_path().filename().native());
    return known == network.byFolder.end() ? std::nullopt : std::optional(known->second);
}

/// What the opened classifier says of itself.
std::shared_ptr<const ClassifyNetwork> describe(const Classifier& classifier, const std::string& model,
                                                const std::string& which) {
    auto network = std::make_shared<ClassifyNetwork>();
    network->model = model;
    network->which = which;
    network->name = QString::fromStdString(displayText(classifier.name()));
    network->epoch = classifier.epoch();
    if (network->epoch > 0 && model.ends_with(".safetensors"))
        network->name = ClassifySession::tr("%1, epoch %2").arg(network->name).arg(network->epoch);
    network->step = classifier.step();
    network->classes = classifier.classes();
    for (std::size_t i = 0; i < network->classes.size(); ++i)
        network->byFolder.emplace(network->classes[i].folder, static_cast<std::int32_t>(i));
    return network;
}

/// Fills in what became of the picture. Worker thread.
void answer(ClassifyItem& item, Classifier& classifier, const std::shared_ptr<const ClassifyNetwork>& network) {
    item.prediction = {};
    item.seen = {};
    item.problem.clear();
    item.label.reset();
    item.network.reset();
    try {
        const Picture picture = item.path.empty() ? pictureOf(item.image) : loadPicture(item.path);
        if (item.image.isNull())
            item.image = shownImage(picture);
        item.prediction = classifier.classify(picture, kTopCount);
        item.seen = seenImage(item.prediction);
        item.prediction.seen = {};
        item.label = labelOf(item.path, *network);
        item.network = network;
        item.state = ClassifyItem::State::Done;
    } catch (const std::exception& error) {
        item.state = ClassifyItem::State::Failed;
        item.problem = QString::fromStdString(messageOf(error).title);
    }
}

} // namespace

QString ClassifyNetwork::className(std::int32_t index) const {
    return index >= 0 && static_cast<std::size_t>(index) < classes.size()
               ? QString::fromStdString(classes[static_cast<std::size_t>(index)].name)
               : QString();
}

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

/// What lies in the folders of one drop.
struct ClassifySession::Listing {
    std::vector<std::string> files;
    std::int64_t found = 0; ///< pictures, with those that were too many

    void take(const std::string& path) {
        if (++found <= kMaxFromFolders)
            files.push_back(path);
    }
    void takeFolder(const std::string& folder, const std::stop_token& stop) {
        std::vector<std::string> inside;
        std::error_code error;
        fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
        for (; !error && at != fs::end(at) && !stop.stop_requested(); at.increment(error)) {
            std::error_code entryError;
            if (hasPictureExtension(at->path().native()) && at->is_regular_file(entryError))
                inside.push_back(at->path().native());
        }
        std::sort(inside.begin(), inside.end());
        for (const std::string& path : inside)
            take(path);
    }
};

ClassifySession::ClassifySession(StudioServices services, QObject* parent)
    : QObject(parent)
    , services_(std::move(services))
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
        shared_->queue.push_back(std::move(task));
    }
    shared_->wake.notify_one();
}

void ClassifySession::setModel(const std::string& model, const std::string& which) {
    model_ = model;
    which_ = which;
    loading_ = true;
    const int generation = ++generation_;
    {
        std::lock_guard lock(shared_->mutex);
        shared_->queue.clear();
    }
    push({true, [open = services_.openClassifier, generation, model, which](Shared& shared) -> Deliver {
              QString problem;
              try {
                  auto classifier = open(model, which);
                  shared.network = describe(*classifier, model, which);
                  shared.classifier = std::move(classifier);
              } catch (const std::exception& error) {
                  problem = QString::fromStdString(messageOf(error).text());
              }
              return [generation, network = shared.network, problem](ClassifySession& session) {
                  session.modelLoaded(generation, network, problem);
              };
          }});
    Q_EMIT modelChanged();
}

/// Where the network that was asked for cannot be used (`problem`), `network` is the one before, which goes on.
void ClassifySession::modelLoaded(int generation, const std::shared_ptr<const ClassifyNetwork>& network,
                                  const QString& problem) {
    if (generation != generation_)
        return;
    loading_ = false;
    const bool isOther = std::exchange(network_, network) != network;
    modelError_ = problem;
    for (ClassifyItem& item : items_) {
        if (isOther)
            item.state = ClassifyItem::State::Waiting;
    }
    Q_EMIT modelChanged();
    for (std::size_t row = 0; row < items_.size(); ++row) {
        if (items_[row].state != ClassifyItem::State::Waiting)
            continue;
        Q_EMIT itemChanged(static_cast<int>(row));
        if (network_)
            enqueue(items_[row]);
    }
}

void ClassifySession::add(const std::vector<std::string>& paths) {
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
    lister_.start(
        [this, paths = std::move(next)](std::stop_token stop) -> std::function<void()> {
            Listing listing;
            for (const std::string& path : paths) {
                std::error_code error;
                fs::is_directory(path, error) ? listing.takeFolder(path, stop) : listing.take(path);
            }
            return [this, listing] {
                addFiles(listing.files);
                if (listing.found > kMaxFromFolders)
                    Q_EMIT tooMany(kMaxFromFolders, listing.found);
                listNext();
                Q_EMIT listingChanged();
            };
        },
        BackgroundJob::Begin::AtOnce,
        [this](const Message& message) {
            Q_EMIT failed(message);
            listNext();
            Q_EMIT listingChanged();
        });
    Q_EMIT listingChanged();
}

void ClassifySession::addFiles(const std::vector<std::string>& files) {
    const int first = static_cast<int>(items_.size());
    for (const std::string& file : files) {
        ClassifyItem item;
        item.id = nextId_++;
        item.path = file;
        item.title = QString::fromStdString(displayText(baseName(file)));
        items_.push_back(std::move(item));
    }
    if (files.empty())
        return;
    Q_EMIT itemsAdded(first, static_cast<int>(files.size()));
    for (std::size_t row = static_cast<std::size_t>(first); row < items_.size() && network_ && !loading_; ++row)
        enqueue(items_[row]);
}

void ClassifySession::addImage(const QImage& image, const QString& title) {
    if (image.isNull())
        return;
    ClassifyItem item;
    item.id = nextId_++;
    item.title = title;
    item.image = image.convertToFormat(QImage::Format_RGB32);
    imageBytes_ += item.image.sizeInBytes();
    items_.push_back(std::move(item));
    Q_EMIT itemsAdded(static_cast<int>(items_.size()) - 1, 1);
    if (network_ && !loading_)
        enqueue(items_.back());
}

void ClassifySession::clear() {
    {
        std::lock_guard lock(shared_->mutex);
        // A network that is asked for stays so.
        std::erase_if(shared_->queue, [](const Task& task) { return !task.isLoad; });
    }
    unlisted_.clear();
    const bool wasListing = lister_.isRunning();
    lister_.forget();
    items_.clear();
    imageBytes_ = 0;
    Q_EMIT itemsCleared();
    if (wasListing)
        Q_EMIT listingChanged();
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

void ClassifySession::enqueue(const ClassifyItem& waiting) {
    push({false, [generation = generation_, item = waiting](Shared& shared) mutable -> Deliver {
              if (!shared.classifier)
                  return {};
              answer(item, *shared.classifier, shared.network);
              return [generation, item](ClassifySession& session) { session.deliver(generation, item); };
          }});
}

void ClassifySession::deliver(int generation, ClassifyItem item) {
    const std::size_t row = rowOf(item.id);
    if (generation != generation_ || row == items_.size())
        return;
    imageBytes_ -= bytesOf(items_[row]);
    const bool full = imageBytes_ + bytesOf(item) > kImageBytes;
    if (full)
        item.seen = {};
    if (full && std::max(item.image.width(), item.image.height()) > kSmallSide && !item.path.empty())
        item.image = item.image.scaled(kSmallSide, kSmallSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    imageBytes_ += bytesOf(item);
    items_[row] = std::move(item);
    Q_EMIT itemChanged(static_cast<int>(row));
}

} // namespace studio
