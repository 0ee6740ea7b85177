// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>

#include <QWidget>

#include "tests/support/find_widget.h"
#include "tests/support/studio_fixture.h"
#include "ui/pages/pages.h"
#include "ui/widgets/page_frame.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/pill.h"

namespace studio::test {

/// The Train page over a scripted engine.
struct TrainPageFixture {
    explicit TrainPageFixture(const FakeEngine& engine)
        : TrainPageFixture(fakeServices(engine)) {}
    explicit TrainPageFixture(StudioServices services)
        : fixture(std::move(services))
        , page(makeTrainPage(*fixture.studio)) {
        page->resize(1220, 840);
        page->show();
    }
    bool start(const char* epochs) {
        if (!fixture.openPictures())
            return false;
        fixture.studio->recipe.setValue("epochs", epochs);
        return fixture.studio->startTraining();
    }
    template<class Widget>
    Widget* find(const char* name) {
        return findIn<Widget>(*page, name);
    }
    QString pill() { return static_cast<PageFrame*>(page.get())->head()->pill()->text(); }
    TrainingSession& training() { return fixture.studio->training; }
    StudioFixture fixture;
    std::unique_ptr<QWidget> page;
};

inline FakeEngine scriptedEngine(bool gated, int steps = 10) {
    FakeEngine made;
    made.gated = gated;
    made.stepsPerEpoch = steps;
    return made;
}

} // namespace studio::test
