// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/find_widget.h"
#include "tests/support/patience.h"
#include "tests/support/studio_fixture.h"
#include "ui/main_window/main_window.h"

namespace studio::test {

/// The whole window over a scripted engine. Its destructor lets a run go that waits at a step, so that a test that
/// fails meanwhile ends at once.
struct StudioWindow {
    explicit StudioWindow(const FakeEngine& engine = {})
        : fixture(fakeServices(engine))
        , window(*fixture.studio)
        , gate(engine.gate) {
        window.resize(1440, 900);
        window.show();
    }
    ~StudioWindow() { gate->release(100'000); }
    StudioWindow(const StudioWindow&) = delete;
    StudioWindow& operator=(const StudioWindow&) = delete;

    /// Starts a run that waits at its first step.
    bool startHeld() {
        if (!fixture.openPictures())
            return false;
        fixture.studio->recipe.setValue("epochs", "2");
        return fixture.studio->startTraining() && waitFor([this] { return fixture.studio->training.isActive(); });
    }
    template<class Widget>
    Widget* find(const char* name) {
        return findIn<Widget>(window, name);
    }
    Actions& actions() { return fixture.studio->actions(); }

    StudioFixture fixture;
    MainWindow window;

private:
    std::shared_ptr<std::counting_semaphore<>> gate;
};

/// An engine whose steps wait for its gate.
inline FakeEngine gated() {
    FakeEngine engine;
    engine.gated = true;
    engine.stepsPerEpoch = 4;
    return engine;
}

} // namespace studio::test
