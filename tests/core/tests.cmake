# SPDX-FileCopyrightText: 2026 ResNet Studio authors
# SPDX-License-Identifier: GPL-3.0-or-later
foreach(name IN ITEMS base config interop run)
    studio_add_test(core ${name} LIBS studio_base)
endforeach()
studio_add_test(core persistence LIBS studio_base)
studio_add_test(core run_checkpoints LIBS studio_base)
studio_add_test(core run_foreign LIBS studio_base)
studio_add_test(core run_volume LIBS studio_base)
