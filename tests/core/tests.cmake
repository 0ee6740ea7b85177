# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name IN ITEMS base config interop run)
    studio_add_test(core ${name} LIBS studio_base)
endforeach()
