# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the window and of what stands under it; the engine is a scripted one.

studio_add_tests(ui format theme widgets metric_plot models run_history feed_advice train_alerts LIBS studio_ui)
studio_add_tests(ui sessions training_session data_session classify_session pack_session studio LIBS studio_ui)
studio_add_tests(ui main_window pages runs_page classify_page keyboard train_page data_page LIBS studio_ui)
add_library(studio_disk_gate SHARED support/disk_gate.cpp)
target_link_libraries(studio_disk_gate PRIVATE studio_options)
studio_add_tests(ui slow_disk closing LIBS studio_disk_gate studio_ui)
studio_add_tests(ui get_data_session get_data_page get_data_sets LIBS studio_ui Qt6::Network ZLIB::ZLIB)
find_package(Qt6 REQUIRED COMPONENTS LinguistTools)
studio_add_tests(ui translations LIBS studio_ui)
target_compile_definitions(tst_ui_translations PRIVATE STUDIO_LUPDATE="$<TARGET_FILE:Qt6::lupdate>")
studio_add_tests(ui actions window_place scale LIBS studio_ui)
add_library(studio_no_threads SHARED support/no_threads.cpp)
target_link_libraries(studio_no_threads PRIVATE studio_options)
studio_add_tests(ui no_threads LIBS studio_no_threads studio_ui)
foreach(percent IN ITEMS 150 200)
    math(EXPR tenths "${percent} / 10")
    string(REGEX REPLACE "(.)$" ".\\1" factor ${tenths})
    get_test_property(ui.scale ENVIRONMENT environment)
    add_test(NAME ui.scale_${percent} COMMAND tst_ui_scale)
    set_tests_properties(ui.scale_${percent} PROPERTIES TIMEOUT 400 LABELS ui
        ENVIRONMENT "${environment};QT_SCALE_FACTOR=${factor}")
endforeach()
studio_add_tests(ui plot_view series_buffer train_plots LIBS studio_ui)
