# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
# The units name the program with its whole path, as systemd wants it.

include(GNUInstallDirs)
set(STUDIO_TRAIN_PROGRAM "${CMAKE_INSTALL_FULL_BINDIR}/resnet-train")
foreach(unit IN ITEMS resnet-train@ resnet-train-queue resnet-train-given-up@ resnet-train-queue-given-up)
    configure_file(packaging/systemd/${unit}.service.in "${CMAKE_BINARY_DIR}/systemd/${unit}.service" @ONLY)
    install(FILES "${CMAKE_BINARY_DIR}/systemd/${unit}.service" DESTINATION lib/systemd/user)
endforeach()
