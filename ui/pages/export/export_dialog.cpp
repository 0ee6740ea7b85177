// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/export/export_dialog.h"

#include <algorithm>
#include <memory>

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QUrl>

#include "core/base/text.h"
#include "core/export/kept_average.h"
#include "core/interop/onnx_file.h"
#include "core/model/model_spec.h"
#include "core/run/run_folder.h"
#include "ui/pages/export/space_examples.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_combo.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

QString titleOf(ExportFormat format) {
    switch (format) {
    case ExportFormat::Pth:
        return ExportDialog::tr("PyTorch weights (.pth)");
    case ExportFormat::Safetensors:
        return ExportDialog::tr("safetensors");
    case ExportFormat::Onnx:
        return ExportDialog::tr("ONNX");
    case ExportFormat::TorchScript:
        return ExportDialog::tr("TorchScript (.pt)");
    case ExportFormat::TrainingState:
        return ExportDialog::tr("Training state for PyTorch (.pth)");
    }
    return {};
}

QString aboutOf(ExportFormat format) {
    switch (format) {
    case ExportFormat::Pth:
        return ExportDialog::tr("The weights alone, as torch.load(..., weights_only=True) reads them.");
    case ExportFormat::Safetensors:
        return ExportDialog::tr("The weights alone, as Hugging Face's libraries read them; names of the classes, sizes "
                                "and normalisation stand beside.");
    case ExportFormat::Onnx:
        return ExportDialog::tr("Network and weights in opset %1, for ONNX Runtime, OpenCV and many others; any batch "
                                "size. Names of the classes, sizes and normalisation stand beside.")
            .arg(kOnnxOpset);
    case ExportFormat::TorchScript:
        return ExportDialog::tr("Network and weights, for PyTorch and LibTorch without a class in Python; any batch "
                                "size.");
    case ExportFormat::TrainingState:
        return ExportDialog::tr("Weights, their average and what the optimiser remembers, with classes and recipe: a "
                                "training goes on with it in PyTorch, as torch.load(..., weights_only=True) reads it.");
    }
    return {};
}

/// Which weights it has; nothing where there are no others.
QString weightsWord(const ExportResult& result) {
    if (!result.keepsAverage)
        return {};
    if (result.format == ExportFormat::TrainingState)
        return ExportDialog::tr("The trained weights and their average.");
    return result.ema ? ExportDialog::tr("The average of the weights.")
                      : ExportDialog::tr("The trained weights, not their average.");
}

QString blurPoolWord(const ExportResult& result) {
    if (!losesBlurPool(result))
        return {};
    return ExportDialog::tr("The network has BlurPool, which weights alone do not show: torchvision's network of this "
                            "name answers otherwise with them.");
}

} // namespace

/// What became of it, in words for a person.
struct ExportWritten {
    ExportResult result = {};
    std::string spaceFolder = {}; ///< empty = it was a file
    std::uint64_t bytes = 0;
    std::size_t files = 1;
};

ExportDialog::ExportDialog(Studio& studio, const RunSummary& run, const QString& name, QWidget* parent)
    : QDialog(parent)
    , studio_(studio)
    , run_(run.folder) {
    setObjectName(QStringLiteral("exportDialog"));
    setWindowTitle(tr("Export %1").arg(name));
    setAttribute(Qt::WA_DeleteOnClose);
    if (isModelName(run.model))
        weightBytes_ = modelSize({.name = run.model, .classes = 1000}, 224).parameters * 4;
    build(run);
    addButtons();
    connect(formats_, &QComboBox::currentIndexChanged, this, &ExportDialog::showChoice);
    connect(which_, &QComboBox::currentIndexChanged, this, &ExportDialog::lookForAverage);
    connect(examples_, &SpaceExamples::changed, this, &ExportDialog::showChoice);
    showChoice();
    lookForAverage();
}

