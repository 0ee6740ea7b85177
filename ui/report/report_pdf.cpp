// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/report_pdf.h"

#include <cmath>

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QEventLoop>
#include <QImage>
#include <QPageLayout>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgRenderer>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QUrl>

#include "core/base/error.h"
#include "core/report/report.h"
#include "core/report/report_curves.h"

namespace studio {

namespace {

constexpr int kDotsPerInch = 96; ///< of the document's layout; the PDF's lines are finer
constexpr int kFooter = 24;      ///< below the text of a page
constexpr int kPictureScale = 4; ///< dots of a chart per dot of the layout
constexpr qreal kMarginMillimetres = 15;

QImage pictureOf(const ReportCurve& curve, int width) {
    QSvgRenderer renderer(QByteArray::fromStdString(curve.svg));
    const int height = width * kCurveHeight / kCurveWidth;
    QImage image(width * kPictureScale, height * kPictureScale, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    renderer.render(&painter);
    painter.end();
    return image;
}

/// A heading stands on the page of what follows it. Each break moves what is below, so headings are gone through in
/// their order.
void keepHeadings(QTextDocument& document, const QSizeF& page) {
    constexpr int kLinesBelow = 5; ///< of the heading's own height
    const QAbstractTextDocumentLayout* layout = document.documentLayout();
    document.setPageSize(page);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        QTextBlockFormat format = block.blockFormat();
        if (format.headingLevel() == 0)
            continue;
        const QRectF place = layout->blockBoundingRect(block);
        const qreal left = page.height() - std::fmod(place.top(), page.height());
        if (left > kLinesBelow * place.height())
            continue;
        format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
        QTextCursor(block).setBlockFormat(format);
        document.setPageSize({page.width(), page.height() + 1}); // Qt lays out a part alone, and loses headings there
        document.setPageSize(page);
    }
}

void drawPages(QTextDocument& document, QPdfWriter& writer, const QSizeF& page) {
    QPainter painter(&writer);
    const qreal scale = writer.width() / page.width();
    painter.scale(scale, scale);
    const int pages = document.pageCount();
    for (int i = 0; i < pages; ++i) {
        if (i > 0 && !writer.newPage())
            break;
        painter.save();
        painter.translate(0, -i * page.height());
        QAbstractTextDocumentLayout::PaintContext context;
        context.clip = QRectF(0, i * page.height(), page.width(), page.height());
        context.palette.setColor(QPalette::Text, Qt::black); // paper is white whatever the theme
        painter.setClipRect(context.clip);
        document.documentLayout()->draw(&painter, context);
        painter.restore();
        painter.setFont(document.defaultFont());
        painter.setPen(Qt::darkGray);
        painter.drawText(QRectF(0, page.height(), page.width(), kFooter), Qt::AlignRight | Qt::AlignBottom,
                         QStringLiteral("%1 / %2").arg(i + 1).arg(pages));
    }
}

} // namespace

std::string reportPdf(const ReportModel& model) {
    const QEventLoop timers; // the layout starts some, which a thread without one warns of
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setResolution(1200);
        writer.setPageLayout(
            QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Portrait,
                        QMarginsF(kMarginMillimetres, kMarginMillimetres, kMarginMillimetres, kMarginMillimetres),
                        QPageLayout::Millimeter));
        writer.setTitle(QString::fromStdString(model.summary.name));
        const qreal down = qreal(kDotsPerInch) / writer.resolution();
        const QSizeF page(writer.width() * down, writer.height() * down - kFooter);
        QTextDocument document;
        document.setDocumentMargin(0);
        QFont font(QStringLiteral("sans-serif"));
        font.setPixelSize(11);
        document.setDefaultFont(font);
        const int width = static_cast<int>(page.width());
        int index = 0;
        for (const ReportCurve& curve : reportCurves(model))
            document.addResource(QTextDocument::ImageResource, QUrl(QStringLiteral("curve:%1").arg(index++)),
                                 pictureOf(curve, width));
        document.setHtml(QString::fromStdString(reportPrintHtml(model, width)));
        keepHeadings(document, page);
        drawPages(document, writer, page);
    }
    if (bytes.isEmpty())
        throw Error(ErrorKind::Io,
                    QCoreApplication::translate("studio::RunReport", "The PDF could not be made").toStdString());
    return bytes.toStdString();
}

} // namespace studio
