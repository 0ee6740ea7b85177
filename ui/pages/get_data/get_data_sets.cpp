// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/get_data/get_data_sets.h"

#include <filesystem>

#include <QDesktopServices>
#include <QHeaderView>
#include <QPushButton>
#include <QUrl>

#include "core/net/download.h"
#include "core/prepare/get_set.h"
#include "ui/models/known_set_table.h"
#include "ui/pages/get_data/get_data_target.h"
#include "ui/pages/get_data/get_data_words.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/table_view.h"

namespace studio {

namespace fs = std::filesystem;

GetDataSets::GetDataSets(Studio& studio)
    : studio_(studio)
    , parent_(fs::path(studio.settings.runsFolder()).parent_path().native()) {
    auto* column = makeColumn(8, this);
    column->addWidget(makeTable());
    column->addWidget(makeFacts());
    target_ = new GetDataTarget(QStringLiteral("set"), tr("The set's own folder is made in the one that you choose"));
    connect(target_, &GetDataTarget::chooseClicked, this, &GetDataSets::chooseTarget);
    column->addWidget(target_);
    column->addStretch(1);
    connect(&look_, &TargetLook::changed, this, &GetDataSets::showSet);
    table_->selectRow(0);
    showSet();
}

void GetDataSets::refresh() {
    look_.again();
    showSet();
}

QWidget* GetDataSets::makeTable() {
    auto* card = new Card(tr("Data sets"));
    table_ = new TableView(QStringLiteral("setTable"));
    table_->setAccessibleName(tr("Well-known data sets"));
    table_->setModel(new KnownSetTable(this));
    table_->fitColumns(KnownSetTable::About);
    table_->setFixedHeight(tableHeadHeight() + tableRowHeight() * table_->model()->rowCount() + 4);
    card->body()->addWidget(table_);
    card->setBodyMargin(0);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] { showSet(); });
    return card;
}

QWidget* GetDataSets::makeFacts() {
    factCard_ = new Card(QStringLiteral(" "));
    const QString widest = tr("Checksum");
    from_ = addFact(factCard_->body(), tr("From"), widest);
    from_->setObjectName(QStringLiteral("setFrom"));
    sum_ = addFact(factCard_->body(), widest, widest);
    sum_->setObjectName(QStringLiteral("setSum"));
    terms_ = addFact(factCard_->body(), tr("Licence"), widest);
    terms_->setObjectName(QStringLiteral("setTerms"));
    terms_->setElideMode(Qt::ElideRight);
    termsLink_ = makeButton(QStringLiteral("setTermsLink"), tr("Its page"), {}, ButtonKind::Link);
    factCard_->addToHead(termsLink_);
    connect(termsLink_, &QPushButton::clicked, this, [this] {
        if (const KnownSet* chosen = set())
            QDesktopServices::openUrl(QUrl(QString::fromStdString(chosen->termsLink)));
    });
    return factCard_;
}

const KnownSet* GetDataSets::set() const {
    return KnownSetTable::at(table_->currentIndex().row());
}

std::string GetDataSets::out() const {
    const KnownSet* chosen = set();
    return chosen == nullptr ? std::string() : (fs::path(parent_) / chosen->id).native();
}

void GetDataSets::showSet() {
    const KnownSet* chosen = set();
    if (chosen == nullptr)
        return;
    if (studio_.getData.target() != out())
        studio_.getData.reset(); // how another one ended says nothing of this one
    factCard_->setTitle(QString::fromStdString(chosen->title));
    from_->setText(QString::fromStdString(displayUrl(chosen->url(qgetenv("RESNET_STUDIO_MIRROR").toStdString()))));
    sum_->setText(QString::fromStdString(chosen->sumText()));
    terms_->setText(QString::fromStdString(chosen->terms));
    termsLink_->setToolTip(QString::fromStdString(chosen->termsLink));
    look_.ask(out());
    const std::uint64_t needed = spaceFor(chosen->bytes, chosen->train + chosen->val), room = look_.facts().freeBytes;
    target_->setFolder(out());
    target_->setSpace(
        tr("%1 to fetch, about %2 while it is unpacked, %3 free")
            .arg(formatBytes(chosen->bytes), formatBytes(needed), room > 0 ? formatBytes(room) : unknownText()),
        needed <= room || room == 0);
    showBegun(*target_, look_.facts());
    Q_EMIT changed();
}

void GetDataSets::chooseTarget() {
    if (const auto folder = studio_.dialogs.pickFolder(tr("Choose where the set's folder is made"), displayOf(parent_)))
        parent_ = bytesOf(*folder);
    showSet();
}

QString GetDataSets::verb() const {
    return look_.facts().isBegun ? tr("Go on") : look_.facts().isThere ? tr("Verify") : tr("Fetch and unpack");
}

QString GetDataSets::blocker() const {
    return set() == nullptr ? tr("Choose a data set first.") : QString();
}

QString GetDataSets::about() const {
    return tr("Fetched from its publisher, compared with the published checksum, unpacked to class folders.");
}

void GetDataSets::start() {
    if (set() == nullptr)
        return;
    GetOptions options;
    options.set = *set();
    options.out = out();
    studio_.getData.startGet(options);
}

} // namespace studio
