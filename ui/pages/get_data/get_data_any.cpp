// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/get_data/get_data_any.h"

#include <filesystem>

#include <QLineEdit>
#include <QPushButton>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/prepare/get_set.h"
#include "ui/pages/get_data/get_data_target.h"
#include "ui/pages/get_data/get_data_words.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

/// "pets.tar.gz" makes a folder "pets"; empty where there is no name.
std::string stemOf(const std::string& source) {
    std::string name;
    try {
        name = isUrl(source) ? fileNameOfUrl(source) : baseName(source);
    } catch (const Error&) {
        return {};
    }
    for (const char* end : {".tar.gz", ".tar.xz", ".tgz", ".tar", ".zip"}) {
        if (name.ends_with(end))
            return name.substr(0, name.size() - std::string_view(end).size());
    }
    return name;
}

} // namespace

GetDataAny::GetDataAny(Studio& studio)
    : studio_(studio) {
    auto* column = makeColumn(8, this);
    column->addWidget(makeSource());
    column->addWidget(makeFacts());
    target_ = new GetDataTarget(QStringLiteral("any"), tr("A folder named after the archive is made in it"));
    connect(target_, &GetDataTarget::chooseClicked, this, &GetDataAny::chooseTarget);
    column->addWidget(target_);
    column->addStretch(1);
    connect(&length_, &RemoteLength::changed, this, &GetDataAny::showSource);
    connect(&look_, &TargetLook::changed, this, &GetDataAny::showSource);
    showSource();
}

void GetDataAny::refresh() {
    look_.again();
    showSource();
}

QWidget* GetDataAny::makeSource() {
    auto* card = new Card(tr("Archive"));
    QPushButton* choose = makeButton(QStringLiteral("anyFile"), tr("Choose archive..."), QStringLiteral("folder"));
    choose->setToolTip(tr("A .tar, .tar.gz, .tgz, .tar.xz or .zip of class folders"));
    card->addToHead(choose);
    connect(choose, &QPushButton::clicked, this, &GetDataAny::chooseFile);
    const auto addField = [card](const QString& id, const QString& name, const QString& placeholder) {
        auto* edit = new QLineEdit;
        edit->setObjectName(id);
        edit->setAccessibleName(name);
        edit->setPlaceholderText(placeholder);
        auto* line = makeRow(8);
        auto* label = new Label(TextRole::Body, Ink::Text, name);
        label->setMinimumWidth(label->fontMetrics().horizontalAdvance(tr("File or address")) + 16);
        line->addWidget(label);
        line->addWidget(edit, 1);
        card->body()->addLayout(line);
        return edit;
    };
    source_ = addField(QStringLiteral("anySource"), tr("File or address"),
                       tr("/path/to/archive.zip, https://... or s3://bucket/key"));
    sum_ = addField(QStringLiteral("anySum"), tr("Checksum"), tr("MD5 or SHA-256, if somebody told it"));
    card->body()->addWidget(
        (new Label(TextRole::Caption, Ink::Text3,
                   tr("One folder per class, or a train and a val folder, in a .tar, .tar.gz, .tar.xz or .zip. An "
                      "archive can also be dropped anywhere in this window.")))
            ->wrapped());
    for (const QLineEdit* field : {source_, sum_}) {
        connect(field, &QLineEdit::textChanged, this, [this] {
            studio_.getData.reset(); // what is tried next is what the fields say now
            showSource();
        });
    }
    return card;
}

QWidget* GetDataAny::makeFacts() {
    factCard_ = new Card(QStringLiteral(" "));
    const QString widest = tr("Checksum");
    size_ = addFact(factCard_->body(), tr("Size"), widest);
    size_->setObjectName(QStringLiteral("anySize"));
    check_ = addFact(factCard_->body(), widest, widest);
    check_->setObjectName(QStringLiteral("anyCheck"));
    ElidedLabel* terms = addFact(factCard_->body(), tr("Licence"), widest);
    terms->setObjectName(QStringLiteral("anyTerms"));
    terms->setText(tr("Its publisher's; nothing is known of it here"));
    return factCard_;
}

void GetDataAny::setSource(const QString& source) {
    source_->setText(source);
}

std::string GetDataAny::source() const {
    return bytesOf(source_->text().trimmed());
}

bool GetDataAny::readSums(FileSums& sums) const {
    const std::string text = bytesOf(sum_->text().trimmed());
    if (isSumText(text, SumKind::Md5))
        sums.md5 = text;
    else if (isSumText(text, SumKind::Sha256))
        sums.sha256 = text;
    else
        return text.empty();
    return true;
}

