/// The edge: command line and wiring.
@org.jspecify.annotations.NullMarked
package io.fairway.app;
