// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later

// OpenCV's core, linked in as a static archive, asks for this function of libGLX wherever it may be called to draw by
// OpenGL. Nothing here does; without it libGLX and X11 would have to be carried along.
extern "C" __attribute__((visibility("hidden"))) void (*glXGetProcAddressARB(const unsigned char* name))();

extern "C" void (*glXGetProcAddressARB(const unsigned char* /*name*/))() {
    return nullptr; // "no such function", which OpenCV throws an exception for
}
