// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPushButton>

#include "core/base/atomic_file.h"
#include "ui/pages/data/data_check_text.h"
#include "ui/pages/data/data_gallery.h"
#include "ui/pages/data/data_page.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"

namespace studio {

void DataPage::showBanners() {
    for (Banner** banner : {&problems_, &copies_, &odd_, &broken_}) {
        removeBanner(*banner);
        *banner = nullptr;
    }
    if (studio_.data.state() != DataState::Ready || studio_.data.isChecking())
        return;
    if (studio_.data.report()) // the last that is added stands on top
        showFindings(*studio_.data.report());
    if (!studio_.data.checkError().title.empty()) {
        broken_ = Banner::fromMessage(studio_.data.checkError());
        connect(broken_, &Banner::closed, this, [this] { broken_ = nullptr; });
        addBanner(broken_);
    }
}

void DataPage::showFindings(const CheckReport& report) {
    if (const QString title = oddTitle(report); !title.isEmpty()) {
        odd_ = new Banner(Tone::Accent, title, oddText(report));
        connect(odd_, &Banner::closed, this, [this] { odd_ = nullptr; });
        if (report.problems.empty() && report.duplicateCount == 0)
            addExportButton(odd_);
        odd_->closable();
        addBanner(odd_);
    }
    if (const QString title = copiesTitle(report); !title.isEmpty()) {
        copies_ = new Banner(report.leakCount > 0 ? Tone::Warning : Tone::Accent, title, copiesText(report));
        connect(copies_, &Banner::closed, this, [this] { copies_ = nullptr; });
        if (report.problems.empty())
            addListButtons(copies_);
        copies_->closable();
        addBanner(copies_);
    }
    if (report.problems.empty())
        return;
    const auto bad = static_cast<std::int64_t>(report.problems.size());
    problems_ = new Banner(Tone::Warning,
                           tr("%1 of %2 pictures cannot be used").arg(formatCount(bad), formatCount(report.checked)),
                           tr("%1. Nothing was moved or changed: in training each is replaced by the next picture of "
                              "its class, and counted.")
                               .arg(reasonSummary(report.problems)));
    connect(problems_, &Banner::closed, this, [this] { problems_ = nullptr; });
    addListButtons(problems_);
    problems_->closable();
    addBanner(problems_);
}

void DataPage::addListButtons(Banner* banner) {
    connect(banner->addButton(QStringLiteral("showProblems"), tr("Show them")), &QPushButton::clicked, gallery_,
            &DataGallery::showProblems);
    addExportButton(banner);
}

void DataPage::addExportButton(Banner* banner) {
    connect(banner->addButton(QStringLiteral("exportProblems"), tr("Export list...")), &QPushButton::clicked, this,
            &DataPage::exportProblems);
}

void DataPage::exportProblems() {
    if (!studio_.data.report() || !studio_.data.data())
        return;
    // While the question stands another check may begin, or another folder be opened.
    const std::string list = problemsCsv(*studio_.data.report(), *studio_.data.data());
    const auto file = studio_.dialogs.pickSaveFile(tr("Save the list"), QStringLiteral("problems.csv"),
                                                   tr("Comma-separated values (*.csv)"));
    if (!file)
        return;
    studio_.files.write(bytesOf(*file), list, [] {});
}

} // namespace studio
