# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later

find_package(JPEG REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgcodecs)
find_package(ZLIB REQUIRED)

studio_add_test(core resize LIBS studio_base)
studio_add_test(core pixel_ops LIBS studio_base)
studio_add_test(core geometry LIBS studio_base)
studio_add_test(core image_file LIBS studio_base opencv_core opencv_imgcodecs JPEG::JPEG)
studio_add_test(core image_folder LIBS studio_base)
studio_add_test(core odd_pictures LIBS studio_base opencv_core opencv_imgcodecs JPEG::JPEG ZLIB::ZLIB)
studio_add_test(core loader LIBS studio_base)
studio_add_test(core sample_pictures LIBS studio_base)
studio_add_test(core check LIBS studio_base)
studio_add_test(core check_record LIBS studio_base)
studio_add_test(core prepare LIBS studio_base ZLIB::ZLIB)
