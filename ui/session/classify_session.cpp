// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/classify_session.h"

#include <algorithm>
#include <filesystem>

#include <QFile>
#include <QMetaObject>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/thread.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr int kTopCount = 5;
constexpr int kShownSide = 1600;
constexpr int kSmallSide = 320;
constexpr std::size_t kMaxFromFolder = 1000;
constexpr std::size_t kMaxLookedAt = 100'000; // entries of a folder tree; the window waits for this
constexpr qsizetype kImageBytes = qsizetype{512} << 20;

QImage shownImage(const Picture& picture) {
    const QImage whole(picture.rgb.data(), picture.width, picture.height, picture.width * 3, QImage::Format_RGB888);
    if (std::max(picture.width, picture.height) <= kShownSide)
        return whole.convertToFormat(QImage::Format_RGB32);
    return whole.scaled(kShownSide, kShownSide, Qt::KeepAspectRatio, Qt::SmoothTransformation)
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

/// In bytewise order, at most kMaxFromFolder.
std::vector<std::string> picturesBelow(const std::string& folder) {
    std::vector<std::string> found;
    std::error_code error;
    fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, error);
    for (std::size_t looked = 0; !error && at != fs::end(at) && looked < kMaxLookedAt; ++looked, at.increment(error)) {
        std::error_code entryError;
        if (hasPictureExtension(at->path().native()) && at->is_regular_file(entryError))
            found.push_back(at->path().native());
    }
    std::sort(found.begin(), found.end());
    found.resize(std::min(found.size(), kMaxFromFolder));
    return found;
}

/// Files as they are; a folder's pictures in bytewise order.
std::vector<std::string> expanded(const std::vector<std::string>& paths) {
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        std::error_code error;
        if (!fs::is_directory(path, error)) {
            files.push_back(path);
            continue;
        }
        const std::vector<std::string> inside = picturesBelow(path);
        files.insert(files.end(), inside.begin(), inside.end());
    }
    return files;
}

/// The class whose folder the picture lies in.
std::optional<std::int32_t> labelOf(const std::string& path, const std::vector<ClassInfo>& classes) {
    const std::string folder = fs::path(path).parent_path().filename().native();
    const auto known =
        std::find_if(classes.begin(), classes.end(), [&](const ClassInfo& c) { return c.folder == folder; });
    if (path.empty() || known == classes.end())
        return std::nullopt;
    return static_cast<std::int32_t>(known - classes.begin());
}

/// Fills in what became of the picture. Worker thread.
void answer(ClassifyItem& item, Classifier& classifier) {
    item.prediction = {};
    item.problem.clear();
    item.label.reset();
    try {
        const Picture picture = item.path.empty() ? pictureOf(item.image) : loadPicture(item.path);
        if (item.image.isNull())
            item.image = shownImage(picture);
        item.prediction = classifier.classify(picture, kTopCount);
        item.label = labelOf(item.path, classifier.classes());
        item.state = ClassifyItem::State::Done;
    } catch (const std::exception& error) {
        item.state = ClassifyItem::State::Failed;
        item.problem = QString::fromStdString(messageOf(error).title);
    }
}

} // namespace

/// Lives on the worker thread only.
struct ClassifySession::Work {
    std::unique_ptr<Classifier> classifier;
};

ClassifySession::ClassifySession(StudioServices services, QObject* parent)
    : QObject(parent)
    , services_(std::move(services))
    , work_(std::make_shared<Work>())
    , worker_(startThread([this](const std::stop_token& stop) { workLoop(stop); })) {}

ClassifySession::~ClassifySession() {
    worker_.request_stop();
    worker_.join();
}

void ClassifySession::workLoop(std::stop_token stop) {
    while (true) {
        std::function<void()> task;
        {
            std::unique_lock lock(mutex_);
            if (!wake_.wait(lock, stop, [this] { return !queue_.empty(); }))
                return;
            task = std::move(queue_.front());
            queue_.pop_front();
        }
        if (stop.stop_requested())
            return;
        task();
    }
}

void ClassifySession::push(std::function<void()> task) {
    {
        std::lock_guard lock(mutex_);
        queue_.push_back(std::move(task));
    }
    wake_.notify_one();
}

void ClassifySession::setModel(const std::string& model, const std::string& which) {
    model_ = model;
    which_ = which;
    loading_ = true;
    const int generation = ++generation_;
    {
        std::lock_guard lock(mutex_);
        queue_.clear();
    }
    push([this, generation, model, which, work = work_] {
        QString name, problem;
        std::vector<ClassInfo> classes;
        try {
            work->classifier = services_.openClassifier(model, which);
            name = QString::fromStdString(displayText(work->classifier->name()));
            classes = work->classifier->classes();
        } catch (const std::exception& error) {
            work->classifier.reset();
            problem = QString::fromStdString(messageOf(error).text());
        }
        QMetaObject::invokeMethod(
            this, [=, this] { modelLoaded(generation, name, problem, classes); }, Qt::QueuedConnection);
    });
    Q_EMIT modelChanged();
}

void ClassifySession::modelLoaded(int generation, const QString& name, const QString& problem,
                                  const std::vector<ClassInfo>& classes) {
    if (generation != generation_)
        return;
    loading_ = false;
    hasModel_ = problem.isEmpty();
    modelName_ = name;
    modelError_ = problem;
    classes_ = classes;
    Q_EMIT modelChanged();
    for (std::size_t row = 0; row < items_.size(); ++row) {
        items_[row].state = ClassifyItem::State::Waiting;
        Q_EMIT itemChanged(static_cast<int>(row));
        if (hasModel_)
            enqueue(items_[row].id);
    }
}

void ClassifySession::add(const std::vector<std::string>& paths) {
    const auto files = expanded(paths);
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
    for (std::size_t row = static_cast<std::size_t>(first); row < items_.size() && hasModel_ && !loading_; ++row)
        enqueue(items_[row].id);
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
    if (hasModel_ && !loading_)
        enqueue(items_.back().id);
}

void ClassifySession::clear() {
    {
        std::lock_guard lock(mutex_);
        queue_.clear();
    }
    items_.clear();
    imageBytes_ = 0;
    Q_EMIT itemsCleared();
}

const ClassifyItem* ClassifySession::find(int id) const {
    const auto at =
        std::find_if(items_.begin(), items_.end(), [id](const ClassifyItem& item) { return item.id == id; });
    return at == items_.end() ? nullptr : &*at;
}

void ClassifySession::enqueue(int id) {
    const ClassifyItem* waiting = find(id);
    if (waiting == nullptr)
        return;
    push([this, generation = generation_, item = *waiting, work = work_]() mutable {
        if (!work->classifier)
            return;
        answer(item, *work->classifier);
        QMetaObject::invokeMethod(
            this, [this, generation, item] { deliver(generation, item); }, Qt::QueuedConnection);
    });
}

void ClassifySession::deliver(int generation, ClassifyItem item) {
    const auto at =
        std::find_if(items_.begin(), items_.end(), [&](const ClassifyItem& old) { return old.id == item.id; });
    if (generation != generation_ || at == items_.end())
        return;
    imageBytes_ -= at->image.sizeInBytes();
    const bool full = imageBytes_ + item.image.sizeInBytes() > kImageBytes;
    if (full && std::max(item.image.width(), item.image.height()) > kSmallSide && !item.path.empty())
        item.image = item.image.scaled(kSmallSide, kSmallSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    imageBytes_ += item.image.sizeInBytes();
    *at = std::move(item);
    Q_EMIT itemChanged(static_cast<int>(at - items_.begin()));
}

} // namespace studio
