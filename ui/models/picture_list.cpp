// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/picture_list.h"

#include "core/base/text.h"
#include "ui/session/studio.h"
#include "ui/theme/table_roles.h"

namespace studio {

QVariant PictureList::data(const QModelIndex& index, int role) const {
    const Row* row = at(index);
    if (row == nullptr)
        return {};
    const QString name = displayOf(baseName(row->path));
    switch (role) {
    case kPathRole:
        return QByteArray::fromStdString(row->path);
    case Qt::AccessibleTextRole:
        return name;
    case Qt::ToolTipRole:
        return (row->reason.isEmpty() ? name : name + QStringLiteral(": ") + row->reason).toHtmlEscaped();
    default:
        return {};
    }
}

} // namespace studio
