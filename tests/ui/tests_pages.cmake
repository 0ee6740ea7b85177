# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
studio_add_test(ui pages LIBS studio_ui)
studio_add_test(ui keyboard LIBS studio_ui)
studio_add_test(ui data_page LIBS studio_ui)
studio_add_test(ui get_data_page LIBS studio_ui Qt6::Network ZLIB::ZLIB)
find_package(Qt6 COMPONENTS Network REQUIRED)
studio_add_test(ui get_data_sets LIBS studio_ui Qt6::Network ZLIB::ZLIB)
studio_add_test(ui pack_session LIBS studio_ui)
