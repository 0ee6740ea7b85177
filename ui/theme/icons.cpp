// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/icons.h"

#include <map>
#include <memory>

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

// The resource file sits in a static library: without this call the linker drops it. Global namespace by Qt's rule.
static void initialiseResources() {
    Q_INIT_RESOURCE(resources);
}

namespace studio {

namespace {

QString fileOf(const QString& name) {
    static const bool ready = (initialiseResources(), true);
    Q_UNUSED(ready);
    return QStringLiteral(":/icons/%1.svg").arg(name);
}

// One parsed drawing for every icon and colour in use; a few dozen small entries.
QSvgRenderer* rendererOf(const QString& name, const QColor& color) {
    static std::map<QString, std::unique_ptr<QSvgRenderer>> cache;
    auto& entry = cache[QString(name + color.name(QColor::HexArgb))];
    if (entry)
        return entry.get();
    QFile file(fileOf(name));
    QByteArray svg;
    if (file.open(QIODevice::ReadOnly))
        svg = file.readAll();
    Q_ASSERT_X(!svg.isEmpty(), "icons", qPrintable(name));
    svg.replace("currentColor", color.name().toLatin1());
    entry = std::make_unique<QSvgRenderer>(svg);
    return entry.get();
}

class LineIconEngine final : public QIconEngine {
public:
    LineIconEngine(QString name, Ink ink)
        : name_(std::move(name))
        , ink_(ink) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        QColor color = state == QIcon::On ? colors().accent : inkColor(ink_);
        if (mode == QIcon::Disabled)
            color = colors().control;
        const int side = std::min(rect.width(), rect.height());
        const QRectF square(rect.x() + (rect.width() - side) / 2.0, rect.y() + (rect.height() - side) / 2.0, side,
                            side);
        painter->save();
        if (mode == QIcon::Disabled)
            painter->setOpacity(0.6);
        paintIcon(*painter, name_, square, color);
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new LineIconEngine(name_, ink_); }

private:
    QString name_;
    Ink ink_;
};

} // namespace

QIcon themeIcon(const QString& name, Ink ink) {
    return QIcon(new LineIconEngine(name, ink));
}

void paintIcon(QPainter& painter, const QString& name, const QRectF& rect, const QColor& color) {
    painter.setRenderHint(QPainter::Antialiasing);
    rendererOf(name, color)->render(&painter, rect);
}

bool hasIcon(const QString& name) {
    return QFile::exists(fileOf(name));
}

} // namespace studio
