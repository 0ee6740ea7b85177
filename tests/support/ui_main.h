// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdio>

#include <QTest>
#include <QThread>

#include "tests/support/patience.h"
#include "ui/theme/translation.h"

namespace studio::test {

/// What Qt may warn of without a test failing: properties of the machine, not of the program.
inline bool isAboutTheMachine(const QMessageLogContext& context, const QString& text) {
    return QLatin1String(context.category).startsWith(QLatin1String("qt.qpa")) ||
           text.startsWith(QStringLiteral("This plugin ")) ||              // what the offscreen platform cannot do
           text.startsWith(QStringLiteral("QStandardPaths: XDG_RUNTIME")); // a test machine without a login
}

inline std::atomic<int> defects{0};
inline QtMessageHandler testLogHandler = nullptr;

inline void failOnDefects(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    testLogHandler(type, context, text);
    if ((type != QtWarningMsg && type != QtCriticalMsg) || isAboutTheMachine(context, text))
        return;
    ++defects;
    // The test log belongs to one thread; words of others count at the end.
    if (QThread::currentThread() == QCoreApplication::instance()->thread())
        QTest::qFail(qPrintable(QStringLiteral("Qt or the program warned: ") + text), __FILE__, __LINE__);
}

/// qExec() with a message handler above the test log's own: a warning or an error that is logged is a failure.
inline int runUiTest(QObject* test, int argc, char** argv) {
    QTest::qInit(test, argc, argv);
    testLogHandler = qInstallMessageHandler(failOnDefects);
    const int failed = QTest::qRun();
    qInstallMessageHandler(testLogHandler);
    QTest::qCleanup();
    if (failed == 0 && defects > 0)
        std::fprintf(stderr, "%d warnings were logged by other threads, see above\n", defects.load());
    return failed != 0 ? failed : defects.load();
}

} // namespace studio::test

/// Instead of QTEST_MAIN (with QApplication) and QTEST_GUILESS_MAIN (with QCoreApplication) in tests of the window.
#define STUDIO_UI_TEST(Application, Test)                                                                              \
    int main(int argc, char** argv) {                                                                                  \
        const Application app(argc, argv);                                                                             \
        studio::installTranslation();                                                                                  \
        Test test;                                                                                                     \
        return studio::test::runUiTest(&test, argc, argv);                                                             \
    }
