package io.fairway.payments.planted;

import io.fairway.chain.permission.TokenOperation;

/// A room may use another one, but not what that one keeps to itself.
public record ArrowToInnerPackage(TokenOperation operation) {}
