// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/get_data/get_data_archives.h"

#include <algorithm>

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>

#include "core/net/download.h"
#include "ui/pages/get_data/get_data_target.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

constexpr double kSumBytesPerSecond = 300e6; ///< one core's MD5, where the disk is not slower

/// A tick box with a sentence below it.
QWidget* optionRow(QCheckBox* box, Label* hint) {
    auto* column = makeColumn(2);
    column->addWidget(box);
    auto* line = makeRow(0);
    line->addSpacing(24); // below the words, not the box
    line->addWidget(hint->wrapped(), 1);
    column->addLayout(line);
    return boxed(column);
}

} // namespace

GetDataArchives::GetDataArchives(Studio& studio)
    : studio_(studio) {
    auto* column = makeColumn(8, this);
    column->addWidget(makeSources());
    target_ = new GetDataTarget(QStringLiteral("get"), tr("An empty folder, or one in which this was begun"));
    connect(target_, &GetDataTarget::chooseClicked, this, &GetDataArchives::chooseTarget);
    column->addWidget(target_);
    column->addWidget(makeOptions());
    column->addStretch(1);
    connect(&studio_.getData, &GetDataSession::lookChanged, this, &GetDataArchives::showLook);
    showLook();
}

QWidget* GetDataArchives::makeSources() {
    auto* card = new Card(tr("Archives"));
    QPushButton* files =
        makeButton(QStringLiteral("getFiles"), tr("Choose archives..."), QStringLiteral("plus"), ButtonKind::Plain);
    files->setToolTip(tr("The three files of ILSVRC2012, at once or one after the other"));
    QPushButton* folder = makeButton(QStringLiteral("getFolder"), tr("Choose their folder..."),
                                     QStringLiteral("folder"), ButtonKind::Plain);
    folder->setToolTip(tr("The folder that holds the three archives, or Kaggle's unpacked folder"));
    card->addToHead(files);
    card->addToHead(folder);
    connect(files, &QPushButton::clicked, this, &GetDataArchives::chooseFiles);
    connect(folder, &QPushButton::clicked, this, &GetDataArchives::chooseSourceFolder);
    const QString widest = tr("Validation pictures");
    train_.text = addFact(card->body(), tr("Training pictures"), widest, &train_.icon);
    val_.text = addFact(card->body(), widest, widest, &val_.icon);
    devkit_.text = addFact(card->body(), tr("Development kit"), widest, &devkit_.icon);
    card->body()->addLayout(makeAddress(widest));
    withoutVal_ = (new Label(TextRole::Caption, Ink::Text2))->wrapped();
    withoutVal_->setObjectName(QStringLiteral("getWithoutVal"));
    card->body()->addWidget(withoutVal_);
    problem_ = (new Label(TextRole::Body, Ink::Error))->wrapped();
    problem_->setObjectName(QStringLiteral("getProblem"));
    auto* line = makeRow(8);
    line->addWidget(new IconView(QStringLiteral("triangle"), 14, Ink::Error), 0, Qt::AlignTop);
    line->addWidget(problem_, 1);
    problemLine_ = boxed(line);
    card->body()->addWidget(problemLine_);
    card->body()->addWidget(
        (new Label(
             TextRole::Caption, Ink::Text3,
             tr("ILSVRC2012, 148 GB: given by image-net.org to registered people. Kaggle's unpacked copy works as "
                "well. Archives and folders can be dropped anywhere in this window. What is at an address is fetched "
                "first, and compared with the published sums.")))
            ->wrapped());
    return card;
}

/// In line with the facts above it.
QLayout* GetDataArchives::makeAddress(const QString& widest) {
    constexpr int kIconWidth = 14, kGap = 8;
    address_ = new QLineEdit;
    address_->setObjectName(QStringLiteral("getAddress"));
    address_->setAccessibleName(tr("Address of an archive"));
    address_->setPlaceholderText(tr("https://... or s3://bucket/ILSVRC2012_img_train.tar"));
    add_ = makeButton(QStringLiteral("getAddAddress"), tr("Add"), QStringLiteral("plus"));
    add_->setToolTip(tr("Takes the archive at this address; its name says which one it is"));
    add_->setEnabled(false);
    auto* line = makeRow(kGap);
    line->addSpacing(kIconWidth + kGap);
    auto* label = (new Label(TextRole::Body, Ink::Text, tr("Or an address")))->strong();
    label->setMinimumWidth(label->fontMetrics().horizontalAdvance(widest) + 16);
    line->addWidget(label);
    line->addWidget(address_, 1);
    line->addWidget(add_);
    connect(address_, &QLineEdit::textChanged, this,
            [this](const QString& text) { add_->setEnabled(isUrl(bytesOf(text.trimmed()))); });
    connect(address_, &QLineEdit::returnPressed, this, &GetDataArchives::addAddress);
    connect(add_, &QPushButton::clicked, this, &GetDataArchives::addAddress);
    return line;
}

