// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/network_mime.h"

#include <QFile>
#include <QMimeData>
#include <QUrl>

namespace studio {

namespace {

const QString kMark = QStringLiteral("application/x-resnet-studio-network");

} // namespace

QMimeData* networkMime(const std::vector<std::string>& paths) {
    QList<QUrl> urls;
    for (const std::string& path : paths)
        urls += QUrl::fromLocalFile(QFile::decodeName(path.c_str()));
    auto* data = new QMimeData;
    data->setUrls(urls);
    data->setData(kMark, QByteArray::number(urls.size()));
    return data;
}

QStringList networkMimeTypes() {
    return {QStringLiteral("text/uri-list"), kMark};
}

bool isNetworkMime(const QMimeData* mime) {
    return mime->hasFormat(kMark);
}

} // namespace studio
