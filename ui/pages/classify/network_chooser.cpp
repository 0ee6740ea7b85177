// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/classify/network_chooser.h"

#include <algorithm>
#include <utility>

#include <QPushButton>

#include "core/base/text.h"
#include "ui/models/network_words.h"
#include "ui/session/studio.h"
#include "ui/widgets/buttons.h"

namespace studio {

NetworkChooser::NetworkChooser(Studio& studio, QWidget* parent)
    : QComboBox(parent)
    , studio_(studio)
    , newer_(makeButton(QStringLiteral("useNewer"), tr("Use the newest"), QStringLiteral("follow"), ButtonKind::Plain,
                        this)) {
    setObjectName(QStringLiteral("classifyModel"));
    setAccessibleName(tr("Network to classify with"));
    setMinimumWidth(fontMetrics().horizontalAdvance(u'0') * 32);
    newer_->setToolTip(tr("Its run has saved a newer one since this was loaded"));
    newer_->hide();
    connect(newer_, &QPushButton::clicked, this, [this] {
        if (const auto network = studio_.classify.network())
            studio_.classify.setModel(network->model, network->which);
    });
    connect(this, &QComboBox::activated, this, &NetworkChooser::choose);
    connect(&studio_.runs, &RunsSession::changed, this, &NetworkChooser::fill);
    connect(&studio_.classify, &ClassifySession::modelChanged, this, &NetworkChooser::fill);
    fill();
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

void NetworkChooser::fill() {
    const ClassifySession& session = studio_.classify;
    std::vector<Entry> entries = entriesOfRuns();
    const auto entryOf = [&entries](const std::string& model, const std::string& which) {
        return std::find_if(entries.begin(), entries.end(),
                            [&](const Entry& entry) { return entry.model == model && entry.which == which; });
    };
    std::size_t current = 0;
    QString newer;
    if (const auto network = session.network(); network && !session.isLoadingModel()) {
        const NetworkWords words = wordsOf(*network, studio_.runs.find(network->model));
        newer = words.newer;
        const auto known = entryOf(network->model, network->which);
        if (known != entries.end() && newer.isEmpty()) {
            known->text = words.name;
            current = static_cast<std::size_t>(known - entries.begin());
        } else {
            entries.insert(entries.begin(), {words.name, network->model, network->which, true});
        }
    } else if (!session.model().empty()) { // is being read, or could not be
        const auto known = entryOf(session.model(), session.which());
        current = known == entries.end() ? 0 : static_cast<std::size_t>(known - entries.begin());
        if (known == entries.end())
            entries.insert(entries.begin(), {displayOf(baseName(session.model())), session.model(), session.which()});
    }
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
    return model().empty() ? QString() : entries_[static_cast<std::size_t>(currentIndex())].text;
}

std::string NetworkChooser::model() const {
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
    if (!entry.model.empty())
        return studio_.classify.setModel(entry.model, entry.which);
    const QStringList files = studio_.dialogs.pickFiles(tr("Choose weights"), tr("Weights (*.safetensors)"));
    if (!files.isEmpty())
        studio_.classify.setModel(bytesOf(files.first()), "last");
    fill();
}

} // namespace studio
