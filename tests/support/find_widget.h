// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

namespace studio::test {

/// The child of this name, which must be there: the test program ends where it is not.
template<class Child>
Child* findIn(const QObject& parent, const char* name) {
    auto* child = parent.findChild<Child*>(QLatin1String(name));
    if (child == nullptr)
        qFatal("no %s of %s", name, qPrintable(parent.objectName()));
    return child;
}

} // namespace studio::test
