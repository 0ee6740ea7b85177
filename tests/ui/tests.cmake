# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Tests of the window and of what stands under it; the engine is a scripted one.

studio_add_tests(ui format theme widgets metric_plot models run_history feed_advice train_alerts LIBS studio_ui)
studio_add_tests(ui sessions training_session data_session classify_session pack_session studio LIBS studio_ui)
studio_add_tests(ui main_window pages keyboard train_page data_page LIBS studio_ui)
studio_add_tests(ui get_data_session get_data_page get_data_sets LIBS studio_ui Qt6::Network ZLIB::ZLIB)
studio_add_tests(ui plot_view series_buffer train_plots LIBS studio_ui)
