package io.fairway.app;

import io.fairway.money.Asset;
import io.fairway.payments.pricing.AsOf;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a user asked `settle` for.
///
/// @param mapping a shipped mapping's name or a file; null when the header decides
/// @param parties the parties file
/// @param liquidity opening fundings; null for the development profile's
/// @param lists a folder of published lists; null for the project's own small list
/// @param policy null for the shipped one
/// @param bank settings of the bank twin; null for its defaults
/// @param waitMax how long the chain or the bank may stay silent before orders are pending
record SettleOptions(
    Path orders,
    Path data,
    Path out,
    @Nullable String mapping,
    Path parties,
    @Nullable Path liquidity,
    @Nullable Path lists,
    Path rates,
    AsOf asOf,
    @Nullable Path policy,
    Asset payOut,
    @Nullable Path bank,
    Duration waitMax) {}