void GetDataArchives::addAddress() {
    const std::string url = bytesOf(address_->text().trimmed());
    if (!isUrl(url))
        return;
    address_->clear();
    studio_.chooseArchives({url});
}

QWidget* GetDataArchives::makeOptions() {
    auto* card = new Card(tr("Before and after"));
    sums_ = new QCheckBox(tr("Compare the archives with the published MD5 sums first"));
    sums_->setObjectName(QStringLiteral("getSums"));
    sumsHint_ = new Label(TextRole::Caption, Ink::Text3);
    remove_ = new QCheckBox(tr("Delete the archives when every picture is counted and safe on the disk"));
    remove_->setObjectName(QStringLiteral("getRemove"));
    removeHint_ = new Label(TextRole::Caption, Ink::Text3);
    card->body()->addWidget(optionRow(sums_, sumsHint_));
    card->body()->addSpacing(4);
    card->body()->addWidget(optionRow(remove_, removeHint_));
    connect(sums_, &QCheckBox::clicked, this, &GetDataArchives::setOptions);
    connect(remove_, &QCheckBox::clicked, this, &GetDataArchives::setOptions);
    return card;
}

void GetDataArchives::setOptions() {
    PrepareOptions options = studio_.getData.prepare();
    options.verifyMd5 = sums_->isChecked();
    options.deleteArchives = remove_->isChecked();
    studio_.getData.setPrepare(options);
}

void GetDataArchives::showRow(const Row& row, const std::string& path, const QString& missing) {
    const bool any = !studio_.getData.prepare().sources.empty() && !studio_.getData.isLooking();
    const bool later = studio_.getData.look().enough; // what is there is enough to begin with
    const Ink absent = any && !later ? Ink::Warning : Ink::Text3;
    const bool fetched = isUrl(path);
    row.icon->set(fetched         ? QStringLiteral("download")
                  : !path.empty() ? QStringLiteral("check")
                  : any && !later ? QStringLiteral("triangle")
                                  : QStringLiteral("dots"),
                  fetched         ? Ink::Accent
                  : !path.empty() ? Ink::Ok
                                  : absent);
    row.text->setText(fetched         ? QString::fromStdString(displayUrl(path))
                      : !path.empty() ? displayOf(path)
                      : !any          ? missing
                      : later         ? &row == &train_ ? tr("Unpacked before") : tr("Can come later: %1").arg(missing)
                                      : tr("Missing: %1").arg(missing));
    row.text->setInk(path.empty() ? Ink::Text3 : Ink::Text2);
}

void GetDataArchives::showLook() {
    const GetDataSession& session = studio_.getData;
    const PrepareLook& look = session.look();
    const PrepareOptions& options = session.prepare();
    const bool kaggle = !look.kaggle.empty();
    showRow(train_, kaggle ? look.kaggle + "/train" : look.train, QStringLiteral("ILSVRC2012_img_train.tar"));
    showRow(val_, kaggle ? look.kaggle + "/val" : look.val, QStringLiteral("ILSVRC2012_img_val.tar"));
    showRow(devkit_, kaggle ? look.kaggle : look.devkit, QStringLiteral("ILSVRC2012_devkit_t12.tar.gz"));
    withoutVal_->setVisible(look.enough && !kaggle && look.val.empty());
    withoutVal_->setText(
        tr("Enough to begin with. Until the validation pictures are added, a share of the training "
           "pictures is set aside in their place.") +
        (look.devkit.empty() ? tr(" The development kit knows the names of the classes.") : QString()));
    showProblem();
    target_->setFolder(options.out);
    showSpace();
    sums_->setChecked(options.verifyMd5 && !kaggle);
    remove_->setChecked(options.deleteArchives && !kaggle);
    sums_->setEnabled(!kaggle);
    remove_->setEnabled(!kaggle);
    const auto seconds = static_cast<double>(look.archiveBytes) / kSumBytesPerSecond;
    sumsHint_->setText(
        kaggle           ? tr("Kaggle's folder is no archive: there are no sums for it.")
        : look.addresses ? tr("What is fetched is compared in any case; this reads all of them once more.")
        : seconds > 60   ? tr("Reads them once more, about %1. Finds a download that went wrong before anything "
                                "is unpacked.")
                             .arg(formatRemaining(seconds))
                       : tr("Reads them once more. Finds a download that went wrong before anything is unpacked."));
    removeHint_->setText(
        kaggle ? tr("Kaggle's folder is left as it is.")
        : look.archiveBytes > 0
            ? tr("Frees %1. Off unless you tick it; you are asked once more.").arg(formatBytes(look.archiveBytes))
            : tr("Off unless you tick it; you are asked once more."));
    Q_EMIT changed();
}

void GetDataArchives::showProblem() {
    const Message& problem = studio_.getData.look().problem;
    const bool wrong = !problem.title.empty();
    problemLine_->setVisible(wrong);
    if (wrong)
        problem_->setText(QString::fromStdString(problem.text()));
}

