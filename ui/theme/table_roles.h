// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace studio {

/// What TableDelegate (ui/widgets) reads from a model besides DisplayRole, TextAlignmentRole and ToolTipRole.
enum TableRole {
    kIconRole = Qt::UserRole + 500, ///< QString: icon name before the text
    kToneRole,                      ///< int(Tone): colour of icon and text; absent = plain
    kStrongRole,                    ///< bool: semi-bold text
    kQuietRole,                     ///< bool: text 3
    kBarRole,                       ///< double 0..1: bar right of the text
    kBarToneRole,                   ///< int(Tone): Neutral = as usual, Warning = outlier, Accent = under way
    kSparkRole,                     ///< QList<QPointF>: sparkline instead of text, x from 1 on
    kSparkMaxRole,                  ///< double: top of the sparkline's range (bottom is 0)
    kSparkLengthRole,               ///< int: planned last x, so that short runs end early
    kElideMiddleRole,               ///< bool: file names and paths
    kPathRole,                      ///< QByteArray: file of a gallery cell
};

} // namespace studio
