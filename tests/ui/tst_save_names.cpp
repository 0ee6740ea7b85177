// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "tests/support/ui_main.h"
#include "ui/main_window/dialogs.h"

using namespace studio;

/// The window that asks where to save, as a person types into it.
class TestSaveNames final : public QObject {
    Q_OBJECT

private:
    void put(const char* name) const {
        QFile file(dir_.filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
    }
    /// What comes of typing the names one after the other, a window each. `answer`: to what is asked beside.
    QString saved(QStringList names, const char* filter, int answer = 0) {
        Dialogs dialogs;
        asked_.clear();
        dialogs.ask = [&](const QString& title, const QString& text, const QStringList&, bool destructive) {
            asked_ += title + u'\n' + text + (destructive ? u"!" : u"");
            return answer;
        };
        setRealDialogs(dialogs, nullptr);
        QTimer typing;
        connect(&typing, &QTimer::timeout, this, [&] {
            auto* window = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
            if (window == nullptr)
                return;
            if (names.isEmpty())
                return window->reject();
            window->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(names.takeFirst());
            QMetaObject::invokeMethod(window, "accept");
        });
        typing.start(0);
        const auto file = dialogs.pickSaveFile(QStringLiteral("Save"), dir_.filePath(QStringLiteral("suggested.csv")),
                                               QLatin1String(filter));
        return file ? QString(file->mid(dir_.path().size() + 1)) : QStringLiteral("nothing");
    }
    static constexpr const char* kTables = "Tables (*.csv)";

private Q_SLOTS:
    void initTestCase() { QApplication::setAttribute(Qt::AA_DontUseNativeDialogs); }

    void aNameWithoutAnEndingGetsThatOfItsKind() {
        QCOMPARE(saved({QStringLiteral("new")}, kTables), QStringLiteral("new.csv"));
        QCOMPARE(saved({QStringLiteral("dot.")}, kTables), QStringLiteral("dot.csv"));
        QCOMPARE(saved({QStringLiteral("new.txt")}, kTables), QStringLiteral("new.txt"));
        QCOMPARE(saved({QStringLiteral("new")}, "Pictures (*.png *.svg)"), QStringLiteral("new.png"));
        QCOMPARE(saved({QStringLiteral("folder")}, "A new folder (*)"), QStringLiteral("folder"));
        QVERIFY(asked_.isEmpty());
    }

    void noFileIsReplacedThatNobodyWasAskedAbout() {
        put("there.csv");
        QCOMPARE(saved({QStringLiteral("there")}, kTables), QStringLiteral("there.csv"));
        QCOMPARE(asked_.size(), 1);
        QVERIFY2(asked_[0].contains(QStringLiteral("/there.csv")) && asked_[0].endsWith(u'!'), qPrintable(asked_[0]));
        // Who says no is asked for another name.
        QCOMPARE(saved({QStringLiteral("there"), QStringLiteral("other")}, kTables, -1), QStringLiteral("other.csv"));
        QCOMPARE(saved({QStringLiteral("there")}, kTables, -1), QStringLiteral("nothing"));
    }

private:
    QTemporaryDir dir_;
    QStringList asked_;
};

STUDIO_UI_TEST(QApplication, TestSaveNames)
#include "tst_save_names.moc"
