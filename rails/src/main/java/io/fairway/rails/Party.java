package io.fairway.rails;

/// Someone in a bank message.
///
/// @param country ISO 3166-1 alpha-2
/// @param town may be empty
/// @param address one line, may be empty
public record Party(String name, String country, String town, String address) {}