/// Beside an archive of this machine; what is fetched goes beside the runs.
std::string GetDataAny::out() const {
    const std::string from = source(), name = stemOf(from);
    if (name.empty())
        return {};
    const fs::path folder = !parent_.empty() ? fs::path(parent_)
                            : isUrl(from)    ? fs::path(studio_.settings.runsFolder()).parent_path()
                                             : fs::path(from).parent_path();
    const std::string out = (folder / name).native();
    return out == from ? out + "-pictures" : out;
}

void GetDataAny::showSource() {
    if (studio_.getData.target() != out())
        studio_.getData.reset();
    target_->setFolder(out());
    look_.ask(out(), isUrl(source()) ? std::string() : source());
    showFacts();
    showSpace();
    showBegun(*target_, look_.facts());
    Q_EMIT changed();
}

void GetDataAny::showFacts() {
    const std::string from = source(), name = stemOf(from);
    const bool fetched = isUrl(from) && !name.empty();
    // It waits a moment before it asks: by then it is known whether the archive was fetched before.
    length_.ask(fetched && !look_.facts().isThere ? from : std::string());
    factCard_->setVisible(fetched);
    factCard_->setTitle(QString::fromStdString(displayText(name)));
    size_->setText(length_.isAsking()    ? tr("The server is being asked")
                   : length_.bytes() > 0 ? formatBytes(length_.bytes())
                                         : tr("Not told by the server"));
    FileSums sums;
    check_->setText(readSums(sums) && sums.any() ? tr("The one above is compared before anything is unpacked")
                                                 : tr("No checksum: the content cannot be verified"));
}

void GetDataAny::showSpace() {
    const std::uint64_t size = look_.facts().fileBytes, room = look_.facts().freeBytes;
    if (out().empty() || room == 0) {
        target_->setSpace(QString()); // not known, or not yet
    } else if (size > 0) {
        target_->setSpace(tr("Archive of %1, %2 free").arg(formatBytes(size), formatBytes(room)), size <= room);
    } else if (length_.bytes() > 0) {
        const std::uint64_t needed = spaceFor(length_.bytes(), 0);
        target_->setSpace(tr("%1 to fetch, about %2 while it is unpacked, %3 free")
                              .arg(formatBytes(length_.bytes()), formatBytes(needed), formatBytes(room)),
                          needed <= room);
    } else {
        target_->setSpace(tr("%1 free").arg(formatBytes(room)));
    }
}

void GetDataAny::chooseFile() {
    const QStringList files = studio_.dialogs.pickFiles(
        tr("Choose an archive"), tr("Archives (*.tar *.tar.gz *.tgz *.tar.xz *.zip);;All files (*)"));
    if (!files.isEmpty())
        setSource(files.front());
}

void GetDataAny::chooseTarget() {
    const QString start = parent_.empty() ? displayOf(fs::path(out()).parent_path().native()) : displayOf(parent_);
    if (const auto folder = studio_.dialogs.pickFolder(tr("Choose where the folder is made"), start))
        parent_ = bytesOf(*folder);
    showSource();
}

QString GetDataAny::verb() const {
    return look_.facts().isBegun   ? tr("Go on")
           : look_.facts().isThere ? tr("Verify")
           : isUrl(source())       ? tr("Fetch and unpack")
                                   : tr("Unpack");
}

QString GetDataAny::blocker() const {
    if (source().empty())
        return tr("Choose an archive first.");
    if (look_.isAsking() && !look_.facts().isFile && !look_.facts().isThere && !look_.facts().isBegun)
        return tr("The disk is being asked what is there.");
    if (!isUrl(source()) && !look_.facts().isFile)
        return tr("There is no such file.");
    if (out().empty())
        return tr("The address does not name a file.");
    if (length_.isAsking())
        return tr("The server is being asked how long the archive is.");
    FileSums sums;
    return readSums(sums) ? QString() : tr("The checksum is neither an MD5 (32 digits) nor a SHA-256 (64 digits).");
}

QString GetDataAny::about() const {
    return tr("An archive of class folders, from this machine or the web, to a folder that can be trained on.");
}

void GetDataAny::start() {
    GetOptions options;
    options.source = source();
    options.out = out();
    if (readSums(options.sums))
        studio_.getData.startGet(options);
}

} // namespace studio
