# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
studio_add_test(ui sessions LIBS studio_ui)
studio_add_test(ui training_session LIBS studio_ui)
studio_add_test(ui data_session LIBS studio_ui)
studio_add_test(ui get_data_session LIBS studio_ui ZLIB::ZLIB)
studio_add_test(ui studio LIBS studio_ui)
studio_add_test(ui classify_session LIBS studio_ui)
studio_add_test(ui models LIBS studio_ui)
studio_add_test(ui run_history LIBS studio_ui)
studio_add_test(ui feed_advice LIBS studio_ui)
studio_add_test(ui train_alerts LIBS studio_ui)
