/// Statements, receipts, the report. Reads facts, changes nothing.
@org.jspecify.annotations.NullMarked
package io.fairway.reporting;
