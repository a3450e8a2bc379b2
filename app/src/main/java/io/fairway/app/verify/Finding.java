package io.fairway.app.verify;

import org.jspecify.annotations.Nullable;

/// Something that does not agree.
///
/// @param check by which it was found
/// @param orderId the order that it is about, null when it is about none
/// @param detail what was expected and what was found
public record Finding(String check, @Nullable String orderId, String detail) {}
