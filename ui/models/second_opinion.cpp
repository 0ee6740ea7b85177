// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/second_opinion.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace studio {

/// For each class of one network the index of the same class in the other; -1 = it has none.
struct SecondOpinion::Pairing {
    std::shared_ptr<const ClassifyNetwork> first, second;
    std::vector<std::int32_t> inSecond, inFirst;

    static std::vector<std::int32_t> match(const std::vector<ClassInfo>& from, const std::vector<ClassInfo>& to) {
        std::unordered_map<std::string, std::int32_t> folders, names;
        for (std::size_t i = 0; i < to.size(); ++i) {
            folders.emplace(to[i].folder, static_cast<std::int32_t>(i));
            names.emplace(to[i].name, static_cast<std::int32_t>(i));
        }
        std::vector<std::int32_t> found;
        for (const ClassInfo& one : from) {
            const auto folder = folders.find(one.folder);
            const auto name = names.find(one.name);
            found.push_back(folder != folders.end() ? folder->second : name != names.end() ? name->second : -1);
        }
        return found;
    }
};

namespace {

constexpr int kLookMs = 500;

std::optional<std::int32_t> at(const std::vector<std::int32_t>& indices, std::int32_t index) {
    if (index < 0 || static_cast<std::size_t>(index) >= indices.size() || indices[static_cast<std::size_t>(index)] < 0)
        return std::nullopt;
    return indices[static_cast<std::size_t>(index)];
}

bool isAnswered(const ClassifyItem& item) {
    return item.state == ClassifyItem::State::Done && item.network && !item.prediction.top.empty();
}

} // namespace

SecondOpinion::SecondOpinion(StudioServices services, ClassifySession& first, QObject* parent)
    : QObject(parent)
    , services_(std::move(services))
    , first_(first) {
    connect(&parted_, &QTimer::timeout, this, [this] {
        std::erase_if(parting_, [](const auto& session) { return session->hasEnded(); });
        if (parting_.empty())
            parted_.stop();
    });
    connect(&first_, &ClassifySession::itemsAdded, this, &SecondOpinion::addRows);
    connect(&first_, &ClassifySession::itemsCleared, this, [this] {
        if (second_)
            second_->clear();
    });
    connect(&first_, &ClassifySession::stoppedChanged, this, [this] {
        if (second_)
            first_.isStopped() ? second_->stop() : second_->goOn();
    });
}

SecondOpinion::~SecondOpinion() = default;

void SecondOpinion::setModel(const std::string& model, const std::string& which) {
    if (!second_) {
        second_ = std::make_unique<ClassifySession>(services_, nullptr, ClassifySession::kMaxPictures, 0);
        connect(second_.get(), &ClassifySession::modelChanged, this, &SecondOpinion::modelChanged);
        connect(second_.get(), &ClassifySession::allChanged, this, &SecondOpinion::allChanged);
        connect(second_.get(), &ClassifySession::itemChanged, this, &SecondOpinion::answered);
        addRows(0, static_cast<int>(first_.items().size()));
        if (first_.isStopped())
            second_->stop();
    }
    second_->setModel(model, which);
}

void SecondOpinion::remove() {
    if (!second_)
        return;
    second_->disconnect(this);
    second_->requestStop();
    second_->clear();
    parting_.push_back(std::move(second_)); // nobody waits for a share that hangs
    parted_.start(kLookMs);
    pairing_.reset();
    Q_EMIT modelChanged();
    Q_EMIT allChanged();
}

/// The rows of both lists are the same pictures: pasted ones have their whole image, as it was pasted.
void SecondOpinion::addRows(int first, int count) {
    if (!second_)
        return;
    std::vector<std::string> files;
    const auto flush = [&] {
        if (!files.empty())
            second_->addFiles(std::exchange(files, {}));
    };
    for (int row = first; row < first + count; ++row) {
        const ClassifyItem& item = first_.items()[static_cast<std::size_t>(row)];
        if (!item.path.empty()) {
            files.push_back(item.path);
            continue;
        }
        flush();
        second_->addImage(item.image, item.title);
    }
    flush();
}

const ClassifyItem* SecondOpinion::answerTo(const ClassifyItem& item) const {
    if (!second_ || first_.items().empty())
        return nullptr;
    const auto row = static_cast<std::size_t>(item.id - first_.items().front().id);
    if (row >= second_->items().size())
        return nullptr;
    const ClassifyItem& other = second_->items()[row];
    return other.state == ClassifyItem::State::Waiting ? nullptr : &other;
}

const SecondOpinion::Pairing& SecondOpinion::pairingOf(const ClassifyItem& first, const ClassifyItem& second) const {
    if (!pairing_ || pairing_->first != first.network || pairing_->second != second.network) {
        const std::vector<ClassInfo>&a = first.network->classes, &b = second.network->classes;
        pairing_ = std::make_unique<Pairing>(
            Pairing{first.network, second.network, Pairing::match(a, b), Pairing::match(b, a)});
    }
    return *pairing_;
}

bool SecondOpinion::differs(const ClassifyItem& item) const {
    const ClassifyItem* other = answerTo(item);
    if (other == nullptr || !isAnswered(item) || !isAnswered(*other))
        return false;
    return at(pairingOf(item, *other).inSecond, item.prediction.top.front().classIndex) !=
           other->prediction.top.front().classIndex;
}

std::optional<double> SecondOpinion::probabilityOf(const ClassifyItem& item, std::int32_t classIndex) const {
    const ClassifyItem* other = answerTo(item);
    if (other == nullptr || !isAnswered(item) || !isAnswered(*other))
        return std::nullopt;
    const auto index = at(pairingOf(item, *other).inSecond, classIndex);
    if (!index)
        return std::nullopt;
    const std::vector<float>& all = other->prediction.probabilities;
    if (static_cast<std::size_t>(*index) < all.size())
        return static_cast<double>(all[static_cast<std::size_t>(*index)]);
    for (const auto& answer : other->prediction.top) {
        if (answer.classIndex == *index)
            return static_cast<double>(answer.probability);
    }
    return std::nullopt;
}

std::optional<std::int32_t> SecondOpinion::indexInFirst(const ClassifyItem& item, std::int32_t classOfSecond) const {
    const ClassifyItem* other = answerTo(item);
    if (other == nullptr || !item.network || !other->network)
        return std::nullopt;
    return at(pairingOf(item, *other).inFirst, classOfSecond);
}

} // namespace studio