void ExportDialog::build(const RunSummary& run) {
    auto* column = makeColumn(kSpaceS, this);
    column->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    column->addWidget(new Label(TextRole::Title, Ink::Text, windowTitle()));
    auto* card = new Card;
    formats_ = new ElidedCombo;
    formats_->setObjectName(QStringLiteral("exportFormat"));
    for (const ExportFormatInfo& info : exportFormats())
        formats_->addItem(titleOf(info.format));
    formats_->addItem(tr("Hugging Face Space (a folder)"));
    which_ = new ElidedCombo;
    which_->setObjectName(QStringLiteral("exportWhich"));
    if (run.best)
        which_->addItem(tr("best, epoch %1").arg(run.best->epoch), QStringLiteral("best"));
    which_->addItem(run.last ? tr("last, epoch %1").arg(run.last->epoch) : tr("last"), QStringLiteral("last"));
    auto* format = new FormRow(QStringLiteral("exportFormat"), tr("Format"), formats_);
    auto* which = new FormRow(QStringLiteral("exportWhich"), tr("Checkpoint"), which_);
    weights_ = new ElidedCombo;
    weights_->setObjectName(QStringLiteral("exportWeights"));
    weights_->addItem(tr("as validated"));
    weights_->addItem(tr("the average"), true);
    weights_->addItem(tr("the trained ones"), false);
    weightsRow_ = new FormRow(QStringLiteral("exportWeights"), tr("Weights"), weights_);
    examples_ = new SpaceExamples(studio_);
    const int widest = std::max({format->labelWidthHint(), which->labelWidthHint(), weightsRow_->labelWidthHint(),
                                 examples_->labelWidthHint()});
    examples_->setLabelWidth(widest);
    for (FormRow* row : {format, which, weightsRow_}) {
        row->setLabelWidth(widest);
        row->widenEditor();
        row->dropReset();
        card->body()->addWidget(row);
    }
    card->body()->addWidget(examples_);
    about_ = (new Label(TextRole::Caption, Ink::Text2))->wrapped();
    about_->setObjectName(QStringLiteral("exportAbout"));
    card->body()->addWidget(about_);
    column->addWidget(card);
    end_ = (new Label(TextRole::Body, Ink::Text2))->wrapped();
    end_->setObjectName(QStringLiteral("exportEnd"));
    end_->hide();
    column->addWidget(end_);
    column->addStretch(1);
    column->addStrut(64 * fontMetrics().averageCharWidth());
    column->setSizeConstraint(QLayout::SetFixedSize); // what was found makes room for itself
}

void ExportDialog::addButtons() {
    auto* buttons = makeRow(kSpaceS);
    python_ = makeButton(QStringLiteral("exportPython"), tr("Copy Python"), QStringLiteral("copy"));
    folder_ = makeButton(QStringLiteral("exportFolder"), tr("Open folder"), QStringLiteral("folder"));
    QPushButton* close = makeButton(QStringLiteral("exportClose"), tr("Close"));
    export_ = makeButton(QStringLiteral("exportGo"), tr("Export..."), {}, ButtonKind::Primary);
    export_->setDefault(true);
    for (QPushButton* button : {python_, folder_}) {
        buttons->addWidget(button);
        button->hide();
    }
    buttons->addStretch(1);
    buttons->addWidget(close);
    buttons->addWidget(export_);
    static_cast<QVBoxLayout*>(layout())->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(export_, &QPushButton::clicked, this, &ExportDialog::choose);
    connect(python_, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromStdString(pythonFor(result_))); });
    connect(folder_, &QPushButton::clicked, this, [this] {
        const QString file = QFile::decodeName(result_.target.c_str());
        QDesktopServices::openUrl(QUrl::fromLocalFile(spaceFolder_.empty() ? QFileInfo(file).absolutePath()
                                                                           : QFile::decodeName(spaceFolder_.c_str())));
    });
}

bool ExportDialog::isSpace() const {
    return formats_->currentIndex() == formats_->count() - 1;
}

const ExportFormatInfo& ExportDialog::format() const {
    const auto last = static_cast<int>(exportFormats().size()) - 1;
    return exportFormats()[static_cast<std::size_t>(std::clamp(formats_->currentIndex(), 0, last))];
}

bool ExportDialog::isState() const {
    return !isSpace() && format().format == ExportFormat::TrainingState;
}

std::optional<bool> ExportDialog::average() const {
    const QVariant chosen = weights_->currentData();
    return weightsRow_->isHidden() || !chosen.isValid() ? std::nullopt : std::optional(chosen.toBool());
}

void ExportDialog::lookForAverage() {
    const std::string which = which_->currentData().toString().toStdString();
    keepsAverage_.reset();
    showChoice();
    const auto take = [this, which](bool keeps) {
        if (which != which_->currentData().toString().toStdString())
            return; // another is chosen by now
        keepsAverage_ = keeps;
        showChoice();
    };
    studio_.files.run(
        this, [run = run_, which](const JobControl&) { return keepsAverage(run, which); }, take,
        [take](const Message&) { take(false); }); // what is wrong with the file is said by the export
}

