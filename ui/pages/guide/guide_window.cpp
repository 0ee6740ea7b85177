// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/guide/guide_window.h"

#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPointer>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextBrowser>
#include <QUrl>

#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

// Outside of any namespace, as the macro wants it; the linker would leave the pages out of a static library.
static void keepGuide() {
    Q_INIT_RESOURCE(guide);
}

namespace studio {

namespace {

const QString& folder() {
    static const QString path = [] {
        keepGuide();
        return QStringLiteral(":/guide/");
    }();
    return path;
}

QString titleOf(const QString& text) {
    return text.section(u'\n', 0, 0).remove(0, 2);
}

bool isCodeBlock(const QTextBlock& block) {
    return block.isValid() && block.blockFormat().hasProperty(QTextFormat::BlockCodeFence);
}

/// Markdown has no say in fonts and distances.
void dress(QTextDocument& document) {
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        QTextBlockFormat format = block.blockFormat();
        const bool isCode = isCodeBlock(block);
        const bool joined = isCode && isCodeBlock(block.next());
        format.setLineHeight(isCode ? 100 : 135, QTextBlockFormat::ProportionalHeight);
        format.setTopMargin(format.headingLevel() > 0 ? kSpaceL : isCode ? 0 : kSpaceXs);
        format.setBottomMargin(joined ? 0 : format.headingLevel() > 0 || isCode ? kSpaceS : kSpaceXs);
        if (isCode) {
            format.setBackground(colors().sunken);
            format.setLeftMargin(kSpaceM);
        }
        cursor.setBlockFormat(format);
        if (format.headingLevel() == 0)
            continue;
        cursor.select(QTextCursor::BlockUnderCursor);
        QTextCharFormat text;
        text.setFont(roleFont(format.headingLevel() == 1 ? TextRole::Figure : TextRole::Title));
        cursor.mergeCharFormat(text);
    }
}

} // namespace

GuideWindow::GuideWindow(QWidget* parent)
    : QDialog(parent) {
    setObjectName(QStringLiteral("guideWindow"));
    setWindowTitle(tr("Guide"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(kSpaceM, kSpaceM, kSpaceM, kSpaceM);
    row->setSpacing(kSpaceM);
    list_ = new QListWidget;
    list_->setObjectName(QStringLiteral("guidePages"));
    list_->setAccessibleName(tr("Pages of the guide"));
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const QString& page : pages()) {
        auto* item = new QListWidgetItem(titleOf(textOf(page)), list_);
        item->setData(Qt::UserRole, page);
    }
    row->addWidget(list_);
    text_ = new QTextBrowser;
    text_->setObjectName(QStringLiteral("guideText"));
    text_->setAccessibleName(tr("Guide"));
    text_->setOpenLinks(false);
    row->addWidget(text_, 1);
    connect(list_, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        if (item != nullptr)
            showPage(item->data(Qt::UserRole).toString());
    });
    connect(text_, &QTextBrowser::anchorClicked, this, &GuideWindow::follow);
    onTheme(this, [this] {
        const QFontMetrics metrics(baseFont());
        list_->setFixedWidth(metrics.averageCharWidth() * 36);
        for (int i = 0; i < list_->count(); ++i)
            list_->item(i)->setSizeHint({0, tableRowHeight()});
        text_->setMinimumWidth(metrics.averageCharWidth() * 60);
        render();
    });
    resize(QFontMetrics(baseFont()).averageCharWidth() * 130, QFontMetrics(baseFont()).height() * 40);
    showPage(pages().value(0));
    text_->setFocus();
}

QStringList GuideWindow::pages() {
    return QDir(folder()).entryList({QStringLiteral("*.md")}, QDir::Files, QDir::Name);
}

QString GuideWindow::textOf(const QString& page) {
    QFile file(folder() + page);
    return pages().contains(page) && file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void GuideWindow::showPage(const QString& page) {
    const auto at = pages().indexOf(page);
    if (at < 0 || page == page_)
        return;
    page_ = page;
    list_->setCurrentRow(static_cast<int>(at));
    render();
    text_->verticalScrollBar()->setValue(0);
}

void GuideWindow::follow(const QUrl& link) {
    if (link.isRelative())
        showPage(link.path());
    else
        QDesktopServices::openUrl(link);
}

void GuideWindow::render() {
    const int place = text_->verticalScrollBar()->value();
    QTextDocument& document = *text_->document();
    document.setDefaultFont(baseFont());
    document.setDocumentMargin(kSpaceL);
    text_->setMarkdown(textOf(page_));
    dress(document);
    text_->verticalScrollBar()->setValue(place);
}

void showGuide(QWidget* parent) {
    static QPointer<GuideWindow> window; // one at a time; it goes when it is closed
    if (window == nullptr)
        window = new GuideWindow(parent);
    window->show();
    window->raise();
    window->activateWindow();
}

} // namespace studio
