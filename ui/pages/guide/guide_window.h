// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>
#include <QStringList>

class QListWidget;
class QTextBrowser;
class QUrl;

namespace studio {

/// The pages of docs/guide, which the program carries: a list of them and the one that is read. Needs no net. Child of
/// the window.
class GuideWindow final : public QDialog {
    Q_OBJECT

public:
    explicit GuideWindow(QWidget* parent = nullptr);
    /// File names of the pages, in their order.
    static QStringList pages();
    /// Markdown of a page; empty = there is none of that name.
    static QString textOf(const QString& page);
    void showPage(const QString& page);
    QString page() const { return page_; }

private:
    void follow(const QUrl& link);
    void render();

    QListWidget* list_;
    QTextBrowser* text_;
    QString page_;
};

/// Opens it, or brings the one that is open to the front.
void showGuide(QWidget* parent);

} // namespace studio