void GetDataArchives::showSpace() {
    const PrepareLook& look = studio_.getData.look();
    const bool known = look.enough && look.freeBytes > 0;
    const QString room = formatBytes(look.freeBytes);
    const QString linked = tr("Needs no space: the pictures are linked, not copied. %1 free");
    target_->setSpace(
        !known                ? QString()
        : look.copies         ? tr("Kaggle's pictures are on another volume, so they are copied. %1 free").arg(room)
        : look.fetchBytes > 0 ? tr("%1 to fetch, needs %2 with the pictures, %3 free")
                                    .arg(formatBytes(look.fetchBytes), formatBytes(look.neededBytes), room)
        : look.neededBytes > 0 ? tr("Needs %1, %2 free").arg(formatBytes(look.neededBytes), room)
        : look.kaggle.empty()  ? tr("Needs no more space, %1 free").arg(room)
                               : linked.arg(room),
        look.neededBytes <= look.freeBytes);
    const bool all = look.pictures > 0 && look.picturesThere >= look.pictures;
    target_->setThere(
        !known || look.picturesThere == 0 ? QString()
        : look.pictures == 0
            ? tr("Goes on where it stopped: %1 pictures are there").arg(formatCount(look.picturesThere))
        : all ? tr("All %1 pictures are there; what is left is to count them").arg(formatCount(look.pictures))
              : tr("Goes on where it stopped: %1 of %2 pictures are there")
                    .arg(formatCount(look.picturesThere), formatCount(look.pictures)),
        all);
}

void GetDataArchives::chooseFiles() {
    const QStringList files = studio_.dialogs.pickFiles(tr("Choose ImageNet's archives"),
                                                        tr("Archives (*.tar *.tar.gz *.tgz);;All files (*)"));
    std::vector<std::string> paths;
    for (const QString& file : files)
        paths.push_back(bytesOf(file));
    if (!paths.empty())
        studio_.chooseArchives(paths);
}

void GetDataArchives::chooseSourceFolder() {
    const auto& sources = studio_.getData.prepare().sources;
    const bool local = !sources.empty() && !isUrl(sources.front());
    const auto folder = studio_.dialogs.pickFolder(tr("Choose the folder of the archives"),
                                                   local ? displayOf(sources.front()) : QString());
    if (folder)
        studio_.chooseArchives({bytesOf(*folder)});
}

void GetDataArchives::chooseTarget() {
    const auto folder =
        studio_.dialogs.pickFolder(tr("Choose where the pictures go"), displayOf(studio_.getData.prepare().out));
    if (!folder)
        return;
    PrepareOptions options = studio_.getData.prepare(); // as it is after the question
    options.out = bytesOf(*folder);
    studio_.getData.setPrepare(options);
}

QString GetDataArchives::verb() const {
    const PrepareLook& look = studio_.getData.look();
    if (look.pictures > 0 && look.picturesThere >= look.pictures)
        return tr("Verify");
    return look.picturesThere > 0 ? tr("Go on")
           : look.fetchBytes > 0  ? tr("Fetch and unpack")
           : look.kaggle.empty()  ? tr("Unpack")
                                  : tr("Sort pictures");
}

QString GetDataArchives::blocker() const {
    const GetDataSession& session = studio_.getData;
    if (session.prepare().sources.empty())
        return tr("Choose the archives first.");
    if (session.isLooking())
        return tr("The archives are being looked at.");
    if (!session.look().problem.title.empty())
        return QString::fromStdString(session.look().problem.text());
    if (!session.look().enough)
        return tr("Not all archives are there.");
    return session.prepare().out.empty() ? tr("Choose where the pictures go.") : QString();
}

QString GetDataArchives::about() const {
    const PrepareLook& look = studio_.getData.look();
    const auto& sources = studio_.getData.prepare().sources;
    const QString what = tr("From ImageNet's archives to a folder that can be trained on. ");
    if (look.fetchBytes > 0)
        return what + tr("%1 is fetched from the addresses below; nothing is sent.").arg(formatBytes(look.fetchBytes));
    return what + (std::any_of(sources.begin(), sources.end(), [](const auto& source) { return isUrl(source); })
                       ? tr("What is not here yet is fetched from the addresses below; nothing is sent.")
                       : tr("Nothing is fetched or sent."));
}

void GetDataArchives::start() {
    const PrepareOptions asked = studio_.getData.prepare(); // a copy: it may be another when the question is answered
    if (asked.deleteArchives && studio_.getData.look().kaggle.empty()) {
        const int choice =
            studio_.dialogs.ask(tr("Delete the archives afterwards?"),
                                tr("When every picture is written, counted and safe on the disk, the archives (%1) "
                                   "are deleted. They cannot be brought back without a new download.")
                                    .arg(formatBytes(studio_.getData.look().archiveBytes)),
                                {tr("Unpack, then delete")}, true);
        const PrepareOptions& now = studio_.getData.prepare();
        if (choice != 0 || now.sources != asked.sources || now.out != asked.out)
            return;
    }
    studio_.getData.startPrepare();
}

} // namespace studio