void ExportDialog::showChoice() {
    QString text = isSpace()
                       ? tr("A page that takes a picture and says its classes, with the weights, the network in "
                            "plain PyTorch and a model card of the run's own figures. Hugging Face runs the folder "
                            "as it is, and so does any machine with Python.")
                       : aboutOf(format().format);
    const int copies = isState() ? (keepsAverage_.value_or(false) ? 3 : 2) : 1; // weights, momentum, average
    if (weightBytes_ > 0)
        text += u' ' + tr("About %1.").arg(formatBytes(static_cast<std::uint64_t>(weightBytes_ * copies)));
    about_->setText(text);
    weightsRow_->setVisible(keepsAverage_.value_or(false) && !isSpace() && !isState());
    examples_->setVisible(isSpace());
    const bool can = isSpace() ? studio_.services.exportSpace != nullptr : studio_.services.exportModel != nullptr;
    setBlocked(export_,
               busy_            ? tr("A file is being written.")
               : !can           ? tr("Nothing here can write one.")
               : !keepsAverage_ ? tr("The checkpoint is being looked at.")
               : isSpace()      ? examples_->problem()
                                : QString(),
               isSpace() ? tr("Asks for the folder's name") : tr("Asks for the file's name"));
}

void ExportDialog::choose() {
    const QFileInfo folder(QFile::decodeName(run_.c_str()));
    if (isSpace()) {
        const QString suggestion = QDir::homePath() + u'/' + folder.fileName() + QStringLiteral("-space");
        const auto place = studio_.dialogs.pickSaveFile(windowTitle(), suggestion, tr("A new folder (*)"));
        if (place && !busy_)
            beginSpace(bytesOf(*place));
        return;
    }
    const ExportFormatInfo& wished = format();
    const QString end = QLatin1String(wished.extension);
    const QString suggestion = folder.filePath() + u'/' + folder.fileName() + end;
    const auto file = studio_.dialogs.pickSaveFile(windowTitle(), suggestion,
                                                   QStringLiteral("%1 (*%2)").arg(titleOf(wished.format), end));
    if (file && !busy_)
        begin(bytesOf(*file));
}

/// The file was chosen in a dialog that asks before one is replaced.
void ExportDialog::begin(const std::string& target) {
    const ExportRequest request{.model = run_,
                                .which = which_->currentData().toString().toStdString(),
                                .target = target,
                                .format = format().format,
                                .replaces = true,
                                .average = average()};
    write(target, [make = studio_.services.exportModel, request] {
        ExportWritten written{.result = make(request)};
        written.bytes = written.result.bytes;
        return written;
    });
}

/// A folder is never replaced, whatever the dialog asked.
void ExportDialog::beginSpace(const std::string& folder) {
    const SpaceRequest request{.run = run_,
                               .which = which_->currentData().toString().toStdString(),
                               .folder = folder,
                               .examples = examples_->pictures(),
                               .examplesLicence = examples_->licence()};
    write(folder, [make = studio_.services.exportSpace, request] {
        const SpaceResult space = make(request);
        return ExportWritten{space.weights, space.folder, space.bytes, space.files.size()};
    });
}

void ExportDialog::write(const std::string& target, const std::function<ExportWritten()>& work) {
    busy_ = true;
    showEnd(tr("Writing, and reading it back..."), true);
    auto written = std::make_shared<ExportWritten>();
    studio_.files.writeBy(
        target, [work, written] { *written = work(); },
        [self = QPointer<ExportDialog>(this), written, &studio = studio_](const std::optional<Message>& problem) {
            if (!self)
                return problem ? studio.report(*problem) : void();
            self->busy_ = false;
            if (problem)
                return self->showEnd(displayOf(problem->text()), false);
            self->result_ = written->result;
            self->spaceFolder_ = written->spaceFolder;
            const QString what = written->spaceFolder.empty()
                                     ? displayOf(written->result.target)
                                     : tr("%1, %n file(s)", nullptr, static_cast<int>(written->files))
                                           .arg(displayOf(written->spaceFolder));
            QStringList words{
                tr("%1: %2. Read back, it answers as the run's network does: the logits differ by %3 at "
                   "most.")
                    .arg(what, formatBytes(written->bytes), QLocale().toString(written->result.difference, 'e', 1)),
                weightsWord(written->result)};
            if (written->spaceFolder.empty()) // a Space has the network's code beside the weights
                words << blurPoolWord(written->result);
            if (written->result.opset > 0)
                words << tr("ONNX, opset %1.").arg(written->result.opset);
            words.removeAll(QString());
            self->showEnd(words.join(u' '), true);
        });
}

void ExportDialog::showEnd(const QString& text, bool isGood) {
    end_->setInk(isGood ? Ink::Text2 : Ink::Error);
    end_->setText(text);
    end_->show();
    const bool any = !busy_ && isGood && !result_.target.empty();
    python_->setVisible(any && spaceFolder_.empty() && !pythonFor(result_).empty());
    folder_->setVisible(any);
    showChoice();
}

} // namespace studio
