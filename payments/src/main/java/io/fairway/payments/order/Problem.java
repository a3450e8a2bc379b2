package io.fairway.payments.order;

/// What is wrong with a value.
///
/// @param reason a code of [Reasons]
/// @param detail what stands there and what was expected
record Problem(String reason, String detail) {}
