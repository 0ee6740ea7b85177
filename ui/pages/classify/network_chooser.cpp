// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/classify/network_chooser.h"

#include <algorithm>
#include <utility>

#include <QPushButton>

#include "core/base/text.h"
#include "ui/models/network_words.h"
#include "ui/models/second_opinion.h"
#include "ui/session/studio.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/when_seen.h"

namespace studio {

NetworkChooser::NetworkChooser(Studio& studio, SecondOpinion* second, QWidget* parent)
    : ElidedCombo(parent)
    , studio_(studio)
    , second_(second)
    , newer_(makeButton(second == nullptr ? QStringLiteral("useNewer") : QStringLiteral("useNewerSecond"),
                        tr("Use the newest"), QStringLiteral("follow"), ButtonKind::Plain, this))
    , filling_(new WhenSeen(this, [this] { fill(); })) {
    setObjectName(second_ == nullptr ? QStringLiteral("classifyModel") : QStringLiteral("classifySecond"));
    setAccessibleName(second_ == nullptr ? tr("Network to classify with") : tr("Network to compare with"));
    if (second_ != nullptr)
        setToolTip(tr("Ask a second network about the same pictures, and see where the two differ"));
    const int digit = fontMetrics().horizontalAdvance(u'0');
    setMinimumWidth(digit * (second_ == nullptr ? 32 : 20));
    setMaximumWidth(digit * (second_ == nullptr ? 56 : 32));
    setSizeAdjustPolicy(QComboBox::AdjustToContents); // names of runs are long, and the head has room
    newer_->setToolTip(tr("Its run has saved a newer one since this was loaded"));
    newer_->hide();
    connect(newer_, &QPushButton::clicked, this, [this] {
        if (const auto network = session() != nullptr ? session()->network() : nullptr)
            load(network->model, network->which);
    });
    connect(this, &QComboBox::activated, this, &NetworkChooser::choose);
    connect(&studio_.runs, &RunsSession::changed, filling_, &WhenSeen::run);
    if (second_ == nullptr)
        connect(&studio_.classify, &ClassifySession::modelChanged, this, &NetworkChooser::fill);
    else
        connect(second_, &SecondOpinion::modelChanged, this, &NetworkChooser::fill);
    fill();
}

const ClassifySession* NetworkChooser::session() const {
    return second_ != nullptr ? second_->session() : &studio_.classify;
}

void NetworkChooser::load(const std::string& model, const std::string& which) {
    if (second_ != nullptr)
        second_->setModel(model, which);
    else
        studio_.classify.setModel(model, which);
}

std::vector<NetworkChooser::Entry> NetworkChooser::entriesOfRuns() const {
    std::vector<Entry> entries;
    for (const RunSummary& run : studio_.runs.runs()) {
        const QString name = QString::fromStdString(run.name);
        if (run.best)
            entries.push_back({tr("%1, best, epoch %2").arg(name).arg(run.best->epoch), run.folder, "best"});
        if (run.last)
            entries.push_back({(run.last->epochEnd ? tr("%1, last, epoch %2") : tr("%1, last, in epoch %2"))
                                   .arg(name)
                                   .arg(run.last->epoch),
                               run.folder, "last"});
    }
    return entries;
}

/// Index of what is loaded or being read, which is put in where no run gives it by now.
std::size_t NetworkChooser::currentIn(std::vector<Entry>& entries, QString& newer) const {
    const auto entryOf = [&entries](const std::string& model, const std::string& which) {
        return std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) {
            return !entry.isNone && entry.model == model && entry.which == which;
        });
    };
    const auto front = entries.begin() + (second_ != nullptr ? 1 : 0);
    const auto place = [&entries](auto entry) { return static_cast<std::size_t>(entry - entries.begin()); };
    if (const auto network = session()->network(); network && !session()->isLoadingModel()) {
        const NetworkWords words = wordsOf(*network, studio_.runs.find(network->model));
        newer = words.newer;
        const auto known = entryOf(network->model, network->which);
        if (known == entries.end() || !newer.isEmpty())
            return place(entries.insert(front, {words.name, network->model, network->which, true}));
        known->text = words.name;
        return place(known);
    }
    const std::string &model = session()->model(), &which = session()->which();
    if (model.empty())
        return 0;
    const auto known = entryOf(model, which); // is being read, or could not be
    return place(known != entries.end() ? known : entries.insert(front, {displayOf(baseName(model)), model, which}));
}

void NetworkChooser::fill() {
    std::vector<Entry> entries = entriesOfRuns();
    if (second_ != nullptr)
        entries.insert(entries.begin(),
                       {session() == nullptr ? tr("Compare with...") : tr("Compare no longer"), {}, {}, false, true});
    QString newer;
    const std::size_t current = session() == nullptr ? 0 : currentIn(entries, newer);
    entries.push_back({tr("Weights file..."), {}, {}});
    newer_->setText(newer);
    newer_->setVisible(!newer.isEmpty());
    if (entries != entries_) { // a list that is open is not pulled away from under the pointer for nothing
        const QSignalBlocker quiet(this);
        entries_ = std::move(entries);
        clear();
        for (const Entry& entry : entries_)
            addItem(entry.text);
    }
    setCurrentIndex(static_cast<int>(current));
    Q_EMIT filled();
}

QString NetworkChooser::networkName() const {
    filling_->catchUp();
    return model().empty() ? QString() : entries_[static_cast<std::size_t>(currentIndex())].text;
}

std::string NetworkChooser::model() const {
    filling_->catchUp();
    const auto index = static_cast<std::size_t>(currentIndex());
    return index < entries_.size() ? entries_[index].model : std::string();
}

void NetworkChooser::loadIfNeeded() {
    if (studio_.classify.model().empty() && !model().empty())
        choose(currentIndex());
}

void NetworkChooser::choose(int index) {
    const Entry entry =
        entries_.at(static_cast<std::size_t>(index)); // a copy: the list may be another after a question
    if (entry.loaded)
        return;
    if (entry.isNone)
        return second_->remove();
    if (!entry.model.empty())
        return load(entry.model, entry.which);
    const QStringList files = studio_.dialogs.pickFiles(tr("Choose weights"), tr("Weights (*.safetensors)"));
    if (!files.isEmpty())
        load(bytesOf(files.first()), "last");
    fill();
}

} // namespace studio
