// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace studio {

class Banner;
class PageHead;

/// Frame of a page: head, banners, and a body that scrolls when the window is below its least size.
class PageFrame : public QWidget {
    Q_OBJECT

public:
    explicit PageFrame(const QString& objectName, QWidget* parent = nullptr);

    PageHead* head() { return head_; }
    /// Takes the banner and puts it on top; beyond two the older ones fold into "3 more". It goes when it is closed.
    void addBanner(Banner* banner);
    /// The same, below all others: for an offer that stands, which must not hide what is told meanwhile.
    void addBannerBelow(Banner* banner);
    /// Removes and deletes it; null and unknown ones are ignored.
    void removeBanner(Banner* banner);
    QVBoxLayout* body() { return body_; }
    /// Below the head, above the scrolling body: rows that always stay in view.
    QVBoxLayout* fixedRows() { return fixed_; }

Q_SIGNALS:
    /// The page's width changed: two columns become one below about 1100.
    void widthChanged(int width);
    /// The body became wider or narrower, by the page or by its scroll bar.
    void bodyWidthChanged(int width);

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void placeBanner(Banner* banner, int at);
    void foldBanners();

    PageHead* head_;
    QVBoxLayout* banners_;
    QPushButton* more_;
    QVBoxLayout* fixed_;
    QScrollArea* scroll_;
    QVBoxLayout* body_;
    QList<Banner*> shown_;
    bool unfolded_ = false;
};

} // namespace studio
