package io.fairway.payments.planted;

/// Money as a field of floating point.
public record DoubleField(double amount) {}
