# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
studio_add_test(ui format LIBS studio_ui)
studio_add_test(ui theme LIBS studio_ui)
studio_add_test(ui widgets LIBS studio_ui)
studio_add_test(ui metric_plot LIBS studio_ui)
studio_add_test(ui main_window LIBS studio_ui)
studio_add_test(ui train_page LIBS studio_ui)
